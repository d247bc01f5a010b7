/** What the compiler needs from outside: the texts of modules. It reads nothing by itself. */
export interface Host {
  /**
   * The text of a module; undefined where there is no such file. Paths are written with `/`, as the entry's own path
   * was given; a module of the standard library is asked for as `std/corpus.af`.
   */
  read(path: string): string | undefined;
  /** Whether there is a file at that path, for hosts that can tell: the TypeScript of tools is not read, but looked for. */
  exists?(path: string): boolean;
}
