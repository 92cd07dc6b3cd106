import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Difference, differencesOf } from '../../src/segments/differences-of.ts';

async function* inStretches<T>(items: T[], size: number): AsyncGenerator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

async function all(present: string[], noted: { contact: string; isIn: boolean; moves: number }[], size = 2) {
  const found: Difference[] = [];
  for await (const difference of differencesOf(inStretches(present, size), inStretches(noted, size))) found.push(difference);
  return found;
}

it('tells who came and who went, and nobody else', async () => {
  const noted = [
    { contact: 'a', isIn: true, moves: 1 },
    { contact: 'b', isIn: true, moves: 3 },
    { contact: 'c', isIn: false, moves: 2 },
    { contact: 'd', isIn: false, moves: 2 },
  ];
  const found = await all(['a', 'c', 'e'], noted);
  expect(found.map(({ contact, isIn }) => `${isIn ? '+' : '-'}${contact}`)).toEqual(['-b', '+c', '+e']);
});

it('after what was told is noted there is nothing to tell', async () => {
  const ids = fc.uniqueArray(fc.stringMatching(/^[a-f]{1,3}$/));
  await fc.assert(
    fc.asyncProperty(ids, ids, ids, fc.integer({ min: 1, max: 5 }), async (present, inside, outside, size) => {
      const noted = new Map([...outside.map(id => [id, false] as const), ...inside.map(id => [id, true] as const)]);
      const rows = () => [...noted].map(([contact, isIn]) => ({ contact, isIn, moves: 1 })).sort(byContact);
      const sorted = present.toSorted();
      for (const { contact, isIn } of await all(sorted, rows(), size)) {
        expect(noted.get(contact) ?? false).toBe(!isIn);
        noted.set(contact, isIn);
      }
      expect([...noted].flatMap(([contact, isIn]) => (isIn ? [contact] : [])).sort()).toEqual(sorted);
      expect(await all(sorted, rows(), size)).toEqual([]);
    }),
  );
});

it('refuses contacts out of their order, which would be told wrong', async () => {
  await expect(all(['b', 'a'], [])).rejects.toMatchObject({ code: 'segments.no_order' });
});

const byContact = (one: { contact: string }, other: { contact: string }) => (one.contact < other.contact ? -1 : 1);
