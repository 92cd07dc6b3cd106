import { expect, it } from 'vitest';
import {
  changeContact,
  changeField,
  createContact,
  createField,
  findContacts,
  listContacts,
  renewCards,
} from '../../src/contacts/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const wishes = { title: 'Паспорт', type: 'text' } as const;

/** Whether a list and the search of this role find the card by a word. */
async function finds(role: string | undefined, word: string) {
  const looking = role === undefined ? {} : { role };
  const [{ total }, found] = await Promise.all([
    listContacts({ query: word, ...looking, page: 1, perPage: 20 }),
    findContacts({ words: [[word]], ...looking, limit: 20 }),
  ]);
  expect(total).toBe(found.length);
  return total > 0;
}

const everybody = async (word: string) => [
  await finds('owner', word),
  await finds('manager', word),
  await finds(undefined, word),
];

it('words of a field are found by those who see it, also when that changes', async () => {
  const { key } = await createField({ ...wishes, hiddenFrom: ['manager'] });
  const doing = { by, now: clock.now() };
  const fields = { name: 'Анна Примерова', custom: { [key]: 'серия Тайная' } };
  const { id } = await createContact(fields, { ...doing, key: 'anna' });
  await renewCards({ clock });
  expect(await everybody('тайная')).toEqual([true, false, false]);
  expect(await everybody('анна')).toEqual([true, true, true]);

  await changeContact(id, { name: 'Анна Образцова' }, doing);
  expect(await everybody('тайная')).toEqual([true, false, false]);

  await changeField(key, { ...wishes, hiddenFrom: [] }, { version: 1 });
  expect(await renewCards({ clock })).toBe(1);
  expect(await everybody('тайная')).toEqual([true, true, true]);

  await changeField(key, { ...wishes, hiddenFrom: ['manager'] }, { version: 2 });
  expect(await renewCards({ clock })).toBe(1);
  expect(await renewCards({ clock })).toBe(0);
  expect(await everybody('тайная')).toEqual([true, false, false]);
});
