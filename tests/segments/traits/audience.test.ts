import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ContactEdit, createContact, createField, removeField, trashContacts } from '../../../src/contacts/index.ts';
import { createDeal } from '../../../src/deals/index.ts';
import type { Rule } from '../../../src/rules/index.ts';
import {
  addToList,
  aggregateTraits,
  checkRule,
  countAudience,
  explainContact,
  isInAudience,
  opLabel,
  type RuleProblem,
  refreshTraits,
  type Segment,
  sampleAudience,
  saveSegment,
  streamAudience,
  traitFields,
  traitKinds,
  traitOps,
} from '../../../src/segments/index.ts';
import { segments } from '../../../src/segments/segment-model.ts';
import { randomOf } from '../../../src/segments/traits/random-of.ts';
import { languages } from '../../../src/texts/index.ts';
import { useDatabase } from '../../support/database.ts';

useDatabase();

const now = new Date('2026-03-02T22:30:00Z');
const means = { now, timeZone: 'Europe/Moscow' };
const by = { kind: 'staff', id: 's1', name: 'Маша Образцова' } as const;
const written = { by: 's1', now };
let made = 0;

async function person(fields: ContactEdit): Promise<string> {
  made++;
  const { id } = await createContact(fields, { key: `person${made}`, by, now });
  return id;
}

async function segment(name: string, rule: Rule): Promise<Segment> {
  return saveSegment({ name, kind: 'rule', rule, ...written });
}

let anna = '';
let oleg = '';
let vips: Segment;

beforeAll(async () => {
  await createField({ title: 'Площадь', type: 'number' }, { key: 'area' });
  anna = await person({ name: 'Анна Примерова', tags: ['vip'], city: 'Казань', birthday: '--03-05', custom: { area: 42 } });
  oleg = await person({ name: 'Олег Образцов', tags: ['опт'], phone: '+79990000001', birthday: '1990-03-03' });
  vips = await segment('Свои', { field: 'contact.tags', op: 'has', value: 'vip' });
  await refreshTraits([anna, oleg]);
});

describe('an audience', () => {
  it('is everybody without a rule, and those on whom it holds with one', async () => {
    expect(await countAudience(undefined, means)).toBe(2);
    expect(
      await sampleAudience({ field: 'contact.fields.area', op: 'between', value: [40, 50] }, { ...means, limit: 5 }),
    ).toEqual([anna]);
    expect(await sampleAudience({ field: 'contact.hasPhone', op: 'is', value: true }, { ...means, limit: 5 })).toEqual([oleg]);
  });

  it('knows birthdays near with and without a year, by the calendar of the firm', async () => {
    const near = (value: string): Rule => ({ field: 'contact.birthday', op: 'anniversaryWithin', value });
    // It is 3 March in Moscow.
    expect(await sampleAudience(near('0d'), { ...means, limit: 5 })).toEqual([oleg]);
    expect(await countAudience(near('2d'), means)).toBe(2);
    expect(await sampleAudience({ field: 'contact.age', op: 'eq', value: 36 }, { ...means, limit: 5 })).toEqual([oleg]);
    expect(await countAudience({ field: 'contact.age', op: 'eq', value: 36 }, { ...means, timeZone: 'UTC' })).toBe(0);
  });

  it('comes in the order of ids and goes on behind one of them', async () => {
    const all: string[] = [];
    for await (const ids of streamAudience(undefined, means)) all.push(...ids);
    expect(all).toEqual([anna, oleg].toSorted());
    const rest: string[] = [];
    for await (const ids of streamAudience(undefined, { ...means, after: all[0] ?? '' })) rest.push(...ids);
    expect(rest).toEqual(all.slice(1));
  });

  it('is told of a contact as it is now, with each condition and its value', async () => {
    await createDeal({ key: 'deal:1', contact: anna, pipeline: 'sales', stage: 'new', title: 'Ремонт', amount: 500, now });
    const rule: Rule = {
      all: [
        { field: 'deals.openAmount', op: 'gte', value: 400 },
        { none: [{ field: 'contact.city', op: 'eq', value: 'Омск' }] },
        { field: 'segment', op: 'in', value: [vips.id] },
      ],
    };
    expect(await isInAudience(anna, rule, means)).toBe(true);
    expect(await isInAudience(oleg, rule, means)).toBe(false);
    expect(await explainContact(oleg, rule, means)).toMatchObject({
      kind: 'all',
      holds: false,
      of: [
        { kind: 'condition', holds: false, field: 'deals.openAmount', actual: undefined },
        { kind: 'none', holds: true, of: [{ holds: false, actual: undefined }] },
        {
          kind: 'condition',
          holds: false,
          actual: [],
          segments: [{ id: vips.id, name: 'Свои', holds: false, of: { field: 'contact.tags', actual: ['опт'] } }],
        },
      ],
    });
    expect(await explainContact(anna, rule, means)).toMatchObject({
      holds: true,
      of: [{ actual: 500 }, {}, { actual: [vips.id] }],
    });
    expect(await explainContact('nobody', rule, means)).toBeUndefined();
    expect(await isInAudience('nobody', rule, means)).toBe(false);
  });

  it('has nobody who is in the trash', async () => {
    const gone = await person({ name: 'Лишний', tags: ['vip'] });
    await refreshTraits([gone]);
    expect(await countAudience({ field: 'segment', op: 'in', value: [vips.id] }, means)).toBe(2);
    await trashContacts([gone], { by, now });
    expect(await isInAudience(gone, undefined, means)).toBe(false);
    expect(await countAudience({ field: 'segment', op: 'in', value: [vips.id] }, means)).toBe(1);
  });

  it('takes lists, segments in segments and their opposites', async () => {
    const list = await saveSegment({ name: 'Список', kind: 'list', ...written });
    await addToList(list.id, [oleg], { ...written, timeZone: means.timeZone });
    const both = await segment('Оба', { field: 'segment', op: 'in', value: [list.id, vips.id] });
    expect(await countAudience({ field: 'segment', op: 'in', value: [both.id] }, means)).toBe(2);
    const find = (rule: Rule) => sampleAudience(rule, { ...means, limit: 5 });
    expect(await find({ field: 'segment', op: 'hasNone', value: [list.id] })).toEqual([anna]);
    expect(await find({ field: 'segment', op: 'hasAll', value: [both.id, list.id] })).toEqual([oleg]);
  });

  it('refuses a segment that is gone or leads back to itself', async () => {
    await expect(countAudience({ field: 'segment', op: 'in', value: ['gone'] }, means)).rejects.toMatchObject({
      code: 'segments.unknown',
    });
    const one = await segment('Первый', { field: 'segment', op: 'in', value: [vips.id] });
    const two = await segment('Второй', { field: 'segment', op: 'in', value: [one.id] });
    await segments.updateOne({ _id: one.id }, { $set: { rule: { field: 'segment', op: 'in', value: [two.id] } } });
    await expect(countAudience({ field: 'segment', op: 'in', value: [one.id] }, means)).rejects.toMatchObject({
      code: 'segments.circle',
      facts: { segments: [one.id, two.id, one.id] },
    });
    expect(await checkRule({ field: 'segment', op: 'in', value: [one.id] })).toMatchObject([
      { code: 'circle', values: { segments: [one.id, two.id, one.id] } },
    ]);
  });

  it('can be worked on by the database itself', async () => {
    const found = await aggregateTraits([
      { $match: { _id: { $in: [anna, oleg] } } },
      { $group: { _id: null, people: { $sum: 1 } } },
    ]);
    expect(found).toEqual([{ _id: null, people: 2 }]);
  });

  it('has a share that is the same for ever and spread evenly', () => {
    const numbers = Array.from({ length: 5000 }, (_, n) => randomOf(`contact${n}`));
    expect(numbers).toEqual(numbers.map((_, n) => randomOf(`contact${n}`)));
    expect(numbers.every(number => number >= 0 && number < 100)).toBe(true);
    for (const from of [0, 25, 50, 75])
      expect(Math.abs(numbers.filter(number => number >= from && number < from + 25).length - 1250)).toBeLessThan(120);
  });
});

describe('the check of a rule', () => {
  const codes = (found: RuleProblem[]) => found.map(({ path, code }) => [path.join('.'), code]);

  it('tells each problem with its place, its values and words in both languages', async () => {
    const found = await checkRule({
      all: [
        { field: 'contact.shoeSize', op: 'gte', value: 42 },
        {
          any: [
            { field: 'contact.name', op: 'gte', value: 1 },
            { field: 'contact.score', op: 'eq', value: 'много' },
          ],
        },
        { none: [{ field: 'contact.category', op: 'in', value: ['vip', 'королева'] }] },
        { field: 'segment', op: 'in', value: ['gone'] },
        { field: 'orders.sum', op: 'between', value: [10, 5] },
        { field: 'orders.last', op: 'between', value: ['2026-03-01', '2026-02-01'] },
        { field: 'random', op: 'lt', value: 120 },
        { field: 'contact.tags', op: 'hasAny', value: ['которой нет'] },
        { field: 'contact.birthday', op: 'anniversaryWithin', value: '7d' },
      ],
    });
    expect(codes(found)).toEqual([
      ['all.0', 'unknownField'],
      ['all.1.any.0', 'wrongOp'],
      ['all.1.any.1', 'wrongValue'],
      ['all.2.none.0', 'unknownChoice'],
      ['all.3', 'unknownSegment'],
      ['all.4', 'wrongOrder'],
      ['all.5', 'wrongOrder'],
      ['all.6', 'wrongValue'],
    ]);
    expect(found[0]?.text).toEqual({
      ru: 'Такого поля нет: «contact.shoeSize». Возможно, его удалили. Выберите другое.',
      en: 'There is no field “contact.shoeSize”. It may have been deleted. Choose another one.',
    });
    expect(found[3]).toMatchObject({ field: 'contact.category', values: { value: 'королева' } });
    expect(found[3]?.text.ru).toBe('«Категория»: варианта «королева» нет. Возможно, его удалили. Выберите другой.');
    for (const { text } of found) expect(Object.values(text).join(), text.ru).not.toMatch(/\{\{|segmentFields/);
  });

  it('refuses what is no rule at all', async () => {
    for (const wrong of [undefined, null, {}, { all: [] }, { field: 'contact.name', op: 'is like', value: 1 }])
      expect(codes(await checkRule(wrong))).toEqual([['', 'shape']]);
  });

  it('refuses a pattern that the database does not know, and one with a zero', async () => {
    for (const value of ['\\u{1F600}', '(?<=a+)b', '[^]']) {
      const found = await checkRule({ any: [{ field: 'contact.name', op: 'matches', value }] });
      expect(codes(found), value).toEqual([['any.0', 'badPattern']]);
    }
    expect(await checkRule({ field: 'contact.name', op: 'matches', value: '^\\p{Lu}' })).toEqual([]);
    for (const op of ['contains', 'startsWith', 'matches'])
      expect(codes(await checkRule({ field: 'contact.name', op, value: 'a\0' }))).toEqual([['', 'shape']]);
  });

  it('refuses a field of the cards once it is deleted', async () => {
    const field = await createField({ title: 'Цвет', type: 'list', choices: ['белый'] });
    const rule = { field: `contact.fields.${field.key}`, op: 'in', value: ['белый'] };
    expect(await checkRule(rule)).toEqual([]);
    await removeField(field.key, { version: field.version });
    expect(codes(await checkRule(rule))).toEqual([['', 'unknownField']]);
  });

  it('refuses a segment that would lead back to itself, alone or through others', async () => {
    const inner = await segment('Внутри', { field: 'segment', op: 'in', value: [vips.id] });
    const found = await checkRule({ none: [{ field: 'segment', op: 'in', value: [inner.id] }] }, { self: vips.id });
    expect(codes(found)).toEqual([['none.0', 'circle']]);
    expect(found[0]?.text.ru).toBe('Сегмент ссылается сам на себя: Свои → Внутри → Свои. Уберите одну из ссылок.');
    expect(codes(await checkRule({ field: 'segment', op: 'in', value: [vips.id] }, { self: vips.id }))).toEqual([['', 'circle']]);
    expect(await checkRule({ field: 'segment', op: 'in', value: [vips.id] }, { self: inner.id })).toEqual([]);
  });
});

it('who got one occurrence of a repeated mailing got that mailing, and each occurrence is told by its time', async () => {
  const [weekly, first, second] = ['weekly', 'weekly-202603020600', 'weekly-202603090600'] as const;
  const { db } = mongoose.connection;
  const mailings = [{ _id: weekly, parent: '' }, ...[first, second].map(_id => ({ _id, parent: weekly }))];
  await db?.collection<{ _id: string }>('broadcasts').insertMany(mailings.map(each => ({ ...each, name: 'Дайджест' })));
  const source = { kind: 'broadcast', id: first };
  const sent = { state: 'sent', settled: true, sentAt: now, clickedAt: now };
  const delivery = { _id: `${first}:${anna}`, source, contact: anna, ...sent };
  await db?.collection<{ _id: string }>('deliveries').insertOne(delivery);
  await refreshTraits([anna]);
  const got = (what: string, mailing: string): Rule => ({ field: `mailings.${what}`, op: 'hasAny', value: [mailing] });
  for (const what of ['received', 'clicked']) {
    for (const id of [weekly, first]) expect(await sampleAudience(got(what, id), { ...means, limit: 5 }), id).toEqual([anna]);
    expect(await countAudience(got(what, second), means)).toBe(0);
  }
  const choices = (await traitFields()).find(({ path }) => path === 'mailings.received')?.choices ?? [];
  expect(choices.map(({ value, label }) => [value, label.ru])).toEqual([
    [weekly, 'Дайджест'],
    [first, 'Дайджест · 02.03.2026 06:00 UTC'],
    [second, 'Дайджест · 09.03.2026 06:00 UTC'],
  ]);
});

describe('the catalogue of fields', () => {
  it('names every field, group, choice and operator in both languages', async () => {
    const fields = await traitFields();
    const said = fields.flatMap(({ label, groupLabel, choices = [] }) => [
      label,
      groupLabel,
      ...choices.map(choice => choice.label),
    ]);
    for (const language of languages) for (const words of said) expect(words[language]).toMatch(/^(?!.*(segmentFields|\{\{)).+/);
    for (const kind of traitKinds)
      for (const op of traitOps[kind])
        for (const language of languages)
          for (const value of [true, false])
            expect(opLabel(language, kind, op, value), `${kind} ${op}`).not.toMatch(/segmentFields/);
    expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
  });

  it('has the fields of the cards, the stages of the pipelines and the segments with their names', async () => {
    const fields = new Map((await traitFields()).map(field => [field.path, field]));
    expect(fields.get('contact.fields.area')).toMatchObject({ kind: 'number', label: { ru: 'Площадь' }, group: 'fields' });
    expect(fields.get('deals.stages')?.choices).toContainEqual({
      value: 'sales/new',
      label: { ru: 'Сделки: Новая', en: 'Deals: New' },
    });
    expect(fields.get('segment')?.choices).toContainEqual({ value: vips.id, label: { ru: 'Свои', en: 'Свои' } });
    expect(opLabel('ru', 'date', 'newerThan')).toBe('за последние');
    expect(opLabel('en', 'text', 'exists', false)).toBe('is not filled in');
  });
});
