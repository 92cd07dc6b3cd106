import { beforeAll, describe, expect, it } from 'vitest';
import {
  changeContact,
  changesOf,
  createContact,
  defaultGrading,
  getContact,
  gradeContacts,
  patchContact,
  readGrading,
  saveGrading,
  writeContact,
} from '../../src/contacts/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const start = new Date('2026-03-02T09:00:00Z');
const days = (count: number) => new Date(start.getTime() + count * 86_400_000);
let id = '';

describe('grades', () => {
  beforeAll(async () => {
    ({ id } = await createContact({ name: 'Анна Тестова' }, { by, key: 'first', now: start }));
  });

  it('are given by the rules from the beginning, in the same write as everything else', async () => {
    expect(await getContact(id)).toMatchObject({ temperature: 'warm', category: 'potential' });
    await patchContact(id, { hasDeals: true, activityAt: days(1) }, { key: 'deal', by, now: days(1) });
    expect(await getContact(id)).toMatchObject({ temperature: 'warm', category: 'active' });
    await writeContact(id, { key: 'open', by, now: days(1), change: card => ({ ...card, openDeals: 1 }) });
    expect(await getContact(id)).toMatchObject({ temperature: 'hot', category: 'active' });
    const changes = await changesOf(id, { limit: 10 });
    expect(changes.find(({ field }) => field === 'temperature')?.by).toMatchObject({ kind: 'automation', id: 'grading' });
  });

  it('stay as a person decided until that is taken back', async () => {
    await changeContact(id, { category: 'vip' }, { by, now: days(1) });
    await patchContact(id, { score: 1 }, { key: 'score', by, now: days(1) });
    expect(await getContact(id)).toMatchObject({ category: 'vip', decided: ['category'] });
    await changeContact(id, { category: null }, { by, now: days(1) });
    expect((await getContact(id))?.category).toBe('active');
  });

  it('go on with time for those that nobody writes to, once a day', async () => {
    const clock = new ManualClock(days(20).toISOString());
    expect(await gradeContacts({ clock })).toBe(1);
    expect(await getContact(id)).toMatchObject({ temperature: 'cold', category: 'active' });
    expect(await gradeContacts({ clock })).toBe(0);
  });

  it('follow other rules as soon as they are changed, and of two who change them one is told', async () => {
    const known = await readGrading();
    const rule = { to: 'hot', rule: { field: 'contact.name', op: 'startsWith', value: 'анна' } } as const;
    const { version: _version, ...rest } = defaultGrading;
    const other = { ...rest, temperature: { rules: [rule], otherwise: 'cold' as const } };
    await saveGrading(other, known);
    await expect(saveGrading(other, known)).rejects.toMatchObject({ code: 'contacts.grading.conflict' });
    await gradeContacts({ clock: new ManualClock(days(20).toISOString()) });
    expect((await getContact(id))?.temperature).toBe('hot');
  });
});
