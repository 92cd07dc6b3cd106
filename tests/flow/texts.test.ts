import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { flow as ru } from '../../src/texts/ru/flow.ts';

/** Keys without the endings of their forms by number. */
function keysOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${prefix}${key}.`)
      : [`${prefix}${key.replace(/_(one|few|many|other)$/, '')}`],
  );
}

const russian = new Set(keysOf(ru));

it('every text that the engine names is there', async () => {
  const named = new Set<string>();
  const files = await readdir('src/flow', { recursive: true });
  for (const file of files.filter(name => name.endsWith('.ts'))) {
    const source = await readFile(`src/flow/${file}`, 'utf8');
    for (const [, key = ''] of source.matchAll(/(?:builtIn\(\s*\w+(?:\.\w+)?,|speak\(\s*\w+,|more\(\w+,)\s*'([\w.]+)'/g))
      named.add(key);
    for (const [, key = ''] of source.matchAll(/compiler\.(?:problem|warning)\([^;]*?, '([\w.]+)'[,)]/g))
      named.add(`problem.${key}`);
    for (const [, key = ''] of source.matchAll(/'flow:([\w.]+)'/g)) named.add(key);
  }
  expect(named.size).toBeGreaterThan(50);
  expect([...named].filter(key => !russian.has(key))).toEqual([]);
});
