import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changesOf,
  countTrash,
  emptyTrash,
  findOrCreateContact,
  getContact,
  listTrash,
  mergeContacts,
  patchContact,
  restoreContacts,
  similarContacts,
  trashContacts,
} from '../../src/contacts/index.ts';
import { getConversation } from '../../src/conversations/index.ts';
import { fileInfo, removeFile, saveFile } from '../../src/files/index.ts';
import { history } from '../../src/messages/index.ts';
import { createTask, tasksOf } from '../../src/tasks/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
const by = { kind: 'staff', id: 's1', name: 'Маша Образцова' } as const;
const viewer = { id: 's1', seeAll: true };
let corridor: Corridor;
let next = 4000;

beforeAll(async () => {
  corridor = await startCorridor();
  await corridor.put('hello.yaml', 'id: hello\nstart: { any: true }\nsteps:\n  hi:\n    say: Здравствуйте!\n');
});
afterAll(() => corridor?.stop());

async function customer(phone = '+79993330001') {
  next += 1;
  const person = String(next);
  await corridor.says(person, 'Здравствуйте');
  const { contact } = await findOrCreateContact(buildIncoming({ chat: person }), now);
  await patchContact(contact.id, { set: { phone } }, { key: `set:${person}`, by, now });
  return { id: contact.id, person };
}

describe('the trash', () => {
  it('takes a card out of duplicates and lists, with its conversations, and gives all of it back', async () => {
    const [one, two] = [await customer(), await customer()];
    expect(await trashContacts([one.id, one.id, 'nobody'], { by, now })).toEqual([one.id]);
    expect(await trashContacts([one.id], { by, now })).toEqual([]);
    const other = await getContact(two.id);
    expect(other && (await similarContacts(other))).toEqual([]);
    expect(await mongoose.connection.collection('contacts').countDocuments({ search: '79993330001' })).toBe(1);
    expect(await getConversation(conversationOf(one.person))).toMatchObject({ hidden: true });
    expect((await listTrash({ viewer, page: 1, perPage: 10 })).trashed).toMatchObject([
      { contact: { id: one.id }, goesAt: inDays(30) },
    ]);

    expect(await restoreContacts([one.id, two.id], { by, now })).toEqual([one.id]);
    expect(other && (await similarContacts(other)).map(({ contact }) => contact.id)).toEqual([one.id]);
    expect(await getConversation(conversationOf(one.person))).not.toHaveProperty('hidden');
    expect(await countTrash(viewer)).toBe(0);
    const told = (await changesOf(one.id, { limit: 20 })).filter(({ field }) => field === 'deletedAt');
    expect(told.map(change => [change.by.kind, change.new !== undefined && change.new !== null])).toEqual(
      expect.arrayContaining([
        ['staff', true],
        ['staff', false],
      ]),
    );
  });

  it('lets whoever writes again come back, with a line of it in the history', async () => {
    const { id, person } = await customer('+79993330002');
    await trashContacts([id], { by, now });
    await corridor.says(person, 'Я передумала');
    expect(await getContact(id)).not.toHaveProperty('deletedAt');
    expect(await getConversation(conversationOf(person))).not.toHaveProperty('hidden');
    const [latest] = (await changesOf(id, { limit: 20 })).filter(({ field }) => field === 'deletedAt');
    expect(latest?.by.kind).not.toBe('staff');
    expect((await findOrCreateContact(buildIncoming({ chat: person }), now)).contact.id).toBe(id);
  });

  it('shows to whoever sees only their own what is theirs and nobody’s', async () => {
    const { id } = await customer('+79993330003');
    await patchContact(id, { owner: 'somebody' }, { key: 'owner', by, now });
    await trashContacts([id], { by, now });
    const seen = async (staff: string) => (await listTrash({ viewer: { id: staff, seeAll: false }, page: 1, perPage: 10 })).total;
    expect([await seen('somebody'), await seen('other')]).toEqual([1, 0]);
    await restoreContacts([id], { by, now });
  });

  it('is emptied of what has been there for 30 days, with everything that was theirs', async () => {
    const { id, person } = await customer('+79993330004');
    const part = await customer('+79993330005');
    const fresh = await customer('+79993330006');
    await mergeContacts({ survivor: id, loser: part.id, by }, { now });
    await createTask({ key: 'task:gone', contact: id, title: 'Позвонить', due: now, for: { kind: 'managers' }, now });
    const owner = { conversation: conversationOf(person) };
    const file = await saveFile({ stream: Readable.from(Buffer.from('text')), name: 'a.txt', owner });
    await trashContacts([id], { by, now });
    await trashContacts([fresh.id], { by, now: inDays(5) });
    expect(await emptyTrash({ now: inDays(29), removeFile })).toBe(0);
    expect(await emptyTrash({ now: inDays(31), removeFile })).toBe(1);
    expect([await getContact(id), await getContact(part.id)]).toEqual([undefined, undefined]);
    expect(await getContact(fresh.id)).toBeDefined();
    expect(await getConversation(conversationOf(person))).toBeUndefined();
    expect(await history(conversationOf(part.person), { limit: 5 })).toEqual([]);
    expect(await tasksOf(id, { limit: 5 })).toEqual([]);
    expect(await changesOf(id, { limit: 5 })).toEqual([]);
    expect(await fileInfo(file.id)).toBeUndefined();
    await corridor.says(person, 'Здравствуйте');
    expect((await findOrCreateContact(buildIncoming({ chat: person }), now)).contact.id).not.toBe(id);
  });
});
