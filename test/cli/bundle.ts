import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../runtime/package-root.ts";
import { bundle } from "../../scripts/build.mjs";

/** What esbuild tells of a bundle, as far as tests look at it. */
export interface Metafile {
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { path: string; kind: string; external?: boolean }[] }>
  >;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly entryPoint?: string;
        readonly inputs: Readonly<Record<string, unknown>>;
        readonly imports: readonly { path: string; kind: string; external?: boolean }[];
      }
    >
  >;
}

/** Builds the command into a folder of its own. It lies inside the package, as the real one does. */
export async function bundleForTests(): Promise<{ folder: string; metafile: Metafile; drop: () => void }> {
  const dist = join(packageRoot(), "dist");
  await mkdir(dist, { recursive: true });
  const folder = mkdtempSync(join(dist, "test-"));
  const metafile: Metafile = await bundle(folder);
  return { folder, metafile, drop: () => rmSync(folder, { recursive: true, force: true }) };
}
