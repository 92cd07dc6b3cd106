import fc from 'fast-check';
import { inputOf, type TraitField } from '../../../src/segments/index.ts';
import { birthdays, days, instants, numbers, tags, texts } from './random-sources.ts';

const one = fc.constantFrom;
const list = (of: fc.Arbitrary<unknown>) => fc.array(of, { minLength: 1, maxLength: 3 });
const number = one(...numbers, 3, 18, 36, 50);
const share = one(0, 0.5, 10, 33.3, 50, 99.9, 100);
const text = one(...texts.filter(each => each.trim() !== ''), ...tags, 'н', '.', '1-1-1', 'Плитка', 'дорого');
const date = one(
  ...days,
  ...birthdays.filter(each => !each.startsWith('--')),
  ...instants.map(each => each.toISOString()),
  '2026-03-01T21:00:00+03:00',
);
const period = one('1d', '7 d', '1w', '24h', '12h', '30d', '400d');
const patterns = one('^анна', 'a.c', '[0-9]{4}', 'vip|abc', '^$', '\\.');

/** Any rule that the catalogue allows: of one field, or of several nested. */
export function anyRule(fields: TraitField[]): fc.Arbitrary<unknown> {
  const condition = fc.oneof(...fields.map(conditionOn));
  return fc.letrec<{ rule: unknown }>(tie => ({
    rule: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      condition,
      fc
        .tuple(one('all', 'any', 'none'), fc.array(tie('rule'), { minLength: 1, maxLength: 3 }))
        .map(([kind, of]) => ({ [kind]: of })),
    ),
  })).rule;
}

/** Any condition on one field. */
export function conditionOn(field: TraitField): fc.Arbitrary<unknown> {
  return one(...field.ops).chain(op => valueFor(field, op).map(value => ({ field: field.path, op, value })));
}

function valueFor(field: TraitField, op: string): fc.Arbitrary<unknown> {
  if (op === 'matches') return patterns;
  const choice = one(...(field.choices?.map(({ value }) => value) ?? ['?']));
  const amount = field.kind === 'share' ? share : number;
  switch (inputOf(field.kind, op)) {
    case 'none':
    case 'yesNo':
      return fc.boolean();
    case 'text':
      return text;
    case 'texts':
      return list(text);
    case 'number':
      return amount;
    case 'numbers':
      return list(amount);
    case 'numberRange':
      return fc.tuple(amount, amount).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    case 'date':
      return date;
    case 'dateRange':
      return fc.tuple(date, date).map(pair => pair.toSorted((a, b) => Date.parse(a) - Date.parse(b)));
    case 'period':
      return period;
    case 'days':
      return one('0d', '1d', '7d', '366d');
    case 'choice':
      return choice;
    case 'choices':
      return list(choice);
  }
}
