import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { funnelOf } from '../../src/analytics/index.ts';
import { consentsOf } from '../../src/consents/index.ts';
import { changesOf, createField, findOrCreateContact, getContact, patchContact } from '../../src/contacts/index.ts';
import type { Conversation } from '../../src/conversations/index.ts';
import { dealOf, dealsOf, listPipelines, openDealOf } from '../../src/deals/index.ts';
import type { Effect } from '../../src/flow/index.ts';
import { applyEffects } from '../../src/inbox/apply-effects.ts';
import { noCheckpoint } from '../../src/lib/checkpoint.ts';
import type { Capabilities } from '../../src/messages/index.ts';
import { conversationId, history } from '../../src/messages/index.ts';
import { createOwner, makeFirstVisitCode } from '../../src/staff/index.ts';
import { tasksOf } from '../../src/tasks/index.ts';
import { getCall } from '../../src/webhooks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');
let managers: string[] = [];

beforeAll(async () => {
  const code = await makeFirstVisitCode(now);
  await createOwner({ email: 'owner@example.org', password: 'correct-horse-42', name: 'Ольга', code }, now);
  managers = [
    await addStaff({ email: 'm1@example.org', role: 'manager' }),
    await addStaff({ email: 'm2@example.org', role: 'manager' }),
  ];
  await addStaff({ email: 'viewer@example.org', role: 'viewer' });
});

const capabilities: Capabilities = {
  textLength: 4096,
  captionLength: 1024,
  buttons: { inline: { total: 100, rows: 100, perRow: 8 }, labelLength: 60, url: true, sharePhone: true, shareLocation: true },
  fileSize: { photo: 10_000_000, other: 50_000_000 },
  album: { most: 10, mixed: false },
  location: true,
  batch: 1,
  edit: true,
  delete: true,
  idempotent: false,
};

let chats = 0;
let contact = '';
let conversation: Conversation;
beforeEach(async () => {
  const incoming = buildIncoming({ chat: String(1000 + ++chats) });
  contact = (await findOrCreateContact(incoming, now)).contact.id;
  const id = conversationId(incoming.address);
  conversation = {
    id,
    ...incoming.address,
    contact,
    mode: 'bot',
    revision: 0,
    handled: [],
    unread: 0,
    lastAt: now,
    createdAt: now,
  };
});

/** What an event left to do, done twice, as after a crash in the middle. */
async function does(...effects: Effect[]) {
  const revision = conversation.revision + 1;
  conversation = { ...conversation, revision, pending: { revision, at: now, order: revision * 1000, effects, flow: 'lead' } };
  for (let time = 0; time < 2; time++)
    await applyEffects(conversation, { capabilities, now, checkpoint: noCheckpoint, log: pino({ level: 'silent' }) });
}

const run = 'run-1';
const deal = { kind: 'deal' as const, run, pipeline: 'sales', stage: 'new', title: 'Ремонт 42 м²', amount: 380_000 };

describe('what a flow leaves to do is done once', () => {
  it('makes a deal, moves it and sets its values, in that order', async () => {
    await does(deal, { kind: 'dealField', run, field: 'area', value: 42.5 }, { kind: 'stage', run, stage: 'in-work' });
    await does({ kind: 'stage', run, stage: 'won' }, { kind: 'dealField', run, field: 'amount', value: 400_000 });
    expect(await dealsOf(contact)).toMatchObject([
      {
        title: 'Ремонт 42 м²',
        amount: 400_000,
        pipeline: 'sales',
        stage: 'won',
        isOpen: false,
        fields: { area: 42.5 },
        stages: [{ stage: 'new' }, { stage: 'in-work' }, { stage: 'won' }],
        run,
        at: now,
      },
    ]);
    expect((await getContact(contact))?.hasDeals).toBe(true);
    expect(await openDealOf(contact)).toBeUndefined();
  });

  it('changes the run’s own deal, else the latest open one, else none', async () => {
    await does({ kind: 'stage', run, stage: 'won' }, { kind: 'dealField', run, field: 'area', value: 1 });
    expect(await dealsOf(contact)).toEqual([]);
    await does({ ...deal, run: 'earlier', title: 'Earlier' });
    await does({ kind: 'dealField', run, field: 'area', value: 2 });
    expect(await dealOf({ contact, run })).toMatchObject({ title: 'Earlier', fields: { area: 2 } });
    await does(deal, { kind: 'dealField', run, field: 'area', value: 3 });
    expect(await dealOf({ contact, run })).toMatchObject({ title: 'Ремонт 42 м²', fields: { area: 3 } });
    expect(await dealOf({ contact, run: 'earlier' })).toMatchObject({ title: 'Earlier', fields: { area: 2 } });
  });

  it('makes a pipeline and a stage that nobody has named before', async () => {
    await does({ ...deal, pipeline: 'courses', stage: 'trial' }, { kind: 'stage', run, stage: 'paid' });
    expect(await openDealOf(contact)).toMatchObject({ pipeline: 'courses', stage: 'paid' });
    expect(await listPipelines()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'courses',
          stages: [
            { id: 'trial', kind: 'open' },
            { id: 'paid', kind: 'open' },
          ],
        }),
        expect.objectContaining({ id: 'sales' }),
      ]),
    );
  });

  it('makes tasks for who is meant', async () => {
    const task = { kind: 'task' as const, run, title: 'Позвонить', due: '2026-03-02T09:30:00Z' };
    await does({ ...task, to: 'owner' }, { ...task, to: 'M1@example.org' }, { ...task, to: 'nobody@example.org' });
    const made = await tasksOf(contact, { limit: 10 });
    expect(made.map(each => each.for)).toEqual([{ kind: 'owner' }, { kind: 'staff', staff: managers[0] }, { kind: 'managers' }]);
    expect(made[0]).toMatchObject({ title: 'Позвонить', due: new Date('2026-03-02T09:30:00Z'), contact, run });
  });

  it('assigns in turn, by e-mail and to nobody, and the card’s history tells it', async () => {
    await does({ kind: 'assign', to: 'm1@example.org' }, deal);
    expect(await getContact(contact)).toMatchObject({ owner: managers[0] });
    expect(await openDealOf(contact)).toMatchObject({ owner: managers[0] });
    await does({ kind: 'assign', to: 'gone@example.org' });
    expect(await getContact(contact)).toMatchObject({ owner: managers[0] });
    await does({ kind: 'assign', to: 'nobody' });
    expect((await getContact(contact))?.owner).toBeUndefined();
    expect(await changesOf(contact, { limit: 10 })).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'owner', new: managers[0], by: { kind: 'flow', flow: 'lead' } })]),
    );
    await does({ kind: 'assign', to: 'round-robin' });
    expect(managers).toContain((await getContact(contact))?.owner);
  });

  it('leaves a returning customer with their person, and finds another for one whose person is gone', async () => {
    const assigned = async (...to: string[]) => {
      await does(...to.map(each => ({ kind: 'assign' as const, to: each })));
      return (await getContact(contact))?.owner;
    };
    const first = await assigned('round-robin');
    const [one, other] = managers;
    expect(await assigned('round-robin')).toBe(first);
    expect(await assigned('owner@example.org')).not.toBe(first);
    expect(managers).not.toContain(await assigned('round-robin'));
    expect(await assigned('m1@example.org', 'round-robin')).toBe(one);
    expect([one, other]).toContain(await assigned('nobody', 'round-robin'));
    await assigned('viewer@example.org');
    expect(managers).toContain(await assigned('round-robin'));
    await patchContact(
      contact,
      { owner: 'dismissed' },
      { key: 'by hand', by: { kind: 'messenger', messenger: 'telegram' }, now },
    );
    expect(managers).toContain(await assigned('round-robin'));
  });

  it('keeps topics in the ledger and on the card, and the language that was chosen', async () => {
    await does({ kind: 'topic', topic: 'news', wanted: true }, { kind: 'language', language: 'en' });
    await does({ kind: 'topic', topic: 'news', wanted: false });
    expect(await getContact(contact)).toMatchObject({ topics: { news: { wanted: false, at: now } }, language: 'en' });
    expect((await consentsOf(contact)).map(({ kind, topic, given }) => [kind, topic, given])).toEqual(
      expect.arrayContaining([
        ['topic', 'news', true],
        ['topic', 'news', false],
      ]),
    );
  });

  it('counts what became of questions', async () => {
    const fact = { kind: 'fact' as const, flow: 'counted', revision: 'r', run };
    await does({ ...fact, step: 'name', what: 'shown' });
    await does({ ...fact, step: 'name', what: 'invalid', text: '1' });
    await does({ ...fact, step: 'name', what: 'answered' }, { ...fact, step: 'phone', what: 'shown' });
    const funnel = await funnelOf({ flow: 'counted', from: now, to: new Date(now.getTime() + 1) });
    expect(funnel.find(({ step }) => step === 'name')).toMatchObject({ seen: 1, answered: 1, invalid: 1 });
    expect(funnel.find(({ step }) => step === 'phone')).toMatchObject({ seen: 1, waiting: 1 });
  });

  it('queues a call to another program', async () => {
    await does({ kind: 'webhook', url: 'https://example.org/hook', body: { name: 'Анна' } });
    expect(await getCall(`${conversation.id}:1:0`)).toMatchObject({
      url: 'https://example.org/hook',
      body: { name: 'Анна' },
      state: 'queued',
      contact,
      flow: 'lead',
    });
  });

  it('and takes no field that is hidden from a role along unless the author has named it', async () => {
    const { key } = await createField({ title: 'Диагноз', type: 'text', hiddenFrom: ['marketer'] });
    const body = { flow: 'lead', contact: { id: contact, fields: { [key]: 'Отит', size: 10 } } };
    const call = { kind: 'webhook' as const, url: 'https://example.org/hook', body };
    await does({ ...call, isWhole: true }, call);
    const whole = { flow: 'lead', contact: { id: contact, fields: { size: 10 } } };
    expect((await getCall(`${conversation.id}:1:0`))?.body).toEqual(whole);
    expect((await getCall(`${conversation.id}:1:1`))?.body).toEqual(body);
  });

  it('sends files with their words and buttons, and words that are too long for them behind', async () => {
    const attachments = [{ kind: 'photo' as const, id: 'flow:abc', name: 'hello.jpg', mime: 'image/jpeg', size: 3 }];
    const buttons = [[{ label: 'Да', action: { kind: 'press' as const, data: 'yes' } }]];
    await does({ kind: 'say', message: { text: 'Вот', attachments, buttons, typingMs: 2000 } });
    await does({ kind: 'say', message: { text: 'слово '.repeat(300), attachments, buttons } });
    const told = await history(conversation.id, { limit: 10 });
    const file = { file: 'flow:abc', kind: 'photo', name: 'hello.jpg', mime: 'image/jpeg', size: 3 };
    expect(told).toMatchObject([
      { kind: 'media', text: 'Вот', attachments: [file], buttons, typingMs: 2000, delivery: { state: 'queued' } },
      { kind: 'media', text: '', attachments: [file] },
      { kind: 'text', text: expect.stringMatching(/^слово /), buttons },
    ]);
  });
});

it('takes turns over all managers', async () => {
  const owners: (string | undefined)[] = [];
  for (let i = 0; i < 4; i++) {
    const incoming = buildIncoming({ chat: `turn${i}` });
    contact = (await findOrCreateContact(incoming, now)).contact.id;
    conversation = { ...conversation, id: conversationId(incoming.address), contact, revision: 0 };
    delete conversation.pending;
    const effects: Effect[] = [{ kind: 'assign', to: 'round-robin' }];
    const pending = { revision: 1, at: now, order: 1, effects, flow: 'lead' };
    await applyEffects(
      { ...conversation, revision: 1, pending },
      { capabilities, now, checkpoint: noCheckpoint, log: pino({ level: 'silent' }) },
    );
    owners.push((await getContact(contact))?.owner);
  }
  expect(owners[0]).not.toBe(owners[1]);
  expect([owners[2], owners[3]]).toEqual([owners[0], owners[1]]);
  expect(new Set(owners)).toEqual(new Set(managers));
});
