/** Bundles the command into `outdir`, takes away what an older build left there, and gives esbuild's account of it. */
export function bundle(outdir: string): Promise<import("esbuild").Metafile>;
