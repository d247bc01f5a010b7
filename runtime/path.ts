/**
 * A node's path at run time: its id with the indices of the branches, rounds and attempts on the way in. Paths name
 * nodes in events, key the scripts of tests and give seeds, so they depend on nothing but the program and its inputs.
 *
 *     investigate/findings[2]/researcher        the third item of a parallel
 *     reflect/draft~1/judge                      the second round of a repeat
 *     solve/vote[4]/solver!1                     the second attempt of an agent
 */
export type Path = string;

/** A node's own label: the last part of its id. */
export function labelOf(nodeId: string): string {
  return nodeId.slice(nodeId.lastIndexOf("/") + 1);
}

/** The path of a label inside a scope. */
export const child = (scope: Path, label: string): Path => `${scope}/${label}`;
/** An item or branch, from 0. */
export const item = (path: Path, index: number): Path => `${path}[${index}]`;
/** A round of a repeat, from 0. */
export const round = (path: Path, index: number): Path => `${path}~${index}`;
/** An attempt after the first, from 1; the first has no mark. */
export const attempt = (path: Path, index: number): Path => (index === 0 ? path : `${path}!${index}`);
/** A turn of an agent, from 0. */
export const turn = (path: Path, index: number): Path => `${path}:${index}`;

/** Whether `path` stands somewhere inside of `above`, or in one of its turns. */
export const isBelow = (path: Path, above: Path): boolean =>
  path.startsWith(above) && /^[/:]/.test(path.slice(above.length));
/** All that `path` stands inside of, innermost first. */
export const placesAbove = (path: Path): Path[] =>
  [...path.matchAll(/[/:]/g)].map(({ index }) => path.slice(0, index)).reverse();
