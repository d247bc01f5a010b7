import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Takes away what an older build left in `outdir`. To be called after the new one is there: who runs meanwhile still finds
 * what is yet to be loaded.
 */
export async function removeStale(outdir, made) {
  for (const file of await readdir(outdir, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && /\.(js|d\.ts)(\.LEGAL\.txt)?$/.test(file.name) && !made.has(path))
      await rm(path, { force: true });
  }
}
