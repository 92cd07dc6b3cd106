import { createHash } from 'node:crypto';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEraser, getErasure, holdingsOf, listErasures, sayConsent } from '../../src/consents/index.ts';
import { createContact, getContact, mergeContacts, trashContacts } from '../../src/contacts/index.ts';
import { getConversation } from '../../src/conversations/index.ts';
import { planDeliveries } from '../../src/deliveries/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { createSearchIndexer } from '../../src/search/index.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

useDatabase();

const clock = new ManualClock(new Date().toISOString());
const hash = (value: string) => createHash('sha256').update(`secret ${value}`).digest('hex');
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const log = pino({ level: 'silent' });
const collection = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
let corridor: Corridor;
let removed: string[] = [];
let people = 500;

const eraserThat = (removeFile: (id: string) => Promise<void>) => createEraser({ hash, removeFile, clock, log });
const eraser = eraserThat(async id => {
  removed.push(id);
  await collection('storedFiles').deleteOne({ _id: id });
});

beforeAll(async () => {
  corridor = await startCorridor();
  await corridor.put(
    'lead.yaml',
    'id: lead\ntitle: Заявка\nlanguage: ru\nstart: { default: true }\nsteps:\n  - { id: name, ask: text, text: "Имя?" }\n  - { id: area, ask: number, text: "Метры?" }\n  - do: [{ subscribe: news }]\n  - end\n',
  );
  await corridor.flows.rereadFiles(new Date());
});
afterAll(() => corridor.stop());
beforeEach(() => {
  removed = [];
});

/** Somebody with something in every room, all of it with a word that is nowhere else. */
async function somebody() {
  const person = String(people++);
  const mark = `Метка${person}`;
  await corridor.says(person, 'Здравствуйте');
  await corridor.says(person, mark);
  await corridor.says(person, `не знаю ${mark}`);
  await corridor.says(person, '42');
  const conversation = conversationOf(person);
  const { contact = '' } = (await getConversation(conversation)) ?? {};
  const now = clock.now();
  await sayConsent(
    {
      id: newId(),
      contact,
      kind: 'advertising',
      given: true,
      version: '1',
      text: 'Согласие на рассылку',
      at: now,
      by: { kind: 'word' },
    },
    { by: { kind: 'staff', id: 's1', name: 'Ольга' }, now },
  );
  const common = { contact, conversation, text: mark, at: now };
  await collection('storedFiles').insertOne({ _id: `f-${person}`, owner: { conversation }, name: mark, createdAt: now } as never);
  await collection('deals').insertMany([
    { _id: `open-${person}`, contact, isOpen: true, title: mark, at: now },
    {
      _id: `won-${person}`,
      contact,
      isOpen: false,
      title: mark,
      amount: 5000,
      notes: [{ text: mark }],
      fields: { a: mark },
      files: [{ id: `d-${person}` }],
      search: [mark.toLowerCase()],
      log: [{ was: mark }],
      at: now,
    },
    { _id: `other-${person}`, contact: 'somebody-else', contacts: [contact], isOpen: true, title: 'чужая', at: now },
  ] as never[]);
  await collection('orders').insertOne({ _id: `o-${person}`, contact, title: mark, sum: 5000, date: '2026-03-01' } as never);
  await collection('tasks').insertOne({ _id: `t-${person}`, contact, title: mark } as never);
  await collection('scheduled').insertOne({ _id: `s-${person}`, conversation, text: mark } as never);
  await collection('messageWords').insertOne({ _id: `w-${person}`, conversation, words: [mark] } as never);
  await collection('signals').insertOne({
    _id: `si-${person}`,
    topic: 'alerts',
    about: 's1',
    facts: { conversation, text: mark },
    at: now,
  } as never);
  await collection('alerts').insertOne({ _id: `a-${person}`, conversation, who: mark, at: now } as never);
  await collection('alerts').insertOne({ _id: `at-${person}`, conversation: '', contact, text: mark, at: now } as never);
  const told = { forStaff: 's1', contact: '', conversation: 'telegram:7000:staff', order: 1, text: mark };
  await collection('messages').insertMany([
    { _id: `alert-${person}`, ...told, about: ['other', conversation] },
    { _id: `test-${person}`, ...told, about: [contact] },
  ] as never[]);
  await collection('webhookCalls').insertOne({ _id: `c-${person}`, ...common } as never);
  await collection('webhookDeliveries').insertOne({
    _id: `wd-${person}`,
    body: JSON.stringify({ contact, name: mark }),
  } as never);
  await collection('traits').insertOne({ _id: contact, contact: { name: mark } } as never);
  await collection('segmentListed').insertOne({ _id: `l-${person}`, contact, by: mark } as never);
  await collection('automationRuns').insertOne({ _id: `r-${person}`, contact, log: [{ what: mark }] } as never);
  await collection('importChunks').insertOne({
    _id: `i-${person}:0`,
    import: `i-${person}`,
    rows: [
      { number: 2, cells: [mark] },
      { number: 3, cells: ['другой'] },
    ],
  } as never);
  await collection('importReports').insertOne({
    _id: `i-${person}:run:0`,
    import: `i-${person}`,
    rows: [
      { row: 2, contact, result: 'created' },
      { row: 3, contact: 'x', result: 'created' },
    ],
  } as never);
  const delivery = {
    source: { kind: 'broadcast' as const, id: 'b1' },
    contact,
    priority: 'broadcast' as const,
    advertising: true,
    conversation,
    account: 'telegram:7000',
    messenger: 'telegram' as const,
    due: now,
    attempts: 0,
    plannedAt: now,
    changedAt: now,
  };
  await planDeliveries([
    { ...delivery, id: `b1:${contact}`, state: 'sent', token: newId(), message: 'm', sentAt: now },
    { ...delivery, id: `b2:${contact}`, state: 'planned' },
  ]);
  return { person, mark, contact, conversation };
}

/** Every document anywhere that still says one of these words, but for the proof. */
async function whereIs(...words: string[]): Promise<string[]> {
  const names = (await mongoose.connection.db?.listCollections().toArray()) ?? [];
  const found: string[] = [];
  for (const { name } of names) {
    for (const document of await collection(name).find({}).toArray()) {
      const text = JSON.stringify(document);
      for (const word of words) if (text.includes(word)) found.push(`${name} ${document._id}`);
    }
  }
  return found;
}

describe('erasing a person', () => {
  it('takes everything they left and leaves a proof that names nobody', async () => {
    const anna = await somebody();
    const other = await somebody();
    expect(await holdingsOf(anna.contact)).toMatchObject({
      messages: 8,
      files: 1,
      conversations: 1,
      deals: 2,
      consents: 2,
      deliveries: 1,
    });
    const proof = await eraser.erase({ contact: anna.contact, by, reason: 'Письмо от 5 марта' });
    expect(await whereIs(anna.mark, anna.mark.toLowerCase(), `:${anna.person}"`)).toEqual([]);
    expect(removed.toSorted()).toEqual([`d-${anna.person}`, `f-${anna.person}`]);
    expect(proof).toMatchObject({
      id: anna.contact,
      state: 'done',
      by,
      reason: 'Письмо от 5 марта',
      hashes: [hash(anna.conversation)],
      held: { messages: 8, deals: 2 },
      consents: expect.arrayContaining([
        expect.objectContaining({
          kind: 'advertising',
          given: true,
          text: 'Согласие на рассылку',
          version: '1',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
        expect.objectContaining({ kind: 'topic', topic: 'news', given: true, by: 'flow' }),
      ]),
    });
    expect(JSON.stringify(proof)).not.toContain(anna.person);
    // Nobody else lost anything.
    expect(await holdingsOf(other.contact)).toMatchObject({ messages: 8, files: 1, deals: 2 });
    expect((await whereIs(other.mark)).length).toBeGreaterThan(15);
  });

  it('leaves sums and counts, without a word of whose they were', async () => {
    const anna = await somebody();
    await eraser.erase({ contact: anna.contact, by });
    expect(await collection('deals').findOne({ _id: `open-${anna.person}` })).toBeNull();
    expect(await collection('deals').findOne({ _id: `won-${anna.person}` })).toMatchObject({
      title: '—',
      amount: 5000,
      fields: {},
    });
    expect(await collection('deals').findOne({ _id: `other-${anna.person}` })).toMatchObject({ contacts: [] });
    expect(await collection('orders').findOne({ _id: `o-${anna.person}` })).toMatchObject({ title: '—', sum: 5000 });
    expect(await collection('deliveries').findOne({ _id: `b1:${anna.contact}` })).toMatchObject({
      state: 'sent',
      conversation: '',
    });
    expect(await collection('deliveries').findOne({ _id: `b2:${anna.contact}` })).toMatchObject({ state: 'cancelled' });
    expect(await collection('importChunks').findOne({ _id: `i-${anna.person}:0` })).toMatchObject({ rows: [{ number: 3 }] });
    expect(await collection('importReports').findOne({ _id: `i-${anna.person}:run:0` })).toMatchObject({ rows: [{ row: 3 }] });
  });

  it('is gone on with after it broke off in the middle', async () => {
    const anna = await somebody();
    const broken = eraserThat(async () => {
      throw new Error('the disk is away');
    });
    await expect(broken.erase({ contact: anna.contact, by })).rejects.toThrow('the disk is away');
    expect(await getErasure(anna.contact)).toMatchObject({ state: 'going' });
    expect((await whereIs(anna.mark)).length).toBeGreaterThan(0);
    await eraser.work();
    expect(await whereIs(anna.mark)).toEqual([]);
    const proof = await getErasure(anna.contact);
    expect(proof).toMatchObject({ state: 'done', held: { messages: 8 } });
    // Once more is no second proof.
    expect(await eraser.erase({ contact: anna.contact, by })).toEqual(proof);
  });

  it('who writes again is a new person', async () => {
    const anna = await somebody();
    await eraser.erase({ contact: anna.contact, by });
    await corridor.says(anna.person, 'Здравствуйте');
    const { contact = '' } = (await getConversation(anna.conversation)) ?? {};
    expect(contact).not.toBe(anna.contact);
    expect(await getContact(contact)).toMatchObject({ consents: {}, phones: [] });
    expect((await corridor.heard(anna.person)).length).toBe(1);
    // An old button says nothing to anybody.
    expect(await eraser.find(anna.conversation)).toMatchObject([{ id: anna.contact }]);
    expect(await eraser.find('+79990000001')).toEqual([]);
  });

  it('takes the cards that became parts of it', async () => {
    const anna = await somebody();
    const now = clock.now();
    const twin = await createContact({ name: `${anna.mark} вторая`, phones: { add: '+79990000001' } }, { by, now, key: newId() });
    await mergeContacts({ survivor: anna.contact, loser: twin.id, by }, { now, recount: async () => undefined });
    await eraser.erase({ contact: anna.contact, by });
    expect(await getContact(twin.id)).toBeUndefined();
    expect(await whereIs(anna.mark)).toEqual([]);
    expect(await eraser.find('+79990000001')).toHaveLength(1);
  });

  it('waits for a mailing that is just being sent to them: the history would tell of it afterwards', async () => {
    const anna = await somebody();
    const mailing = { _id: `b2:${anna.contact}` };
    await collection('deliveries').updateOne(mailing, { $set: { state: 'sending', owner: 'p1' } });
    expect(await eraser.erase({ contact: anna.contact, by })).toMatchObject({ state: 'going' });
    expect(await getContact(anna.contact)).toBeDefined();
    await collection('deliveries').updateOne(mailing, { $set: { state: 'sent' }, $unset: { owner: '' } });
    await eraser.work();
    expect(await getErasure(anna.contact)).toMatchObject({ state: 'done' });
    expect(await whereIs(anna.mark)).toEqual([]);
  });

  it('takes the words that nobody else has said out of those that the search knows', async () => {
    const [anna, other] = [await somebody(), await somebody()];
    const indexer = createSearchIndexer();
    await corridor.says(anna.person, 'Переулок Неповторимый, 12');
    await corridor.says(other.person, 'Какой переулок?');
    await until('all is in the index', () => indexer.work({ now: new Date() }));
    const known = async () =>
      (
        await collection('knownWords')
          .find({ _id: { $not: /^:/ } })
          .toArray()
      )
        .map(({ _id }) => _id)
        .join(' ');
    expect(await known()).toMatch(/неповторим/);
    await eraser.erase({ contact: anna.contact, by });
    expect(await known()).not.toMatch(/неповторим/);
    expect(await known()).toMatch(/переул/);
  });

  it('of nobody is refused', async () => {
    await expect(eraser.erase({ contact: 'nobody', by })).rejects.toMatchObject({ code: 'contacts.not_found' });
  });
});

describe('the trash', () => {
  it('is emptied with a proof, and who came back in time stays', async () => {
    const [anna, vera] = [await somebody(), await somebody()];
    await trashContacts([anna.contact, vera.contact], { by, now: clock.now() });
    await eraser.emptyTrash();
    expect(await getErasure(anna.contact)).toBeUndefined();
    await clock.advance(31 * 24 * 60 * 60 * 1000);
    await corridor.says(vera.person, 'Я тут');
    await eraser.emptyTrash();
    expect(await getErasure(anna.contact)).toMatchObject({ by: { kind: 'trash' }, state: 'done' });
    expect(await getContact(anna.contact)).toBeUndefined();
    expect(await getErasure(vera.contact)).toBeUndefined();
    expect(await getContact(vera.contact)).toMatchObject({ id: vera.contact });
    expect((await listErasures({ page: 1, perPage: 50 })).erasures[0]).toMatchObject({ id: anna.contact });
  });
});
