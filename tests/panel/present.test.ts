import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/contacts/index.ts';
import { plainWords } from '../../src/panel/plain-words.ts';
import { presentChange } from '../../src/panel/present-card.ts';
import { presentPhone } from '../../src/panel/present-phone.ts';
import { presentText } from '../../src/panel/present-text.ts';
import { presentComingDate, presentDate, presentDay, presentShortTime, presentTime } from '../../src/panel/present-time.ts';
import { auditDetails } from '../../src/panel/staff/present-audit.ts';

const reader = { language: 'ru' as const, timeZone: 'Europe/Moscow', now: new Date('2026-05-12T06:00:00Z') };
const time = (iso: string) => presentTime(reader, new Date(iso)).words;

describe('a moment', () => {
  it('is said as people say it', () => {
    expect(time('2026-05-12T05:05:00Z')).toBe('сегодня 08:05');
    expect(time('2026-05-11T20:30:00Z')).toBe('вчера 23:30');
    expect(time('2026-03-01T09:00:00Z')).toBe('1 марта 12:00');
    expect(time('2024-05-12T09:00:00Z')).toBe('12 мая 2024 г.');
  });

  it('belongs to the day of the reader’s time zone', () => {
    expect(time('2026-05-11T21:30:00Z')).toBe('сегодня 00:30');
    expect(presentDay({ ...reader, timeZone: 'America/New_York' }, new Date('2026-05-12T03:00:00Z')).key).toBe('2026-05-11');
  });

  it('is short in lists and exact on hover', () => {
    const { words, exact } = presentShortTime(reader, new Date('2026-03-01T09:00:00Z'));
    expect(words).toBe('1 мар');
    expect(exact).toContain('1 марта 2026');
  });

  it('without a year is a day', () => {
    expect(presentDate(reader, '--05-12')).toBe('12 мая');
    expect(presentDate(reader, '1991-05-12')).toBe('12 мая 1991 г.');
  });

  it('that is ahead tells its year only where it is not this one', () => {
    expect(presentComingDate(reader, '2026-12-14')).toBe('14 декабря');
    expect(presentComingDate(reader, '2027-01-02')).toBe('2 января 2027 г.');
  });
});

it('a phone is written as at home, and with its country from elsewhere', () => {
  expect(presentPhone({ region: 'RU' }, '+79990000001').words).toBe('+7 999 000-00-01');
  expect(presentPhone({ region: 'RU' }, '+442079460958').words).toBe('+44 20 7946 0958');
  expect(presentPhone({ region: 'RU' }, 'что-то').words).toBe('что-то');
});

describe('a change of a card', () => {
  const inBoth = (ru: string, en: string) => ({ ru, en });
  const viewer = { ...reader, region: 'RU', theme: 'auto' };
  const named = {
    staff: new Map([['olga', 'Ольга']]),
    flows: new Map([['lead', 'Заявка']]),
    fields: new Map([['area', 'Площадь, м²']]),
    words: new Map([
      ['budget', { title: inBoth('Бюджет', 'Budget'), values: new Map([['small', inBoth('до 300 тысяч', 'up to 300')]]) }],
    ]),
  };
  const told = (change: Pick<Change, 'by' | 'field' | 'old' | 'new'>) => {
    const { by, field, old, next } = presentChange(viewer, { id: 'c', contact: 'a', at: reader.now, ...change }, named);
    return `${by}, ${field}: ${old} → ${next}`;
  };

  it('is told in words, not in the ids that the program keeps', () => {
    expect(told({ by: { kind: 'flow', flow: 'lead' }, field: 'fields.area', old: null, new: 33 })).toBe(
      'сценарий «Заявка», Площадь, м²: пусто → 33',
    );
    const rules = { kind: 'automation', id: 'grading', name: 'grading' } as const;
    expect(told({ by: rules, field: 'category', old: 'potential', new: 'active' })).toBe(
      'правила карточки, Категория: потенциальный → активный',
    );
    expect(told({ by: { kind: 'staff', id: 'olga', name: 'Ольга' }, field: 'owner', old: null, new: 'olga' })).toBe(
      'Ольга, Ответственный: пусто → Ольга',
    );
  });

  it('is told in the words of the question that filled the field', () => {
    expect(told({ by: { kind: 'flow', flow: 'lead' }, field: 'fields.budget', old: null, new: 'small' })).toBe(
      'сценарий «Заявка», Бюджет: пусто → до 300 тысяч',
    );
    expect(told({ by: { kind: 'flow', flow: 'lead' }, field: 'fields.budget', old: 'small', new: ['small', 'ещё'] })).toBe(
      'сценарий «Заявка», Бюджет: до 300 тысяч → до 300 тысяч, ещё',
    );
  });

  it('tells the id of what has no name any more', () => {
    expect(told({ by: { kind: 'flow', flow: 'old' }, field: 'fields.gone', old: 1, new: 2 })).toBe('сценарий «old», gone: 1 → 2');
  });
});

it('the audit says in words what a key may do, and leaves alone what somebody typed', () => {
  const facts = { key: 'k1', name: '1С: склад. Новый', scopes: 'deals:read tasks:write' };
  const entry = { _id: 'a', kind: 'settings' as const, at: reader.now, what: 'keyCreated' as const, facts };
  expect(auditDetails(reader, entry, new Map())).toBe(
    'ключ: k1 · название: 1С: склад. Новый · разрешено: Читать сделки и заказы, Создавать, менять и завершать задачи',
  );
});

it('a template is told in plain words', () => {
  expect(plainWords('{{contact.firstName|default:"Здравствуйте"}}, **в ноябре** замер, {{ answers.area }} м²')).toBe(
    'Здравствуйте, в ноябре замер, … м²',
  );
  expect(plainWords("Бюджет: *{{answers.budget | default: 'пока не знаю'}}*")).toBe('Бюджет: пока не знаю');
});

describe('a text', () => {
  it('is cut where its styles change', () => {
    const entities = [
      { type: 'bold' as const, offset: 0, length: 4 },
      { type: 'italic' as const, offset: 2, length: 4 },
    ];
    expect(presentText('абвгде', entities)).toEqual([
      { text: 'аб', bold: true },
      { text: 'вг', bold: true, italic: true },
      { text: 'де', italic: true },
    ]);
  });

  it('links only what leads to the web', () => {
    const link = (url: string) => presentText('тут', [{ type: 'link', offset: 0, length: 3, url }]);
    expect(link('https://example.org')).toEqual([{ text: 'тут', href: 'https://example.org' }]);
    expect(link('javascript:alert(1)')).toEqual([{ text: 'тут' }]);
  });

  it('finds an address that was typed, without the full stop after it', () => {
    expect(presentText('см. https://example.org/a?b=1.')).toEqual([
      { text: 'см. ' },
      { text: 'https://example.org/a?b=1', href: 'https://example.org/a?b=1' },
      { text: '.' },
    ]);
  });

  it('survives styles that reach beyond its end', () => {
    expect(presentText('аб', [{ type: 'bold', offset: 1, length: 9 }])).toEqual([{ text: 'а' }, { text: 'б', bold: true }]);
  });
});
