/** Where an import leads, or what is wrong with its text. */
export type ImportPath =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "wrong"; readonly hint: string; readonly instead?: string };

/** Finds the module that `written` names in a file at `importer`, by its text alone. */
export function importPath(importer: string, written: string): ImportPath {
  if (written.startsWith("std/")) {
    const name = written.slice("std/".length);
    if (/^[a-z][a-z0-9_-]*$/.test(name)) return { kind: "path", path: `std/${name}.af` };
    return { kind: "wrong", hint: 'A module of the standard library is written `"std/name"`, without an ending.' };
  }
  if (!written.startsWith("./") && !written.startsWith("../")) {
    const instead = `./${written}${written.endsWith(".af") ? "" : ".af"}`;
    if (/^[\w-]+(\.af)?$/.test(written)) {
      return { kind: "wrong", hint: `For a file beside this one write \`"${instead}"\`.`, instead };
    }
    return {
      kind: "wrong",
      hint: "Begin it with `./` or `../` for a file, or with `std/` for the standard library.",
    };
  }
  if (!written.endsWith(".af")) {
    const instead = `${written}.af`;
    return { kind: "wrong", hint: `Write the whole name of the file: \`"${instead}"\`.`, instead };
  }
  return { kind: "path", path: joinPath(folderOf(importer), written) };
}

/** The folder of a file, without a slash at its end; empty for a bare name. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : slash === 0 ? "/" : path.slice(0, slash);
}

/** The path of `relative` as seen from `folder`; `.` and `..` are resolved. */
export function joinPath(folder: string, relative: string): string {
  if (isAbsolute(relative)) return normalise(relative);
  const path = normalise(folder === "" ? relative : `${folder}/${relative}`);
  // A user's own folder `std` is kept apart from the library.
  return path.startsWith("std/") && folder !== "std" ? `./${path}` : path;
}

/** How `path` is written from `folder`; modules of the standard library and paths with nothing in common stay as they are. */
export function relativePath(folder: string, path: string): string {
  if (path.startsWith("std/") || isAbsolute(path) !== isAbsolute(folder)) return path;
  const from = normalise(folder).split("/").filter(isPart);
  const to = normalise(path).split("/").filter(isPart);
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/");
}

/** Whether a path begins at a root or a drive. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

const isPart = (part: string): boolean => part !== "" && part !== ".";

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (!isPart(part)) continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}
