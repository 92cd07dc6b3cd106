import { expect, it } from 'vitest';
import { type DiffLine, diffOf } from '../../src/flows/index.ts';

const shown = (lines: DiffLine[]) =>
  lines.map(({ kind, before, after, parts }) =>
    kind === 'gap'
      ? '…'
      : `${before ?? ''}/${after ?? ''} ${{ same: ' ', removed: '-', added: '+' }[kind]}${parts.map(({ text, changed }) => (changed ? `[${text}]` : text)).join('')}`,
  );

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);

it('equal texts have no difference', () => {
  expect(diffOf('a\nb\n', 'a\nb\n')).toEqual([]);
});

it('an altered line shows which words differ, with its number in both texts', () => {
  const before = ['title: Заявка', 'text: "Ваш телефон?"', 'end'].join('\n');
  const after = ['title: Заявка', 'text: "Ваш номер телефона?"', 'end'].join('\n');
  expect(shown(diffOf(before, after))).toEqual([
    '1/1  title: Заявка',
    '2/ -text: "Ваш [телефон]?"',
    '/2 +text: "Ваш [номер телефона]?"',
    '3/3  end',
  ]);
});

it('distant changes stand apart, with three lines around each', () => {
  const before = numbers(1, 30).join('\n');
  const after = before.replace('line 5\n', '').replace('line 25', 'line 25\nnew');
  const lines = shown(diffOf(before, after));
  expect(lines[0]).toBe('…');
  expect(lines.filter(line => line === '…')).toHaveLength(2);
  expect(lines).toContain('5/ -line 5');
  expect(lines).toContain('/25 +new');
  expect(lines).not.toContain('15/14  line 15');
});

it('a text from nothing is all added, and an end without a newline is no line', () => {
  expect(shown(diffOf('', 'a\nb'))).toEqual(['/1 +a', '/2 +b']);
});

it('two long texts without a common line are told as replaced, soon', () => {
  const lines = diffOf(numbers(1, 5000).join('\n'), numbers(6001, 11_000).join('\n'));
  expect(lines.filter(({ kind }) => kind === 'removed')).toHaveLength(5000);
  expect(lines.filter(({ kind }) => kind === 'added')).toHaveLength(5000);
});
