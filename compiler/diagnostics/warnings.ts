import { problem } from "../../language/catalogue.ts";

/** AF06xx: what runs, but is probably not meant. */
export const warnings = {
  unusedValue: problem({
    code: "AF0601",
    severity: "warning",
    title: "unused value",
    message: (p: { name?: string | undefined }) =>
      p.name === undefined ? "This value is never used." : `The value \`${p.name}\` is never used.`,
    label: () => "never used",
  }),
  neverCalled: problem({
    code: "AF0602",
    severity: "warning",
    title: "never called",
    message: (p: { name: string; what: string }) => `The ${p.what} \`${p.name}\` is never called.`,
    label: () => "never called",
  }),
  unreadShare: problem({
    code: "AF0603",
    severity: "warning",
    title: "unread share",
    message: () => "No later agent reads what is shared here.",
    label: () => "no later agent reads it",
  }),
  unusedImport: problem({
    code: "AF0604",
    severity: "warning",
    title: "unused import",
    message: (p: { name: string }) => `The import \`${p.name}\` is never used.`,
    label: () => "never used",
  }),
  unreachable: problem({
    code: "AF0605",
    severity: "warning",
    title: "never runs",
    message: () => "This never runs: what stands above it ends the block.",
    label: () => "never runs",
  }),
  untoldParameter: problem({
    code: "AF0606",
    severity: "warning",
    title: "untold parameter",
    message: (p: { name: string; agent: string }) =>
      `Neither the prompt nor the system text of \`${p.agent}\` mentions \`${p.name}\`, so the model is never told it.`,
    label: () => "the model is never told it",
    hint: (p) => `Write \`\${${p.name}}\` into the prompt.`,
  }),
};
