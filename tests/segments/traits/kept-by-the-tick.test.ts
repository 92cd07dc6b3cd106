import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { createDeal, moveDeal, recountCard, settleOpenDeals, settleOrders } from '../../../src/deals/index.ts';
import { addToList, createTraitsTick, removeFromList, saveSegment, traitsAreWhole } from '../../../src/segments/index.ts';
import { makeTraits } from '../../../src/segments/traits/make/make-traits.ts';
import { readSettings, readSources } from '../../../src/segments/traits/read-sources.ts';
import { type TraitDocument, traits } from '../../../src/segments/traits/trait-model.ts';
import { createTask, finishTask, trashTask } from '../../../src/tasks/index.ts';
import { chance } from '../../bench/base-words.ts';
import { buildIncoming } from '../../support/build-incoming.ts';
import { type Corridor, conversationOf, startCorridor } from '../../support/corridor.ts';
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
let corridor: Corridor;
let tick: ReturnType<typeof createTraitsTick>;

beforeAll(async () => {
  clock = movingClock();
  tick = createTraitsTick({ clock, log, timeZone, budgetMs: 30_000 });
  corridor = await startCorridor({ clock });
  await corridor.put(
    'hello.yaml',
    [
      'id: hello',
      'title: Знакомство',
      'language: ru',
      'start: { default: true }',
      'steps:',
      '  - { id: name, ask: text, text: Как вас зовут? }',
      '  - { id: area, ask: number, text: Сколько метров? }',
      '  - { id: more, do: [{ tag: [был] }, { score: 5 }, { subscribe: новости }] }',
      '  - { id: thanks, say: Спасибо! }',
      '',
    ].join('\n'),
  );
  await corridor.flows.rereadFiles(clock.now());
  expect((await corridor.authoring.listFlows()).flatMap(({ problems }) => problems)).toEqual([]);
});
afterAll(() => corridor?.stop());

const idOf = async (person: string): Promise<string> =>
  (await findOrCreateContact(buildIncoming({ chat: person, at: clock.now() }), clock.now())).contact.id;

/** What the tick has kept, and what all of it comes to made anew. */
async function keptAndMade(ids: string[]): Promise<[TraitDocument[], TraitDocument[]]> {
  const sources = await readSources(ids);
  const settings = await readSettings();
  const order = (all: TraitDocument[]) => all.toSorted((a, b) => (a._id < b._id ? -1 : 1));
  return [order(await traits.find({}).toArray()), order(sources.map(each => makeTraits(each, settings)))];
}

describe('the traits of contacts', () => {
  it('are what the rooms know after any walk of writes', async () => {
    const people = ['501', '502', '503', '504', '505', '506'];
    const ids: string[] = [];
    for (const person of people) {
      await corridor.says(person, 'Здравствуйте');
      ids.push(await idOf(person));
    }
    await tick.work();
    expect(await traitsAreWhole()).toBe(true);
    const list = await saveSegment({ name: 'Список', kind: 'list', by: 's1', now: clock.now() });

    let seed = 11;
    const next = () => chance(seed++);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
    const walk: string[] = [];
    const steps: Record<string, (id: string, person: string, key: string) => Promise<unknown>> = {
      says: (_, person) => corridor.says(person, pick(['42', 'Анна', 'оператор', 'стоп'])),
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
        ).then(() => corridor.says(person, 'Я здесь')),
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
        const merge = (await mergesOf(id)).find(
          ({ state, survivor }) => survivor === id && (state === 'moved' || state === 'done'),
        );
        if (merge)
          await unmergeContacts(merge.id, masha, { now: clock.now() }).catch(error => expect(String(error)).toMatch(/merge/i));
      },
    };
    for (let i = 0; i < 90; i++) {
      const name = pick(Object.keys(steps));
      const person = pick(people);
      const id = await idOf(person);
      walk.push(`${name} step${i} ${person}`);
      await steps[name]?.(id, person, `step${i}`);
      if (next() < 0.15) await tick.work();
      if (next() < 0.1) await workMerges({ now: clock.now(), recount: recountCard });
    }
    await settleOrders(clock.now());
    await tick.work();
    clock.pass(settledMs);
    await tick.work();
    const all = [...new Set([...ids, ...(await Promise.all(people.map(idOf)))])];
    const [kept, made] = await keptAndMade(all);
    expect(kept, walk.join('\n')).toEqual(made);
    expect(made.length).toBeGreaterThan(1);
    // A walk on which nothing happens would prove little.
    for (const what of ['deals', 'orders', 'tasks', 'runs', 'lists', 'consents'] as const)
      expect(made.filter(each => each[what]).length, `${what}\n${walk.join('\n')}`).toBeGreaterThan(0);
  }, 60_000);
});
