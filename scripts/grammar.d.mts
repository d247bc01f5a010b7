export function grammarFiles(): Promise<Readonly<Record<string, string>>>;
export function writeGrammar(outdir: string): Promise<void>;
