import type { Span } from "../../language/ast.ts";
import type { Edit, Fix } from "../../language/diagnostic.ts";

/** Puts a name in place of what was written at each place; none where no name is near. */
export function rename(spans: readonly Span[], name: string | undefined): Fix | undefined {
  if (!name) return undefined;
  return { title: `Write \`${name}\``, edits: spans.map((span) => ({ span, text: name })) };
}

/** One edit as a fix; none where there is no edit. */
export function mendBy(title: string, edit: Edit | undefined): Fix | undefined {
  return edit && { title, edits: [edit] };
}
