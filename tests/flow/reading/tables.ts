import { expect } from 'vitest';

/** Reads every text of a table and compares all of it at once, so that one run shows every text that is read otherwise. */
export function expectTable<Value>(
  table: readonly (readonly [text: string, value: Value])[],
  read: (text: string) => unknown,
): void {
  const texts = table.map(([text]) => text);
  expect(new Set(texts).size, `twice: ${texts.filter((text, at) => texts.indexOf(text) !== at)}`).toBe(texts.length);
  expect(table.map(([text]) => [text, read(text)])).toEqual(table);
}

/** A table from lines of `text = value`. */
export function rows(lines: string): [text: string, value: string][] {
  return lines
    .trim()
    .split('\n')
    .map(line => {
      const at = line.lastIndexOf(' = ');
      return [line.slice(0, at).trim(), line.slice(at + 3).trim()];
    });
}
