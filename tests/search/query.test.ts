import { describe, expect, it } from 'vitest';
import { markWords } from '../../src/search/mark-words.ts';
import { messageWords } from '../../src/search/message-words.ts';
import { readQuery } from '../../src/search/query.ts';
import { plainWords, stemOf } from '../../src/search/stems.ts';
import { weekOf } from '../../src/search/week.ts';
import { otherLayout } from '../../src/search/wrong-layout.ts';

const card = (text: string) => readQuery(text)?.card;

describe('a query', () => {
  it('takes digits, however they are written, as a part of a phone', () => {
    expect(card('123-45')).toEqual([['12345']]);
    expect(card('8 (999)')).toEqual([['8999', '7999']]);
    expect(card('8 (999) 123-45-67')).toEqual([['9991234567']]);
    expect(card('+7 999 123 45 67')).toEqual([['9991234567']]);
    expect(card('анна 999 123-45-67')).toEqual([['9991234567'], ['анна', 'анн']]);
    expect(card('45')).toBeUndefined();
  });

  it('looks for forms of a name, ё as е, and not for half of everybody', () => {
    expect(card('Петровой')).toEqual([['петровой', 'петров']]);
    expect(card('Пётр')).toEqual([['петр']]);
    expect(card('анне')).toEqual([['анне', 'анн']]);
  });

  it('is nothing where there is nothing to look for', () => {
    for (const empty of ['', '  ', '()', '—']) expect(readQuery(empty)).toBeUndefined();
  });

  it('takes what looks like an operator or a pattern as it stands', () => {
    expect(card('.*')).toEqual([['.']]);
    expect(card('$where')).toEqual([['where']]);
  });

  it('does not find out a phone or an e-mail bit by bit for who may not see them', () => {
    const hidden = (text: string) => readQuery(text, { wholePhones: true })?.card;
    expect(hidden('999 12')).toEqual([]);
    expect(hidden('anna@ex')).toEqual([]);
    expect(hidden('8 999 123-45-67')).toEqual([['9991234567']]);
    expect(hidden('anna@example.org')).toEqual([['anna@example.org']]);
    expect(readQuery('123', { wholePhones: true })?.message).toEqual([]);
  });

  it('looks for stems in messages, and for what the last word may become', () => {
    expect(readQuery('договоры на замеры')?.message).toEqual([{ stem: 'договор' }, { stem: 'замер', beginning: 'замеры' }]);
    expect(readQuery('8 999 123-45-67')?.message).toEqual([{ stem: '79991234567' }]);
  });
});

it('of many is the same word as of one, and no other that sounds like it', () => {
  for (const [one, many, other] of [
    ['песня', 'песен', 'пёс'],
    ['спальня', 'спален', 'спал'],
    ['башня', 'башен', 'баш'],
  ] as const) {
    const found = (query: string) => readQuery(query)?.message.flatMap(({ stem, forms = [] }) => [stem, ...forms]) ?? [];
    const [stem = ''] = plainWords(other).map(stemOf);
    expect(found(one), one).toContain(stemOf(many));
    expect(found(many), many).toContain(stemOf(one));
    expect([...found(one), ...found(many)], one).not.toContain(stem);
  }
});

it('forms of a word have one stem', () => {
  expect(new Set(['доставка', 'доставки', 'доставкой'].map(stemOf))).toEqual(new Set(['доставк']));
  expect(stemOf('deliveries')).toBe(stemOf('delivery'));
  expect(stemOf('a4')).toBe('a4');
});

it.each([
  'окон окна',
  'кухонь кухня',
  'скидок скидка',
  'писем письмо',
  'подарок подарки',
  'денег деньги',
  'копеек копейка',
  'стекол стекла',
  'кошелек кошельки',
  'свадеб свадьба',
  'розеток розетками',
  'день дней',
  'дня днями',
  'человек людей',
  'ребенок детям',
  'лет года',
  'друга друзья',
  'времени время',
])('neither a vowel that comes and goes nor another root keeps forms of a word apart: %s', pair => {
  const [one = '', other = ''] = pair.split(' ');
  for (const [asked, said] of [
    [one, other],
    [other, one],
  ] as const) {
    const [term] = readQuery(asked)?.message ?? [];
    const [stem] = messageWords({ kind: 'text', text: said });
    expect([asked, [term?.stem, ...(term?.forms ?? [])]]).toEqual([asked, expect.arrayContaining([stem])]);
    const hits = markWords(`Нужно ${said} сегодня`, asked).filter(({ hit }) => hit);
    expect(hits.map(({ text }) => text)).toEqual([said]);
  }
});

it('names are not looked for by words of another root', () => {
  expect(card('лет')).toEqual([['лет']]);
  expect(readQuery('лет')?.title[0]).toContain('года');
});

it('and words without an ending get none', () => {
  for (const word of ['банк', 'петр', 'телефон', 'окей']) {
    const forms = readQuery(word)?.message[0]?.forms ?? [];
    expect([word, forms.filter(form => ['банок', 'петер', 'ок'].includes(form))]).toEqual([word, []]);
  }
});

it('the same keys on the other keyboard are told both ways', () => {
  expect(otherLayout('gtnhjdf')).toBe('петрова');
  expect(otherLayout('фттф')).toBe('anna');
  expect(otherLayout('анна smith')).toBeUndefined();
  expect(otherLayout('123')).toBeUndefined();
});

describe('a message', () => {
  const said = (text: string, more = {}) => messageWords({ kind: 'text', text, ...more } as Parameters<typeof messageWords>[0]);
  it('is found by its words, by the names of its files and by the phones in it', () => {
    expect(said('Пришлите смету, ещё и чертёж')).toEqual(['пришл', 'смет', 'чертеж']);
    expect(said('', { attachments: [{ name: 'План квартиры.pdf' }] })).toEqual(['план', 'квартир', 'pdf']);
    expect(said('мой номер 8 (999) 123-45-67')).toContain('79991234567');
  });
  it('is not found when it was taken back, was for the staff, or is no words of people', () => {
    expect(said('смета', { removed: { at: new Date(), by: 'x' } })).toEqual([]);
    expect(said('смета', { forStaff: 'x' })).toEqual([]);
    expect(said('смета', { kind: 'event', event: { what: 'taken', values: {} } })).toEqual([]);
    expect(said('смета', { kind: 'event', event: { what: 'note', values: {} } })).toEqual(['смет']);
  });
});

it('weeks keep their order as letters', () => {
  const weeks = ['2000-01-31', '2026-09-30', '2026-10-08', '2099-12-01'].map(day => weekOf(new Date(day)));
  expect(weeks).toEqual(weeks.toSorted());
  expect(weeks.every(week => week.length === 3)).toBe(true);
});
