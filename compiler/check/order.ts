/**
 * The items in an order in which each comes after all that it needs. `cycle` is told of each need that leads back to an
 * item on the way to it, and can ask for the items on that way, the one that it leads back to first. Without recursion:
 * what needs one another may be a chain as long as a file.
 */
export function orderOf<T, Need extends { readonly of: T }>(
  items: Iterable<T>,
  needs: (item: T) => readonly Need[],
  cycle: (need: Need, members: () => readonly T[]) => void,
): readonly T[] {
  const order: T[] = [];
  const done = new Set<T>();
  /** The items on the way to the one that is looked at, with what is left to see of each. */
  const way: T[] = [];
  const left = new Map<T, Iterator<Need>>();
  const enter = (item: T): void => {
    way.push(item);
    left.set(item, needs(item).values());
  };
  for (const start of items) {
    if (!done.has(start)) enter(start);
    for (let item = way.at(-1); item !== undefined; item = way.at(-1)) {
      const next = left.get(item)?.next();
      if (next && !next.done) {
        const { of } = next.value;
        if (left.has(of)) cycle(next.value, () => way.slice(way.indexOf(of)));
        else if (!done.has(of)) enter(of);
        continue;
      }
      way.pop();
      left.delete(item);
      done.add(item);
      order.push(item);
    }
  }
  return order;
}
