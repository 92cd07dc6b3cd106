import fc from 'fast-check';

/** JSON with something in it changed, taken away or added at any depth: what a messenger never sends and a stranger may. */
export function garbled(samples: unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { minLength: 1, maxLength: 4 }))
    .map(([sample, changes]) => changes.reduce((value, [place, replacement]) => change(value, place, replacement), sample));
}

function change(value: unknown, place: number, replacement: unknown): unknown {
  const places = countPlaces(value);
  let left = place % (places + 1);
  return walk(value);

  function walk(node: unknown): unknown {
    if (left-- === 0) return replacement;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, walk(inner)]));
  }
}

function countPlaces(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum, inner) => sum + 1 + countPlaces(inner), 0);
}
