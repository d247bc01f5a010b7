/**
 * Ids of runs: six letters and digits (Crockford's base 32) of the second in which a run began, so that they sort by
 * time and are short enough to type.
 */

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 6;
/** 2024-01-01: six digits reach 34 years from there. */
const EPOCH = Date.UTC(2024, 0, 1);

/** The id of a run that began at `milliseconds`, or of the `later`-th that began in the same second. */
export function runIdAt(milliseconds: number, later = 0): string {
  let rest = Math.floor((milliseconds - EPOCH) / 1000) + later;
  let id = "";
  for (let i = 0; i < LENGTH; i++) {
    id = (DIGITS[rest % DIGITS.length] ?? "0") + id;
    rest = Math.floor(rest / DIGITS.length);
  }
  return id;
}

/** An id as people may type it: letters of either case, and those that look like digits taken for them. */
export function typedRunId(text: string): string {
  return text.toLowerCase().replace(/[il]/g, "1").replace(/o/g, "0");
}
