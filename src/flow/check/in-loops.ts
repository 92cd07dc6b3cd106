/** The nodes of a graph from which a way leads back to themselves: strongly connected parts (Tarjan 1972), without recursion. */
export function inLoops(ways: ReadonlyMap<string, readonly string[]>): string[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found = new Set<string>();
  for (const start of ways.keys()) if (!order.has(start)) visit(start);
  return [...ways.keys()].filter(id => found.has(id));

  function visit(start: string): void {
    const walk = [{ id: start, next: 0 }];
    enter(start);
    for (let at = walk.at(-1); at; at = walk.at(-1)) {
      const to = ways.get(at.id)?.[at.next++];
      if (to === undefined) {
        walk.pop();
        leave(at.id, walk.at(-1)?.id);
      } else if (!order.has(to)) {
        enter(to);
        walk.push({ id: to, next: 0 });
      } else if (isOpen.has(to)) lower(at.id, order.get(to) ?? 0);
    }
  }

  function enter(id: string): void {
    low.set(id, order.size);
    order.set(id, order.size);
    open.push(id);
    isOpen.add(id);
  }

  function leave(id: string, parent: string | undefined): void {
    const lowest = low.get(id) ?? 0;
    if (parent !== undefined) lower(parent, lowest);
    if (lowest !== order.get(id)) return;
    const part = open.splice(open.lastIndexOf(id));
    for (const each of part) isOpen.delete(each);
    if (part.length > 1 || ways.get(id)?.includes(id)) for (const each of part) found.add(each);
  }

  function lower(id: string, value: number): void {
    if (value < (low.get(id) ?? 0)) low.set(id, value);
  }
}
