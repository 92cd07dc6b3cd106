import { expect, it } from 'vitest';
import {
  addReply,
  changeReply,
  fillVariables,
  gapsIn,
  getReply,
  listReplies,
  removeReply,
  textFor,
  variablesIn,
} from '../../src/replies/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date('2026-03-02T09:00:00Z');
const reply = { name: 'Цены', texts: { ru: 'Прайс', en: 'Prices' }, files: [], buttons: [] };

it('values are put in, a default where there is none, and a gap where there is neither', () => {
  const values = { 'contact.firstName': 'Анна', 'contact.city': undefined, 'staff.name': '  ' };
  const fill = (text: string) => fillVariables(text, values, name => (name === 'contact.city' ? 'город' : name));
  expect(fill('{{contact.firstName}}, {{ contact.city | ваш город }}')).toBe('Анна, ваш город');
  expect(fill('Из {{contact.city}}? {{nobody.knows}} {{staff.name}}')).toBe('Из ⟦город⟧? ⟦nobody.knows⟧ ⟦staff.name⟧');
  expect(gapsIn(fill('Из {{contact.city}}?'))).toEqual(['город']);
  expect(fill('{{constructor}} {{__proto__}}')).toBe('⟦constructor⟧ ⟦__proto__⟧');
});

it('what a customer calls themselves is never read as a variable', () => {
  expect(fillVariables('{{a}}', { a: '{{b}} $& $1', b: 'secret' })).toBe('{{b}} $& $1');
});

it('the variables of a text are named once each', () => {
  expect(variablesIn('{{a|x}} {{ b }} {{a}} {{contact.fields.Площадь, м²}}')).toEqual(['a', 'b', 'contact.fields.Площадь, м²']);
});

it('the words are in the language of the customer, or in the other where there are no such', () => {
  expect(textFor(reply, 'en')).toBe('Prices');
  expect(textFor({ texts: { ru: 'Прайс' } }, 'en')).toBe('Прайс');
});

it('shared ones are everybody’s, personal ones their owner’s alone', async () => {
  const shared = await addReply(reply, 'masha', now);
  const own = await addReply({ ...reply, name: 'Адрес', staff: 'masha' }, 'masha', now);
  expect((await listReplies('masha')).map(({ name }) => name)).toEqual(['Адрес', 'Цены']);
  expect((await listReplies('olga')).map(({ id }) => id)).toEqual([shared]);
  await expect(getReply(own, 'olga')).rejects.toMatchObject({ code: 'replies.not_found' });
  await removeReply(own);
  await expect(getReply(own, 'masha')).rejects.toMatchObject({ code: 'replies.not_found' });
});

it('of two who change one reply the second learns of the first', async () => {
  const id = await addReply(reply, 'masha', now);
  await changeReply(id, { ...reply, name: 'Прайс', staff: 'masha' }, { version: 1, by: 'masha', now });
  await expect(changeReply(id, reply, { version: 1, by: 'olga', now })).rejects.toMatchObject({ code: 'replies.conflict' });
  await changeReply(id, reply, { version: 2, by: 'masha', now });
  expect(await getReply(id, 'olga')).toMatchObject({ name: 'Цены', version: 3 });
  await expect(changeReply('none', reply, { version: 1, by: 'olga', now })).rejects.toMatchObject({ code: 'replies.not_found' });
});
