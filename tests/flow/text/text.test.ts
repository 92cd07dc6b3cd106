import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinTexts } from '../../../src/flow/text/join-texts.ts';
import { parseTemplate } from '../../../src/flow/text/parse-template.ts';
import { type RichText, renderText } from '../../../src/flow/text/render-text.ts';
import type { Shown } from '../../../src/flow/text/template.ts';

const values: Record<string, Shown> = {
  name: { value: 'Анна', text: 'Анна' },
  evil: { value: '', text: '*b* _i_ `c` [t](http://x.example) {{name}} 😀' },
  area: { value: 42.5, text: '42,5 м²' },
  price: { value: 382500, text: '382500' },
  count: { value: 3, text: '3' },
  day: { value: '2026-05-12', text: '2026-05-12' },
  moment: { value: '2026-05-11T22:05:00Z', text: '2026-05-11T22:05:00Z' },
};

function render(source: string, language: 'ru' | 'en' = 'ru', own: Record<string, Shown> = {}): RichText {
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw new Error(parsed.key);
  const all = { ...values, ...own };
  return renderText(
    { [language]: [parsed.template] },
    {
      read: ([name = '']) =>
        Object.hasOwn(all, name) ? (all[name] ?? { value: undefined, text: '' }) : { value: undefined, text: '' },
      language,
      now: new Date('2026-03-02T09:00:00Z'),
      timeZone: 'Europe/Moscow',
      seed: 0,
    },
  );
}

const styled = ({ text, entities = [] }: RichText) =>
  entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]);

describe('markup', () => {
  it.each<[string, string, [string, string][]]>([
    [
      '*жирно* и _косо_',
      'жирно и косо',
      [
        ['bold', 'жирно'],
        ['italic', 'косо'],
      ],
    ],
    ['`код * _`', 'код * _', [['code', 'код * _']]],
    ['😀 *жирно*', '😀 жирно', [['bold', 'жирно']]],
    [
      '*a _b_ c*',
      'a b c',
      [
        ['bold', 'a b c'],
        ['italic', 'b'],
      ],
    ],
    ['2*3*4 и snake_case_name', '2*3*4 и snake_case_name', []],
    ['* пункт *', '* пункт *', []],
    ['\\*не жирно\\*', '*не жирно*', []],
    ['*не закрыто', '*не закрыто', []],
    ['Имя: *{{name}}*', 'Имя: Анна', [['bold', 'Анна']]],
    ['*{{name}} и {{name}}*.', 'Анна и Анна.', [['bold', 'Анна и Анна']]],
    ['(*так*)', '(так)', [['bold', 'так']]],
  ])('%s', (source, text, entities) => {
    const rich = render(source);
    expect(rich.text).toBe(text);
    expect(styled(rich)).toEqual(entities);
  });

  it('makes links with values in the address', () => {
    expect(render('[сайт *тут*](https://example.org/?n={{name}})').entities).toEqual([
      { type: 'link', offset: 0, length: 8, url: 'https://example.org/?n=%D0%90%D0%BD%D0%BD%D0%B0' },
      { type: 'bold', offset: 5, length: 3 },
    ]);
    expect(parseTemplate('[x](javascript:alert)')).toMatchObject({ ok: false, key: 'template.url' });
  });

  it('never comes from a value', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('*x*', '`', '[a](https://b)', '{{name}}', '\u{e000}', '\\')),
        text => {
          const rich = render('*Имя:* {{own}} _все_', 'ru', { own: { value: text, text } });
          const value = text.trim() || (text === '' ? '—' : '');
          expect(rich.text).toBe(`Имя: ${value} все`);
          expect(styled(rich)).toEqual([
            ['bold', 'Имя:'],
            ['italic', 'все'],
          ]);
        },
      ),
    );
  });

  it('is read without a fault from any text, and its entities stay inside the text', () => {
    const pieces = fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      '](',
      ')',
      'https://a',
      '{{name}}',
      '{{evil}}',
      '\\',
      ' ',
      'я',
      '😀',
      '\n',
      '{{',
      '}}',
      '|',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), words => {
        const parsed = parseTemplate(words.join(''));
        if (!parsed.ok) return;
        const { text, entities = [] } = render(words.join(''));
        for (const { offset, length } of entities) {
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a filter', () => {
  it.each([
    ["{{missing | default: 'друг'}}", 'друг'],
    ["{{name | default: 'друг'}}", 'Анна'],
    ["{{missing | upper | default: 'друг'}}", 'друг'],
    ['{{missing}}', '—'],
    ['{{name | upper}} {{name | lower}}', 'АННА анна'],
    ['{{name | lower | capitalize}}', 'Анна'],
    ['{{price | money}}', '382 500 ₽'],
    ["{{area | money: 'USD'}}", '42,50 $'],
    ["{{count}} {{count | plural: 'метр','метра','метров'}}", '3 метра'],
    ["{{area}} {{area | plural: 'метр','метра','метров'}}", '42,5 м² метра'],
    ["{{day | date: 'd MMMM'}}", '12 мая'],
    ["{{day | date: 'dd.MM.yyyy'}}", '12.05.2026'],
    ["{{moment | date: 'd MMMM HH:mm'}}", '12 мая 01:05'],
    ["{{name | date: 'd MMMM'}}", 'Анна'],
  ])('%s', (source, text) => {
    expect(render(source).text.replace(/[\u00a0\u202f]/g, ' ')).toBe(text);
  });

  it('speaks English', () => {
    expect(render("{{count}} {{count | plural: 'room','rooms'}}, {{day | date: 'd MMMM'}}, {{price | money}}", 'en').text).toBe(
      '3 rooms, 12 May, ₽382,500',
    );
  });

  it.each([
    ['{{name | shout}}', 'template.filter'],
    ['{{name | date}}', 'template.arguments'],
    ['{{name | default: друг}}', 'template.argument'],
    ['{{}}', 'template.unreadable'],
    ['{{name', 'template.unclosed'],
    ['{{a b}}', 'template.unreadable'],
  ])('%s is refused', (source, key) => {
    expect(parseTemplate(source)).toMatchObject({ ok: false, key });
  });
});

it('joined texts keep their styles', () => {
  const joined = joinTexts([render('Первое'), { text: '' }, render('и *второе*')]);
  expect(joined.text).toBe('Первое\n\nи второе');
  expect(styled(joined)).toEqual([['bold', 'второе']]);
});
