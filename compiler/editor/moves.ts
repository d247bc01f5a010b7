/**
 * Tells where the places of one text are in another, which came of it by one edit: what stands before the edit stays,
 * what stands after it moves, and what stands right after something that it touched is gone.
 */
export function movesBetween(before: string, after: string): (offset: number) => number | undefined {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < most - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  const end = before.length - same;
  const by = after.length - before.length;
  return (offset) => (offset <= start ? offset : offset > end ? offset + by : undefined);
}
