import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVault } from '../../src/config/index.ts';
import { changeContact, createContact, createField, trashContacts } from '../../src/contacts/index.ts';
import { recordRun } from '../../src/conversations/index.ts';
import { createDeal, moveTo } from '../../src/deals/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { keepMessage, type StoredMessage } from '../../src/messages/index.ts';
import { ensureOwner, listStaff } from '../../src/staff/index.ts';
import { createTask, finishTask } from '../../src/tasks/index.ts';
import {
  createSubscription,
  createTeller,
  type EventType,
  eventTypes,
  getSubscription,
  latestDeliveries,
  listSubscriptions,
  removeSubscription,
  replayDelivery,
  switchSubscription,
  type Teller,
} from '../../src/webhooks/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();

const safe = createVault('only for tests');
const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
const clock = new ManualClock();
let server: Server;
let url: string;
let heard: { headers: IncomingMessage['headers']; body: string }[];
let answer: (res: ServerResponse, body: { type: string; data: { contact?: string } }) => void;
const tellers: Teller[] = [];

beforeEach(async () => {
  await clock.advance(2 * 60 * 60_000);
  heard = [];
  answer = res => res.writeHead(204).end();
  server = createServer(async (req, res) => {
    const body = await text(req);
    heard.push({ headers: req.headers, body });
    answer(res, JSON.parse(body));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  for (const { id } of await listSubscriptions()) await removeSubscription(id);
  await Promise.all(tellers.splice(0).map(teller => teller.stop()));
  server.closeAllConnections();
  await new Promise(done => server.close(done));
});

function begin({ allowPrivate = true } = {}): Teller {
  const teller = createTeller({ safe, allowPrivate, region: 'RU', clock, log: pino({ level: 'silent' }) });
  tellers.push(teller);
  return teller;
}

const subscribe = (events: EventType[] = [...eventTypes]) =>
  createSubscription({ name: 'Сайт', url, events }, { by, now: clock.now(), safe, allowPrivate: true });

const make = (name: string) => createContact({ name }, { by, now: clock.now(), key: newId() });
const said = (message: Omit<StoredMessage, 'kind' | 'text'> & Partial<StoredMessage>): StoredMessage => ({
  kind: 'text',
  text: '',
  ...message,
});
const told = () =>
  heard.map(({ body }) => JSON.parse(body) as { id: string; type: string; at: string; data: Record<string, unknown> });
const types = () => told().map(({ type }) => type);
/** What is written is seen two seconds later. */
const later = () => clock.advance(3000);

describe('another program', () => {
  it('is told what happens, signed as Standard Webhooks says', async () => {
    const { secret } = await subscribe();
    const { id } = await make('Анна');
    await later();
    await begin().work();
    expect(told()).toMatchObject([{ type: 'contact.created', data: { contact: id } }]);
    const [{ headers, body } = { headers: {}, body: '' }] = heard;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect(headers['webhook-id']).toBe(told()[0]?.id);
  });

  it('is not told of a field that whoever entered the address does not see', async () => {
    const { key } = await createField({ title: 'Паспорт', type: 'text', hiddenFrom: ['manager'] });
    await subscribe();
    const { id } = await make('Анна');
    const doing = { by, now: clock.now() };
    await changeContact(id, { custom: { [key]: '4509' } }, doing);
    await changeContact(id, { city: 'Казань', custom: { [key]: '4510' } }, doing);
    await later();
    await begin().work();
    const changed = told().filter(({ type }) => type === 'contact.changed');
    expect(changed.map(({ data }) => data.changes)).toEqual([[expect.objectContaining({ field: 'city', new: 'Казань' })]]);
    expect(heard.map(({ body }) => body).join()).not.toMatch(/45(09|10)/);
  });

  it('is told no phone and no e-mail that whoever entered the address does not see, wherever they stand', async () => {
    await subscribe();
    const { id } = await make('Анна');
    const phones = { add: '+7 999 000-00-01' };
    const edit = { phones, emails: { add: 'anna@example.org' }, company: 'Студия, 8 (999) 000-00-01' };
    await changeContact(id, edit, { by, now: clock.now() });
    const message = { conversation: 'telegram:1:9990000001', contact: id, at: clock.now(), changedAt: clock.now(), order: 1 };
    await keepMessage(said({ ...message, id: newId(), author: { kind: 'customer' }, text: 'Звоните 89990000001' }));
    await later();
    await begin().work();
    const all = heard.map(({ body }) => body).join();
    expect(all.replaceAll('telegram:1:9990000001', '').replace(/[\s()-]/g, '')).not.toMatch(/9990000001|anna@/);
    expect(all).toContain('+7 999 •••-••-01');
    expect(told().find(({ type }) => type === 'message.received')?.data).toMatchObject({
      message: { conversation: 'telegram:1:9990000001' },
    });
    await ensureOwner({ email: 'olga@example.org', password: 'seven-green-cups', name: 'Ольга' }, clock.now());
    const { id: boss = '' } = (await listStaff())[0] ?? {};
    await createSubscription(
      { name: 'Бухгалтерия', url, events: ['contact.changed'] },
      { by: { ...by, id: boss }, now: clock.now(), safe, allowPrivate: true },
    );
    await changeContact(id, { phones: { add: '+79990000002' } }, { by, now: clock.now() });
    heard = [];
    await later();
    await begin().work();
    expect(heard.some(({ body }) => body.includes('+79990000002'))).toBe(true);
  });

  it('is told of cards, messages, deals, tasks and runs', async () => {
    await subscribe();
    const { id: contact } = await make('Анна');
    const now = clock.now();
    await changeContact(contact, { city: 'Казань', addTags: ['vip'] }, { by, now });
    const message = { conversation: 'telegram:1:2', contact, at: now, changedAt: now };
    await keepMessage(said({ ...message, id: newId(), order: 1, author: { kind: 'customer' }, text: 'Привет' }));
    await keepMessage(
      said({
        ...message,
        id: newId(),
        order: 2,
        author: { kind: 'bot' },
        delivery: { state: 'sent', attempts: 1, sentAt: now },
      }),
    );
    const event = { what: 'assigned' as const, values: { to: 'Мария' } };
    await keepMessage(said({ ...message, id: newId(), order: 3, author: { kind: 'system' }, kind: 'event', event }));
    const deal = newId();
    await createDeal({ key: deal, contact, pipeline: 'sales', stage: 'new', title: 'Окно', now });
    await moveTo(deal, { stage: 'won' }, { key: newId(), by, now });
    const task = newId();
    await createTask({ key: task, title: 'Позвонить', for: { kind: 'managers' }, now });
    await finishTask(task, { by: 's', now, result: 'Договорились' });
    const run = { id: newId(), flow: 'lead', revision: 'r', title: 'Заявка', startedAt: now.toISOString(), answers: [] };
    await recordRun({ ...run, outcome: 'handoff' }, { conversation: 'telegram:1:2', contact, now });
    await later();
    await trashContacts([contact], { by, now: clock.now() });
    await later();
    await begin().work();
    expect(types().toSorted()).toEqual(
      [
        'contact.created',
        'contact.changed',
        'contact.deleted',
        'message.received',
        'message.sent',
        'conversation.assigned',
        'deal.created',
        'deal.moved',
        'deal.won',
        'task.done',
        'flow.finished',
      ].toSorted(),
    );
    const changed = told().find(({ type }) => type === 'contact.changed')?.data.changes as { field: string }[];
    expect(changed.map(({ field }) => field)).toEqual(expect.arrayContaining(['city', 'tags']));
  });

  it('is told once, by however many look, and again only after a death in between', async () => {
    await subscribe(['contact.created']);
    await make('Анна');
    await make('Пётр');
    await later();
    await Promise.all([begin().work(), begin().work()]);
    await begin().work();
    await later();
    await begin().work();
    expect(types()).toEqual(['contact.created', 'contact.created']);
  });

  it('hears of what was written late, by a process that went on for a dead one', async () => {
    await subscribe(['contact.created']);
    const teller = begin();
    await later();
    await teller.work();
    const decided = clock.now();
    await clock.advance(120_000);
    await teller.work();
    await createContact({ name: 'Поздно' }, { by, now: decided, key: newId() });
    await later();
    await teller.work();
    expect(types()).toEqual(['contact.created']);
  });

  it('is told nothing from before it asked, and nothing that it did not ask for', async () => {
    await make('Раньше');
    await later();
    await subscribe(['contact.created']);
    await later();
    const { id } = await make('Позже');
    await changeContact(id, { city: 'Казань' }, { by, now: clock.now() });
    await later();
    await begin().work();
    expect(types()).toEqual(['contact.created']);
  });
});

describe('an address that does not hear', () => {
  it('is tried again, later and later; what happens to one contact keeps its order', async () => {
    const { subscription } = await subscribe();
    const { id } = await make('Анна');
    await later();
    await changeContact(id, { city: 'Казань' }, { by, now: clock.now() });
    await later();
    answer = res => res.writeHead(500).end();
    const teller = begin();
    await teller.work();
    expect(types()).toEqual(['contact.created']);
    await teller.work();
    expect(heard).toHaveLength(1);
    answer = res => res.writeHead(204).end();
    await clock.advance(6000);
    await teller.work();
    expect(types()).toEqual(['contact.created', 'contact.created', 'contact.changed']);
    expect(told()[1]?.id).toBe(told()[0]?.id);
    const log = await latestDeliveries(subscription.id, 10);
    expect(log.find(({ type }) => type === 'contact.created')).toMatchObject({
      state: 'sent',
      tries: [{ status: 500, problem: 'status' }, { status: 204 }],
    });
  });

  it('is switched off after three days, and goes on with what waits when it is switched on', async () => {
    const { subscription } = await subscribe(['contact.created']);
    await make('Анна');
    await later();
    answer = res => res.writeHead(503).end();
    const teller = begin();
    for (let hour = 0; hour < 84; hour += 6) {
      await teller.work();
      await clock.advance(6 * 60 * 60_000);
    }
    expect((await getSubscription(subscription.id)).off).toMatchObject({ why: 'unheard' });
    expect(heard.length).toBeGreaterThan(10);
    await make('Пётр');
    await later();
    await teller.work();
    heard.length = 0;
    answer = res => res.writeHead(204).end();
    await switchSubscription(subscription.id, undefined, clock.now());
    await teller.work();
    expect(types()).toEqual(['contact.created']);
    const [first] = (await latestDeliveries(subscription.id, 10)).filter(({ state }) => state === 'failed');
    expect(await replayDelivery(subscription.id, first?.id ?? '', clock.now())).toBe(true);
    await teller.work();
    expect(heard).toHaveLength(2);
  });

  it('is not switched off for one event that it never takes while it hears the others', async () => {
    const { subscription } = await subscribe(['contact.created']);
    const { id: bad } = await make('Анна');
    await later();
    answer = (res, { data }) => res.writeHead(data.contact === bad ? 400 : 204).end();
    const teller = begin();
    for (let hour = 0; hour < 84; hour += 6) {
      await make(`Пётр ${hour}`);
      await clock.advance(6 * 60 * 60_000);
      await teller.work();
    }
    expect((await getSubscription(subscription.id)).off).toBeUndefined();
    const log = await latestDeliveries(subscription.id, 50);
    expect(log.filter(({ state }) => state === 'failed').map(({ body }) => body.includes(bad))).toEqual([true]);
    expect(log.filter(({ state }) => state === 'queued')).toEqual([]);
  });

  it('is switched off at once where it is gone, and never called inside the own network', async () => {
    const { subscription } = await subscribe(['contact.created']);
    await make('Анна');
    await later();
    answer = res => res.writeHead(410).end();
    await begin().work();
    expect((await getSubscription(subscription.id)).off?.why).toBe('gone');
    await switchSubscription(subscription.id, undefined, clock.now());
    await make('Пётр');
    await later();
    heard.length = 0;
    await begin({ allowPrivate: false }).work();
    expect(heard).toHaveLength(0);
    expect((await getSubscription(subscription.id)).off?.why).toBe('insideAddress');
    const inside = { name: 'x', url: 'http://10.0.0.1/', events: [] };
    await expect(createSubscription(inside, { by, now: clock.now(), safe, allowPrivate: false })).rejects.toMatchObject({
      code: 'webhooks.inside_address',
    });
  });
});
