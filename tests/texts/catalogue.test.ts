import { expect, it } from 'vitest';
import { en } from '../../src/texts/en/index.ts';
import { ru } from '../../src/texts/ru/index.ts';

/** Keys without the endings of their forms by number. */
function keysOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${prefix}${key}.`)
      : [`${prefix}${key.replace(/_(one|few|many|other)$/, '')}`],
  );
}

it('both languages have the same texts', () => {
  const [english, russian] = [en, ru].map(texts => [...new Set(keysOf(texts))].sort());
  expect(english).toEqual(russian);
  expect(russian?.length).toBeGreaterThan(500);
});
