import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { withOneClassLiterals } from '../../../tools/build/one-class-literals.ts';

it.each([
  ['const a = { ...b, c };', 'const a = { ...{}, ...b, c };'],
  ['const a = { ...b, ...(c && { ...d, e }) };', 'const a = { ...{}, ...b, ...(c && { ...{}, ...d, e }) };'],
  ['f(x => ({ ...x, y: 1 }), {\n  ...z,\n  y: 2 });', 'f(x => ({ ...{}, ...x, y: 1 }), {\n  ...{}, ...z,\n  y: 2 });'],
])('a literal that begins with a spread and goes on: %s', (code, better) => {
  expect(withOneClassLiterals(code)).toBe(better);
  expect(withOneClassLiterals(better)).toBe(better);
});

it.each([
  'const a = { ...b };',
  'const a = { c, ...b };',
  'const a = [...b, c];',
  'f(...b, c);',
  'const { a, ...b } = c;',
  "const text = '{ ...b, c }'; // { ...b, c }",
  'const text = `{ ...b, c }`;',
])('everything else stays as it is: %s', code => {
  expect(withOneClassLiterals(code)).toBe(code);
});

it('makes objects that share their hidden class', () => {
  const code = withOneClassLiterals('const make = (from, i) => ({ ...from, i });');
  const count = `${code}
    const isSame = new Function('a', 'b', 'return %HaveSameMap(a, b)');
    const classes = [];
    for (let i = 0; i < 100; i++) {
      const made = make({ name: 'Анна', phone: '+79990000000' }, i);
      if (!classes.some(known => isSame(known, made))) classes.push(made);
    }
    console.log(classes.length);`;
  expect(Number(execFileSync(process.execPath, ['--allow-natives-syntax', '-e', count]))).toBeLessThanOrEqual(2);
});
