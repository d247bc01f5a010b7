/**
 * The formats of strings, as patterns of our own: every check and grammar is made from these, so that what a decoder
 * lets through is what a check accepts. Stricter than most libraries, which take `not:x` for a URL.
 */
import type { StringType } from "../graph/type.ts";

export type StringFormat = NonNullable<StringType["format"]>;

/** 29 February is in leap years only; the year 0000 is one. */
const DATE = [
  "\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))",
  "(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29",
].join("|");

/** RFC 3339 with capital letters, at most nanoseconds and no leap seconds, which no `Date` can hold. */
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+\\-](?:[01]\\d|2[0-3]):[0-5]\\d)";

const PCHAR = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";
const HOST = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+|\\[[0-9A-Fa-f:.]+\\]";
const USER = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*@";
const TAIL = `(?:\\/${PCHAR}*)*(?:\\?(?:${PCHAR}|[/?])*)?(?:#(?:${PCHAR}|[/?])*)?`;

/** RFC 3986 with `scheme://` and a host; only `file` may do without one. */
const URL = `(?:[A-Za-z][A-Za-z0-9+.\\-]*:\\/\\/(?:${USER})?(?:${HOST})(?::\\d*)?|file:\\/\\/\\/${PCHAR}*)${TAIL}`;

/** The pattern that the whole text of a format matches. */
export const formatPattern: Readonly<Record<StringFormat, string>> = {
  date: DATE,
  datetime: `(?:${DATE})T${TIME}`,
  url: URL,
};

/** What a user is told a format is. */
export const formatName: Readonly<Record<StringFormat, string>> = {
  url: "a URL such as https://example.org/a",
  date: "a date such as 2024-02-29",
  datetime: "a date and time such as 2024-02-29T13:30:00Z",
};

/** The format's smallest value. */
export const formatSmallest: Readonly<Record<StringFormat, string>> = {
  url: "https://a",
  date: "2000-01-01",
  datetime: "2000-01-01T00:00:00Z",
};
