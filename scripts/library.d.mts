/** Builds the library into `outdir`, takes away what an older build left there, and gives esbuild's account of it. */
export function buildLibrary(outdir: string): Promise<import("esbuild").Metafile>;
