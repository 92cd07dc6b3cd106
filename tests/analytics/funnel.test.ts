import { beforeEach, describe, expect, it } from 'vitest';
import { contactsBehind, type FlowFact, funnelChoices, funnelNumbers, funnelOf, recordFacts } from '../../src/analytics/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const start = new Date('2026-03-02T09:00:00Z');
const moment = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const always = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2027-01-01T00:00:00Z') };
let flow = '';
let flows = 0;
beforeEach(() => {
  flow = `flow${++flows}`;
});

/** A person whose run goes through these events, each some seconds after the start. */
async function goes(person: string, events: [number, ...string[]][], source?: { link: string; detail?: string }) {
  for (const [n, [seconds, ...told]] of events.entries()) await tell(person, n + 1, seconds, told, source);
}

async function tell(
  person: string,
  version: number,
  seconds: number,
  told: string[],
  source?: { link: string; detail?: string },
) {
  const facts = told.map((entry): FlowFact => {
    const [what, step = '', text] = entry.split(' ');
    return { flow, revision: 'r1', run: `run-${flow}-${person}`, step, what: what as FlowFact['what'], ...(text && { text }) };
  });
  await recordFacts(facts, {
    contact: person,
    conversation: `web:site:${person}`,
    messenger: 'web',
    version,
    at: moment(seconds),
    ...(source && { source }),
  });
}

const funnel = async (filter = {}) => new Map((await funnelOf({ flow, ...always, ...filter })).map(step => [step.step, step]));

describe('a funnel', () => {
  it('counts each run once in each question, and its numbers add up', async () => {
    await goes('anna', [
      [0, 'shown name'],
      [20, 'answered name', 'shown phone'],
      [30, 'invalid phone 12ab'],
      [35, 'invalid phone 13ab'],
      [60, 'skipped phone', 'shown area'],
      [70, 'back area', 'shown phone'],
      [80, 'answered phone', 'shown area'],
    ]);
    await goes('boris', [
      [0, 'shown name'],
      [40, 'answered name', 'shown phone'],
      [50, 'left phone'],
    ]);
    await goes('vera', [
      [0, 'shown name'],
      [60, 'answered name', 'shown phone'],
      [65, 'back phone', 'shown name'],
    ]);
    const steps = await funnel();
    expect([...steps.keys()]).toEqual(['name', 'phone', 'area']);
    expect(steps.get('name')).toEqual({
      step: 'name',
      seen: 3,
      answered: 2,
      skipped: 0,
      left: 0,
      waiting: 1,
      invalid: 0,
      back: 0,
      medianSeconds: 20,
    });
    expect(steps.get('phone')).toMatchObject({
      seen: 3,
      answered: 1,
      left: 2,
      waiting: 0,
      invalid: 1,
      back: 1,
      medianSeconds: 60,
    });
    expect(steps.get('area')).toMatchObject({ seen: 1, waiting: 1, back: 1 });
    for (const { seen, answered, skipped, left, waiting } of steps.values())
      expect(answered + skipped + left + waiting).toBe(seen);
  });

  it('opens every number as the list of who it counts, with the refused words', async () => {
    await goes('anna', [
      [0, 'shown name'],
      [5, 'invalid name 12'],
      [10, 'answered name'],
    ]);
    await goes('boris', [
      [1, 'shown name'],
      [2, 'left name'],
    ]);
    await goes('vera', [[2, 'shown name']]);
    const [name] = await funnelOf({ flow, ...always });
    for (const what of funnelNumbers) {
      const { facts, total } = await contactsBehind({ flow, ...always, step: 'name', what, page: 1, perPage: 10 });
      expect([what, total]).toEqual([what, name?.[what]]);
      expect(facts).toHaveLength(total);
    }
    const invalid = await contactsBehind({ flow, ...always, step: 'name', what: 'invalid', page: 1, perPage: 10 });
    expect(invalid.facts).toMatchObject([{ contact: 'anna', words: [{ text: '12', at: moment(5) }] }]);
    const seen = { flow, ...always, step: 'name', what: 'seen' as const, perPage: 2 };
    expect((await contactsBehind({ ...seen, page: 1 })).facts.map(({ contact }) => contact)).toEqual(['vera', 'boris']);
    expect((await contactsBehind({ ...seen, page: 2 })).facts.map(({ contact }) => contact)).toEqual(['anna']);
  });

  it('does not change when an event is told again, also not after later ones', async () => {
    await goes('anna', [
      [0, 'shown name'],
      [5, 'invalid name 12'],
      [10, 'answered name', 'shown phone'],
    ]);
    const before = await funnelOf({ flow, ...always });
    await tell('anna', 2, 5, ['invalid name 12']);
    await tell('anna', 1, 0, ['shown name']);
    await tell('anna', 3, 10, ['answered name', 'shown phone']);
    expect(await funnelOf({ flow, ...always })).toEqual(before);
    const { facts } = await contactsBehind({ flow, ...always, step: 'name', what: 'answered', page: 1, perPage: 10 });
    expect(facts).toMatchObject([{ invalid: 1, words: [{ text: '12' }] }]);
  });

  it('is narrowed by days, source and revision, and knows what there is to choose', async () => {
    await goes('anna', [[0, 'shown name']], { link: 'promo', detail: 'vk-ads' });
    await goes('boris', [[0, 'shown name']], { link: 'promo' });
    await goes('vera', [[24 * 3600, 'shown name']]);
    expect((await funnel({ source: 'promo-vk-ads' })).get('name')?.seen).toBe(1);
    expect((await funnel({ to: moment(24 * 3600) })).get('name')?.seen).toBe(2);
    expect((await funnel({ from: moment(1) })).get('name')?.seen).toBe(1);
    expect((await funnel({ revision: 'r2' })).size).toBe(0);
    expect(await funnelChoices({ flow, ...always })).toEqual({
      sources: expect.arrayContaining([
        { source: 'promo-vk-ads', facts: 1 },
        { source: 'promo', facts: 1 },
      ]),
      revisions: [{ revision: 'r1', facts: 3, firstAt: start }],
    });
  });

  it('counts an answer to a question that was asked before anybody counted', async () => {
    await goes('anna', [
      [0, 'answered name', 'shown phone'],
      [10, 'answered phone'],
    ]);
    const steps = await funnel();
    expect(steps.get('name')).toMatchObject({ seen: 1, answered: 1, medianSeconds: 0 });
    expect(steps.get('phone')).toMatchObject({ seen: 1, answered: 1, medianSeconds: 10 });
  });

  it('tells long times in three digits', async () => {
    await goes('anna', [
      [0, 'shown name'],
      [98_765, 'answered name'],
    ]);
    await goes('boris', [
      [0, 'shown phone'],
      [4321, 'answered phone'],
    ]);
    const steps = await funnel();
    expect(steps.get('name')?.medianSeconds).toBe(98_700);
    expect(steps.get('phone')?.medianSeconds).toBe(4320);
  });
});
