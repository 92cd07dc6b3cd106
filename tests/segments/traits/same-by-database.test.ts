import fc from 'fast-check';
import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { createField } from '../../../src/contacts/index.ts';
import { documentFacts, matches, type Rule, ruleSchema } from '../../../src/rules/index.ts';
import {
  audienceFilter,
  checkRule,
  countAudience,
  saveSegment,
  type TraitField,
  traitFields,
} from '../../../src/segments/index.ts';
import { ageOf, expandRule } from '../../../src/segments/traits/expand-rule.ts';
import { makeTraits } from '../../../src/segments/traits/make/make-traits.ts';
import { readSettings } from '../../../src/segments/traits/read-sources.ts';
import { type TraitDocument, traits } from '../../../src/segments/traits/trait-model.ts';
import { useDatabase } from '../../support/database.ts';
import { anyRule, conditionOn } from './any-rule.ts';
import { anySources, now, timeZone } from './random-sources.ts';

useDatabase();

const means = { now, timeZone };
const people = 400;
let all: TraitDocument[] = [];
let fields: TraitField[] = [];

const flow = `
id: lead
title: Заявка
steps:
  - { id: text, ask: text, text: Что? }
  - { id: number, ask: number, text: Сколько? }
  - { id: date, ask: date, text: Когда? }
  - { id: when, ask: datetime, text: Во сколько? }
  - { id: choice, ask: choice, text: Какое?, options: [{ value: bath, label: Ванная }, { value: 42, label: Сорок два }, { value: true, label: Да }], other: Другое }
  - { id: many, ask: choice, text: Какие?, multiple: { min: 1 }, options: [{ value: bath, label: Ванная }, { value: flat, label: Квартира }] }
  - { id: yes, ask: confirm, text: Верно? }
  - { id: file, ask: file, text: Снимок? }
  - { id: place, ask: location, text: Где? }
  - { id: inner, call: after-sale }
  - end
`;
const other = `
id: after-sale
title: После покупки
steps:
  - { id: text, ask: text, text: Как вам? }
  - end
`;

beforeAll(async () => {
  const types = {
    text: 'text',
    number: 'number',
    money: 'money',
    date: 'date',
    list: 'list',
    many: 'many',
    yes: 'yesNo',
    link: 'link',
    who: 'staff',
  } as const;
  for (const [key, type] of Object.entries(types)) {
    await createField(
      { title: `Поле ${key}`, type, choices: type === 'list' || type === 'many' ? ['Анна', 'abc'] : [] },
      { key },
    );
  }
  await keepFlows({ lead: flow, 'after-sale': other });
  await keepNames('staff', ['staff1', 'staff2']);
  await keepNames('broadcasts', ['mail1', 'mail2', 'mail3']);
  await keepSegments();
  const settings = await readSettings();
  const sources = fc.sample(anySources, { numRuns: people, seed: 7 });
  all = [...new Map(sources.map(each => [each.card.id, makeTraits(each, settings)])).values()].toSorted((a, b) =>
    a._id < b._id ? -1 : 1,
  );
  await traits.insertMany(all);
  fields = await traitFields();
}, 60_000);

async function keepFlows(flows: Record<string, string>) {
  const { db } = mongoose.connection;
  for (const [id, yaml] of Object.entries(flows)) {
    await db?.collection<{ _id: string }>('flowRevisions').insertOne({ _id: `rev-${id}`, yaml } as { _id: string });
    const row = {
      _id: id,
      title: id,
      file: `${id}.yaml`,
      revision: `rev-${id}`,
      steps: 1,
      version: 1,
      publications: [],
      problems: [],
      between: [],
      warnings: [],
      seen: [],
    };
    await db?.collection<{ _id: string }>('flows').insertOne(row);
  }
}

async function keepNames(collection: string, ids: string[]) {
  const named = ids.map(_id => ({ _id, name: `Имя ${_id}`, email: `${_id}@example.org`, parent: '' }));
  await mongoose.connection.db?.collection<{ _id: string }>(collection).insertMany(named);
}

async function keepSegments() {
  const written = { by: 'staff1', now };
  const vips = await saveSegment({
    name: 'Свои',
    kind: 'rule',
    rule: { field: 'contact.tags', op: 'has', value: 'vip' },
    ...written,
  });
  await saveSegment({ name: 'Список', kind: 'list', ...written });
  const rule: Rule = {
    all: [
      { field: 'segment', op: 'hasNone', value: [vips.id] },
      { field: 'contact.score', op: 'gte', value: 1 },
    ],
  };
  await saveSegment({ name: 'Не свои', kind: 'rule', rule, ...written });
}

/** Both readings of a rule, and what they should have found. */
async function bothFind(rule: Rule): Promise<string[]> {
  const expanded = await expandRule(rule, means);
  const expected = all.filter(each => matches(documentFacts(each, now, timeZone), expanded)).map(({ _id }) => _id);
  const filter = await audienceFilter(rule, means);
  const found = await traits
    .find(filter as object, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .toArray();
  expect(found.map(({ _id }) => _id)).toEqual(expected);
  return expected;
}

it('every operator of every field finds in the database exactly whom it holds on, and is let through by the check', async () => {
  let found = 0;
  const asked = fields.map(field => fc.sample(conditionOn(field), { numRuns: 4, seed: field.path.length }));
  for (const raw of asked.flat()) found += (await bothFind(ruleSchema.parse(raw))).length > 0 ? 1 : 0;
  for (let i = 0; i < asked.length; i += 12) expect(await checkRule({ any: asked.slice(i, i + 12).flat() })).toEqual([]);
  // Rules that find nobody would prove little.
  expect(found / fields.length).toBeGreaterThan(2);
}, 60_000);

it('any rule finds in the database exactly the contacts on whom it holds', async () => {
  await fc.assert(
    fc.asyncProperty(anyRule(fields), async raw => {
      const rule = ruleSchema.parse(raw);
      const found = await bothFind(rule);
      expect(await countAudience(rule, means)).toBe(found.length);
    }),
    { numRuns: 250 },
  );
}, 120_000);

it('a rule on ages agrees with counting years', async () => {
  for (const years of [0, 1, 19, 20, 29, 30, 34, 35, 36, 75, 129]) {
    const found = await bothFind({ field: 'contact.age', op: 'eq', value: years });
    expect(found, String(years)).toEqual(
      all.filter(({ contact }) => ageOf(contact.birthday, means) === years).map(({ _id }) => _id),
    );
    const older = await bothFind({ field: 'contact.age', op: 'gt', value: years });
    expect(older).toEqual(all.filter(({ contact }) => (ageOf(contact.birthday, means) ?? -1) > years).map(({ _id }) => _id));
  }
});
