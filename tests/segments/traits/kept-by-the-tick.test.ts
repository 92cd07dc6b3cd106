import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  changeContact,
  findOrCreateContact,
  getContact,
  mergeContacts,
  mergesOf,
  patchContact,
  restoreContacts,
  trashContacts,
  unmergeContacts,
  workMerges,
} from '../../../src/contacts/index.ts';
import { conversations } from '../../../src/conversations/conversation-model.ts';
import { recordRun } from '../../../src/conversations/index.ts';
import { createDeal, moveDeal, recountCard, settleOpenDeals, settleOrders } from '../../../src/deals/index.ts';
import { nextOrder } from '../../../src/lib/ids.ts';
import { keepMessage } from '../../../src/messages/index.ts';
import {
  addToList,
  createTraitsTick,
  removeFromList,
  type Segment,
  saveSegment,
  traitsAreWhole,
} from '../../../src/segments/index.ts';
import { makeTraits } from '../../../src/segments/traits/make/make-traits.ts';
import { readSettings, readSources } from '../../../src/segments/traits/read-sources.ts';
import { type TraitDocument, traits } from '../../../src/segments/traits/trait-model.ts';
import { createTask, finishTask, trashTask } from '../../../src/tasks/index.ts';
import { chance } from '../../bench/base-words.ts';
import { buildIncoming } from '../../support/build-incoming.ts';
import { useDatabase } from '../../support/database.ts';
import { type MovingClock, movingClock } from '../../support/moving-clock.ts';

useDatabase();

const masha = { id: 's1', name: 'Маша Образцова' };
const by = { kind: 'staff', ...masha } as const;
const log = pino({ level: 'silent' });
const timeZone = 'Europe/Moscow';
/** Longer than until somebody is looked at once more. */
const settledMs = 15_000;

let clock: MovingClock;
let tick: ReturnType<typeof createTraitsTick>;

beforeAll(() => {
  clock = movingClock();
  tick = createTraitsTick({ clock, log, timeZone, budgetMs: 30_000 });
});

const conversationOf = (person: string): string => `telegram:7000:${person}`;

/** They write and are answered, in the middle of a questionnaire or at its end: what the way of a message leaves in the rooms. */
async function talk(person: string, key: string, isOver: boolean): Promise<void> {
  const now = clock.now();
  const { contact } = await findOrCreateContact(buildIncoming({ chat: person, at: now }), now);
  const conversation = conversationOf(person);
  const common = { conversation, contact: contact.id, at: now, changedAt: now, kind: 'text' as const };
  await keepMessage({ ...common, id: `${key}:in`, order: nextOrder(now), author: { kind: 'customer' }, text: '42' });
  const delivery = { state: 'sent' as const, attempts: 1, sentAt: now };
  await keepMessage({ ...common, id: `${key}:out`, order: nextOrder(now), author: { kind: 'bot' }, text: 'Спасибо!', delivery });
  const answers = [{ step: 'area', question: 'Сколько?', value: 42, text: '42', at: now.toISOString() }];
  const run = { id: `run:${key}`, flow: 'hello', revision: 'r', title: 'Знакомство', startedAt: now.toISOString() };
  const position = {
    run: run.id,
    flow: 'hello',
    revision: 'r',
    step: 'name',
    answers: [],
    trail: [],
    attempts: 0,
    language: 'ru' as const,
    startedAt: run.startedAt,
  };
  const talkNow = isOver ? { run: { ...run, outcome: 'finished' as const } } : { run, position };
  await conversations.updateOne(
    { _id: conversation },
    {
      $set: { messenger: 'telegram', account: '7000', chat: person, contact: contact.id, mode: 'bot', lastAt: now, ...talkNow },
      ...(isOver && { $unset: { position: '' } }),
    },
    { upsert: true },
  );
  if (isOver) {
    const record = { ...run, outcome: 'finished' as const, endedAt: now.toISOString(), answers };
    await recordRun(record, { conversation, contact: contact.id, now });
  }
}

const idOf = async (person: string): Promise<string> =>
  (await findOrCreateContact(buildIncoming({ chat: person, at: clock.now() }), clock.now())).contact.id;

/** What the tick has kept, and what all of it comes to made anew. */
async function keptAndMade(ids: string[]): Promise<[TraitDocument[], TraitDocument[]]> {
  const sources = await readSources(ids);
  const settings = await readSettings();
  const order = (all: TraitDocument[]) => all.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  return [order(await traits.find({}).toArray()), order(sources.map(each => makeTraits(each, settings)))];
}

const people = ['501', '502', '503', '504', '505', '506'];
let list: Segment;

let seed = 7;
const next = () => chance(seed++);
const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
const walk: string[] = [];
const steps: Record<string, (id: string, person: string, key: string) => Promise<unknown>> = {
  says: (_, person, key) => talk(person, key, next() > 0.5),
  field: (id, _, key) => changeContact(id, { city: pick(['Казань', 'Омск']), tags: [key] }, { by, now: clock.now() }),
  consent: (id, _, key) =>
    patchContact(
      id,
      { consents: { advertising: { given: next() > 0.5, hash: 'h', at: clock.now() } }, custom: { area: next() } },
      { key, by, now: clock.now() },
    ),
  blocked: (id, person, key) =>
    patchContact(
      id,
      {
        reachability: { identity: conversationOf(person), state: 'blocked', at: clock.now(), evidence: 'update' },
        activityAt: clock.now(),
      },
      { key, by: { kind: 'messenger', messenger: 'telegram' }, now: clock.now() },
    ).then(() => talk(person, `${key}:back`, false)),
  deal: (contact, _, key) =>
    createDeal({
      key,
      contact,
      pipeline: 'sales',
      stage: pick(['new', 'won']),
      title: 'Ремонт',
      amount: 100,
      now: clock.now(),
    }),
  move: async (contact, _, key) => {
    await moveDeal({ contact, stage: pick(['in-work', 'won', 'lost']), key, now: clock.now() });
    await settleOpenDeals(clock.now());
    await settleOrders(clock.now());
  },
  task: (contact, _, key) =>
    createTask({
      key,
      contact,
      title: 'Позвонить',
      due: new Date(clock.now().getTime() + next() * 1e8),
      for: { kind: 'managers' },
      now: clock.now(),
    }),
  done: async (_, __, key) => {
    const made = walk.filter(each => each.startsWith('task')).map(each => each.split(' ')[1] ?? '');
    const task = made.length > 0 ? pick(made) : undefined;
    if (!task) return;
    const done = next() > 0.3 ? finishTask(task, { by: 's1', now: clock.now() }) : trashTask(task, { now: clock.now() });
    await done.catch(error => expect(String(error), key).toContain('task'));
  },
  list: id => addToList(list.id, [id], { by: 's1', now: clock.now(), timeZone }),
  unlist: id => removeFromList(list.id, [id], { by: 's1', now: clock.now(), timeZone }),
  trash: async id => {
    await trashContacts([id], { by, now: clock.now() });
  },
  restore: async id => {
    await restoreContacts([id], { by, now: clock.now() });
  },
  merge: async (id, person) => {
    const other = await idOf(pick(people.filter(each => each !== person)));
    const cards = await Promise.all([id, other].map(getContact));
    if (id === other || cards.some(card => !card || card.deletedAt)) return;
    await mergeContacts({ survivor: id, loser: other, by: masha }, { now: clock.now() });
  },
  unmerge: async id => {
    const merge = (await mergesOf(id)).find(({ state, survivor }) => survivor === id && (state === 'moved' || state === 'done'));
    if (merge)
      await unmergeContacts(merge.id, masha, { now: clock.now() }).catch(error => expect(String(error)).toMatch(/merge/i));
  },
};

async function perform(name: string, person: string, key: string): Promise<void> {
  walk.push(`${name} ${key} ${person}`);
  await steps[name]?.(await idOf(person), person, key);
}

/** Everything that was written until now is in. */
async function settle(): Promise<void> {
  await tick.work();
  clock.pass(settledMs);
  await tick.work();
}

/** The traits of everybody are what they come to made anew. */
async function expectKept(ids: string[] = []): Promise<TraitDocument[]> {
  const all = [...new Set([...ids, ...(await Promise.all(people.map(idOf)))])];
  const [kept, made] = await keptAndMade(all);
  expect(kept, walk.join('\n')).toEqual(made);
  return made;
}

describe('the traits of contacts', () => {
  it('are made of everybody who was there before the first tick', async () => {
    for (const person of people) await talk(person, `first${person}`, false);
    await tick.work();
    expect(await traitsAreWhole()).toBe(true);
    expect(await traits.countDocuments({})).toBe(people.length);
    list = await saveSegment({ name: 'Список', kind: 'list', by: 's1', now: clock.now() });
  });

  it.each(Object.keys(steps).filter(name => name !== 'restore' && name !== 'unmerge'))(
    'follow «%s» with one tick',
    async name => {
      const [person = ''] = people;
      await settle();
      const before = await idOf(person);
      await perform(name, person, `alone-${name}`);
      await tick.work();
      await expectKept([before]);
      const back = { trash: 'restore', merge: 'unmerge' }[name];
      if (!back) return;
      await settle();
      await steps[back]?.(before, person, `back-${name}`);
      await tick.work();
      await expectKept([before]);
    },
    30_000,
  );

  it('are what the rooms know after any walk of writes', async () => {
    for (let i = 0; i < 70; i++) {
      await perform(pick(Object.keys(steps)), pick(people), `step${i}`);
      if (next() < 0.15) await tick.work();
      if (next() < 0.1) await workMerges({ now: clock.now(), recount: recountCard });
    }
    await settleOrders(clock.now());
    await settle();
    const made = await expectKept();
    expect(made.length).toBeGreaterThan(1);
    // A walk on which nothing happens would prove little.
    for (const what of ['deals', 'orders', 'tasks', 'runs', 'lists'] as const)
      expect(made.filter(each => each[what]).length, `${what}\n${walk.join('\n')}`).toBeGreaterThan(0);
  }, 60_000);
});
