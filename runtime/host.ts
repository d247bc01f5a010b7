import { readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Host } from "../compiler/host.ts";
import { packageRoot } from "./package-root.ts";

/** Reads modules from the file system: `std/…` from the package, all else relative to `root`. */
export function fileHost(root: string): Host {
  return {
    read(path) {
      const file = path.startsWith("std/") ? join(packageRoot(), "stdlib", path) : resolve(root, path);
      try {
        return readFileSync(file, "utf8");
      } catch {
        // The compiler says which import has no file, and where it stands.
        return undefined;
      }
    },
  };
}

/** The host of an entry file and the entry's path in it: its own name, so that paths in the graph name no machine. */
export function hostOfEntry(file: string): { readonly host: Host; readonly entry: string; readonly directory: string } {
  const directory = dirname(resolve(file));
  return { host: fileHost(directory), entry: basename(file), directory };
}
