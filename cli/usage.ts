/**
 * The command was called wrongly: a sentence that names the option or argument, what it takes and what it got. Thrown by
 * whatever reads the command line, told and turned into exit code 2 in one place.
 */
export class UsageProblem extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UsageProblem";
    this.hint = hint;
  }
}

/** `, did you mean "x"?` in the words of every message, or nothing where no name is near. */
export function meant(suggestion: string | undefined): string | undefined {
  return suggestion === undefined ? undefined : `Did you mean \`${suggestion}\`?`;
}

/** Gathers the values of an option that may be repeated. */
export function several(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
