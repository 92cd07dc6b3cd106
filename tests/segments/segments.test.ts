import { expect, it } from 'vitest';
import { createContact, mergeContacts } from '../../src/contacts/index.ts';
import {
  addToList,
  copySegment,
  countSegment,
  getSegment,
  isInAudience,
  listSegments,
  listsOf,
  membersOf,
  refreshTraits,
  registerSegmentUse,
  removeFromList,
  removeSegment,
  saveSegment,
} from '../../src/segments/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');
const means = { now, timeZone: 'Europe/Moscow' };
const by = { by: 'olga', ...means };
const written = { by: 'olga', now };
const inCity = (city: string) => ({ field: 'contact.city', op: 'eq' as const, value: city });

let people = 0;
async function person(city?: string): Promise<string> {
  const key = `person ${++people}`;
  const made = await createContact(
    { name: key, ...(city && { city }) },
    { key, by: { kind: 'staff', id: 'olga', name: 'Ольга' }, now },
  );
  await refreshTraits([made.id], means);
  return made.id;
}

it('names are told apart by more than capitals and spaces', async () => {
  await saveSegment({ name: 'Казань', kind: 'rule', rule: inCity('Казань'), ...written });
  for (const name of ['казань', ' КАЗАНЬ  '])
    await expect(saveSegment({ name, kind: 'list', ...written })).rejects.toMatchObject({ code: 'segments.name_taken' });
  await expect(saveSegment({ name: '  ', kind: 'list', ...written })).rejects.toMatchObject({ code: 'segments.bad_name' });
  await expect(saveSegment({ name: 'х'.repeat(81), kind: 'list', ...written })).rejects.toMatchObject({
    code: 'segments.bad_name',
  });
  expect((await listSegments()).map(({ name }) => name)).toEqual(['Казань']);
});

it('a segment without a rule, of a deleted field or of itself is refused', async () => {
  const refused = (input: object, code: string) =>
    expect(saveSegment({ name: 'Новый', kind: 'rule', ...written, ...input })).rejects.toMatchObject({ code });
  await refused({}, 'segments.no_rule');
  await refused({ rule: { field: 'contact.fields.gone', op: 'eq', value: '1' } }, 'segments.bad_rule');
  await refused({ rule: { field: 'segment', op: 'in', value: ['nowhere'] } }, 'segments.bad_rule');
  const one = await saveSegment({ name: 'Один', kind: 'rule', rule: inCity('Тула'), ...written });
  const two = await saveSegment({ name: 'Два', kind: 'rule', rule: { field: 'segment', op: 'in', value: [one.id] }, ...written });
  await refused(
    { id: one.id, name: 'Один', rule: { all: [{ field: 'segment', op: 'in', value: [two.id] }] } },
    'segments.bad_rule',
  );
});

it('of two who change one segment the second learns of the first', async () => {
  const { id, version } = await saveSegment({
    name: 'Спор',
    kind: 'rule',
    rule: inCity('Омск'),
    description: 'Было',
    ...written,
  });
  const changed = await saveSegment({ id, version, name: 'Спор 2', kind: 'rule', rule: inCity('Томск'), ...written });
  expect(changed).toMatchObject({ name: 'Спор 2', version: 2, rule: inCity('Томск') });
  expect(changed.description).toBeUndefined();
  await expect(
    saveSegment({ id, version, name: 'Спор 3', kind: 'rule', rule: inCity('Омск'), ...written }),
  ).rejects.toMatchObject({
    code: 'segments.conflict',
  });
  await expect(saveSegment({ id, name: 'Спор', kind: 'list', ...written })).rejects.toMatchObject({
    code: 'segments.other_kind',
  });
});

it('people are put on a list and taken off it, each once, and come back to it', async () => {
  const { id } = await saveSegment({ name: 'Приглашены', kind: 'list', ...written });
  const [anna, boris] = [await person(), await person()];
  expect(await addToList(id, [anna, boris, anna], by)).toBe(2);
  expect(await addToList(id, [anna], by)).toBe(0);
  expect(await countSegment(id, means)).toBe(2);
  expect((await getSegment(id))?.size).toEqual({ count: 2, at: now });
  expect(await removeFromList(id, [anna, 'nobody'], by)).toBe(1);
  expect((await membersOf(id, { ...means, limit: 10 })).contacts).toEqual([boris]);
  expect(await addToList(id, [anna], by)).toBe(1);
  expect((await membersOf(id, { ...means, limit: 1 })).hasMore).toBe(true);
  const copy = await copySegment(id, { name: 'Копия', ...written });
  await refreshTraits([anna, boris], means);
  expect(await countSegment(copy.id, means)).toBe(2);
});

it('nobody is put on a segment by rule', async () => {
  const { id } = await saveSegment({ name: 'Правило', kind: 'rule', rule: inCity('Орёл'), ...written });
  await expect(addToList(id, [await person()], by)).rejects.toMatchObject({ code: 'segments.no_list' });
  await expect(addToList('nowhere', [], by)).rejects.toMatchObject({ code: 'segments.not_found' });
});

it('a place on a list goes with the card when two become one', async () => {
  const { id } = await saveSegment({ name: 'Слияние', kind: 'list', ...written });
  const [kept, lost] = [await person(), await person()];
  await addToList(id, [kept, lost], by);
  await mergeContacts({ survivor: kept, loser: lost, by: { id: 'olga', name: 'Ольга' } }, { now, recount: async () => {} });
  await refreshTraits([kept, lost], means);
  expect((await listsOf([kept])).get(kept)).toEqual([id]);
  expect((await membersOf(id, { ...means, limit: 10 })).contacts).toEqual([kept]);
  expect(await removeFromList(id, [kept], by)).toBe(1);
  expect(await isInAudience(kept, { field: 'segment', op: 'in', value: [id] }, means)).toBe(false);
});

it('what is used is not deleted, and says by whom', async () => {
  const inner = await saveSegment({ name: 'Внутренний', kind: 'list', ...written });
  const outer = await saveSegment({
    name: 'Внешний',
    kind: 'rule',
    rule: { none: [{ field: 'segment', op: 'in', value: [inner.id] }] },
    ...written,
  });
  const forget = registerSegmentUse(async id =>
    id === inner.id ? [{ kind: 'broadcast', name: 'Акция', href: '/broadcasts/1' }] : [],
  );
  await expect(removeSegment(inner.id, 'olga')).rejects.toMatchObject({
    code: 'segments.used',
    facts: {
      uses: [
        { kind: 'segment', name: 'Внешний' },
        { kind: 'broadcast', name: 'Акция' },
      ],
    },
  });
  await removeSegment(outer.id, 'olga');
  forget();
  await removeSegment(inner.id, 'olga');
  expect(await getSegment(inner.id)).toBeUndefined();
});
