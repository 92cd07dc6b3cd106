import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/flow/index.ts';

const page = await readFile('flows/README.md', 'utf8');
const examples = [...page.matchAll(/```yaml (?:flow|steps)\n([\s\S]*?)```/g)].map(([, text = '']): unknown => parse(text));
const prose = page.replace(/```[\s\S]*?```/g, '');

/** Every name of a property that a JSON schema has anywhere. Languages are no keys of their own. */
function keysOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const each of schema) keysOf(each, found);
  else if (typeof schema === 'object' && schema !== null) {
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties' && typeof value === 'object' && value !== null)
        for (const name of Object.keys(value)) found.add(name);
      keysOf(value, found);
    }
  }
  return found;
}

function keysUsed(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const each of value) keysUsed(each, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inside] of Object.entries(value)) {
      found.add(key);
      keysUsed(inside, found);
    }
  }
  return found;
}

describe('flows/README.md', () => {
  const keys = [...keysOf(jsonSchema())].filter(key => key !== 'ru' && key !== 'en');
  const used = keysUsed(examples);

  it('finds the keys of the schema', () => {
    expect(keys).toEqual(expect.arrayContaining(['nudges', 'expire', 'typing', 'webhook', 'missed', 'multiple', 'declined']));
  });

  it.each(keys)('describes %s', key => {
    expect(new RegExp(`[\`{ .]${key}[\`:, }.]`).test(prose), 'in words').toBe(true);
  });

  // The parts of a rule that only some operators and groupings show stand in its list.
  it.each(keys.filter(key => key !== 'any' && key !== 'min' && key !== 'max'))('shows %s in an example that is run', key => {
    expect(used).toContain(key);
  });
});
