import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { funnelChoices, funnelOf } from '../../../src/analytics/index.ts';
import { countSuggested, fieldSettings, listContacts, similarContacts } from '../../../src/contacts/index.ts';
import {
  conversationIdsOf,
  conversationsOf,
  countConversations,
  dueConversations,
  listConversations,
  listQueues,
  runsOf,
} from '../../../src/conversations/index.ts';
import { dealsOf, listProducts } from '../../../src/deals/index.ts';
import * as files from '../../../src/files/index.ts';
import { type DeliveryStatus, jointHistory, type StoredMessage } from '../../../src/messages/index.ts';
import { listReplies } from '../../../src/replies/index.ts';
import { tasksOf } from '../../../src/tasks/index.ts';
import { useDatabase } from '../../support/database.ts';
import { type SeededPast, seedPast } from './seed-past.ts';

const isMailing = (delivery?: DeliveryStatus) => delivery?.priority === 'broadcast' || delivery?.priority === 'chain';

describe('the invented past', () => {
  useDatabase();
  const now = new Date('2026-03-02T15:00:00Z');
  // Enough for every kind of history to be among them.
  const count = 125;
  let past: SeededPast;

  beforeAll(async () => {
    past = await seedPast({ now, count });
  });
  afterAll(() => past.forget());

  it('changes nothing when it is made a second time', async () => {
    const before = await wholeDatabase();
    expect(await past.seed()).toBe(false);
    expect(await wholeDatabase()).toEqual(before);
  });

  it('has every contact in the list, with a history that can be read in its order', async () => {
    const { contacts, total } = await listContacts({ page: 1, perPage: count * 2 });
    expect(total).toBe(count);
    for (const contact of contacts) {
      const messages = await jointHistory(conversationIdsOf(contact), { limit: 500 });
      const [conversation] = await conversationsOf(contact.id);
      expect(messages.length).toBeGreaterThan(0);
      // A mailing does not move a conversation up; its place is the process's own, which other tests have let run ahead of this time.
      const talk = messages.filter(({ delivery }) => !isMailing(delivery));
      const times = talk.map(({ at }) => at.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(new Set(messages.map(({ order }) => order)).size).toBe(messages.length);
      expect(messages.every(({ at }) => at <= now)).toBe(true);
      expect(conversation?.lastAt.getTime()).toBe(talk.findLast(({ kind }) => kind !== 'event')?.at.getTime());
    }
  });

  it('holds the questionnaire in the words of the flow, with answers on the card', async () => {
    const runs = await everyRun();
    const finished = runs.filter(({ flow, outcome }) => flow === 'lead' && outcome === 'finished');
    expect(finished.length).toBeGreaterThan(10);
    expect(finished[0]?.answers.map(({ question }) => question)).toContain('Как к вам обращаться?');
    expect(runs.some(({ outcome }) => outcome === undefined)).toBe(true);
    expect(runs.some(({ flow }) => flow === 'feedback')).toBe(true);
  });

  it('has people waiting, conversations in hand, and messages that failed, wait or may have arrived', async () => {
    const counts = await countConversations({ viewer: past.me });
    expect(counts).toMatchObject({ waiting: expect.toSatisfy(n => n >= 3), mine: expect.toSatisfy(n => n >= 2) });
    const { conversations } = await listConversations({ view: 'waiting', viewer: past.me, limit: 50, now: new Date() });
    expect(conversations.every(({ unread, waitingSince }) => unread > 0 && waitingSince !== undefined)).toBe(true);
    const states = new Set((await everyMessage()).flatMap(({ delivery }) => delivery?.state ?? []));
    expect([...states].toSorted()).toEqual(['failed', 'queued', 'sent', 'unknown']);
  });

  it('suggests the same person in two messengers by their phone', async () => {
    const { contacts } = await listContacts({ page: 1, perPage: count * 2 });
    const found = await Promise.all(contacts.map(similarContacts));
    expect(found.flat().some(({ evidence }) => evidence.some(({ kind }) => kind === 'phone'))).toBe(true);
  });

  it('leaves a funnel of several sources and two revisions, whose numbers add up', async () => {
    const span = { flow: 'lead', from: new Date('2026-01-31T15:00:00Z'), to: now };
    const { sources, revisions } = await funnelChoices(span);
    expect(sources.length).toBeGreaterThan(3);
    expect(revisions.length).toBe(2);
    const steps = await funnelOf(span);
    for (const { seen, answered, skipped, left, waiting } of steps) expect(answered + skipped + left + waiting).toBe(seen);
    expect(steps.map(({ step }) => step)).toEqual(expect.arrayContaining(['consent', 'phone', 'email', 'check']));
    expect(steps.some(({ invalid }) => invalid > 0)).toBe(true);
  });

  it('made deals and tasks for whoever answers for the customer, and some are still to be done', async () => {
    const { contacts } = await listContacts({ page: 1, perPage: count * 2 });
    const all = (await Promise.all(contacts.map(({ id }) => dealsOf(id)))).flat();
    const deals = all.filter(({ pipeline }) => pipeline === 'sales');
    expect(deals.filter(({ run }) => run).length).toBeGreaterThan(3);
    expect(deals.every(({ amount, owner }) => amount !== undefined && owner)).toBe(true);
    expect(new Set(deals.map(({ stage }) => stage))).toEqual(new Set(['new', 'in-work', 'measure', 'estimate', 'won', 'lost']));
    expect(deals.every(({ isOpen, stage }) => isOpen !== ['won', 'lost'].includes(stage))).toBe(true);
    const tasks = (await Promise.all(contacts.map(({ id }) => tasksOf(id, { limit: 50 })))).flat();
    expect(tasks.some(({ done }) => done)).toBe(true);
    expect(tasks.some(({ done }) => !done)).toBe(true);
  });

  it('has reminded those who fell silent, and nobody is due to be reminded at once', async () => {
    const conversations = await mongoose.connection.collection('conversations').find().toArray();
    const silent = conversations.filter(({ position }) => position?.nudged > 0);
    expect(silent.length).toBeGreaterThan(0);
    expect(silent.every(({ wakeAt }) => wakeAt > now)).toBe(true);
    expect(await dueConversations(now, 10)).toEqual([]);
    expect((await everyRun()).some(({ outcome }) => outcome === 'expired')).toBe(true);
  });

  it('is a firm that has been set up: queues, replies, own fields, products, orders, similar cards', async () => {
    expect((await listQueues()).map(({ id }) => id).toSorted()).toEqual(['care', 'default', 'sales']);
    expect((await listReplies(past.me)).length).toBeGreaterThan(3);
    expect((await fieldSettings()).map(({ key }) => key)).toEqual(expect.arrayContaining(['area', 'house', 'contract']));
    expect((await listProducts()).length).toBeGreaterThan(3);
    const { contacts } = await listContacts({ page: 1, perPage: count * 2 });
    expect(contacts.some(({ orders }) => orders && orders.count > 0)).toBe(true);
    expect(await countSuggested()).toBeGreaterThan(0);
  });

  it('stores the pictures and voices that people sent', async () => {
    const sent = (await everyMessage()).flatMap(({ attachments = [] }) => attachments);
    expect(sent.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['photo', 'voice']));
    for (const { file, kind } of sent) {
      expect(await files.fileInfo(file)).toMatchObject({ state: 'stored', mime: kind === 'photo' ? 'image/png' : 'audio/ogg' });
    }
  });

  async function everyRun() {
    const { contacts } = await listContacts({ page: 1, perPage: count * 2 });
    return (await Promise.all(contacts.map(({ id }) => runsOf(id)))).flat();
  }

  async function everyMessage(): Promise<StoredMessage[]> {
    const { contacts } = await listContacts({ page: 1, perPage: count * 2 });
    return (await Promise.all(contacts.map(contact => jointHistory(conversationIdsOf(contact), { limit: 500 })))).flat();
  }

  async function wholeDatabase(): Promise<Record<string, unknown[]>> {
    const names = [
      'contacts',
      'changes',
      'conversations',
      'messages',
      'runs',
      'consents',
      'staff',
      'settings',
      'storedFiles',
      'facts',
      'deals',
      'tasks',
      'flows',
      'segments',
      'broadcasts',
      'deliveries',
      'automations',
      'automationRuns',
    ];
    const all = names.map(
      async name => [name, await mongoose.connection.collection(name).find().sort({ _id: 1 }).toArray()] as const,
    );
    return Object.fromEntries(await Promise.all(all));
  }
});
