/** A number or a duration as it was written, or why it is neither. */
export type ReadNumber =
  | { readonly kind: "number"; readonly value: number; readonly integer: boolean }
  | { readonly kind: "duration"; readonly milliseconds: number }
  | { readonly kind: "bad"; readonly why: string; readonly instead?: string };

const shape = /^(?<digits>\d[\d_]*)(?:\.(?<fraction>\d[\d_]*))?(?<suffix>[A-Za-z_]\w*)?$/;

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Units as they are written elsewhere. */
const foreignUnits: readonly (readonly [RegExp, string])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/i, "ms"],
  [/^(?:s|secs?|seconds?)$/i, "s"],
  [/^(?:mins?|minutes?)$/i, "m"],
  [/^(?:h|hrs?|hours?)$/i, "h"],
  [/^K$/, "k"],
];

/** Reads `12`, `0.5`, `1_000`, `32k` or `30s`; `written` is digits, perhaps a fraction, and the letters right after. */
export function readNumber(written: string): ReadNumber {
  const { digits = "", fraction, suffix = "" } = shape.exec(written)?.groups ?? {};
  for (const part of [digits, fraction ?? "0"]) {
    if (part.endsWith("_") || part.includes("__")) {
      return { kind: "bad", why: "a `_` stands between two digits", instead: written.replace(/_+(?!\d)|_(?=_)/g, "") };
    }
  }
  if (/^0\d/.test(digits)) {
    return { kind: "bad", why: "it begins with a 0 too many", instead: written.replace(/^[0_]+(?=\d)/, "") };
  }
  const plain = Number(`${digits}${fraction === undefined ? "" : `.${fraction}`}`.replaceAll("_", ""));
  if (Object.hasOwn(units, suffix)) {
    const milliseconds = plain * (units[suffix] ?? 1);
    // Rounded, since 0.29 * 1000 is not quite 290.
    return bounded(milliseconds) ?? { kind: "duration", milliseconds: Math.round(milliseconds) };
  }
  if (suffix === "k") {
    const value = Number((plain * 1_000).toPrecision(15));
    const too = bounded(value);
    if (too || Number.isInteger(value)) return too ?? { kind: "number", value, integer: true };
    const plainly = `${value}`.includes("e") ? {} : { instead: `${value}` };
    return { kind: "bad", why: "so many thousands are no whole number", ...plainly };
  }
  if (suffix !== "") {
    if (/^e\d*$/i.test(suffix)) {
      const value = Number(written);
      const instead = Number.isSafeInteger(value) && value < 1e15 ? { instead: `${value}` } : {};
      return { kind: "bad", why: "exponents are written out", ...instead };
    }
    const unit = foreignUnits.find(([pattern]) => pattern.test(suffix))?.[1];
    const instead = unit === undefined ? {} : { instead: written.slice(0, -suffix.length) + unit };
    return { kind: "bad", why: `\`${suffix}\` is no unit`, ...instead };
  }
  return bounded(plain) ?? { kind: "number", value: plain, integer: fraction === undefined };
}

function bounded(value: number): ReadNumber | undefined {
  // Canonical JSON has decimals of at most 15 digits.
  return value < 1e15 ? undefined : { kind: "bad", why: "it has more than 15 digits" };
}
