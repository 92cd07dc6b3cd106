import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type BroadcastPatch,
  type BroadcastSchedule,
  copyBroadcast,
  createDraft,
  getBroadcast,
  listBroadcasts,
  problemsOf,
  removeBroadcast,
  saveDraft,
  startRehearsal,
} from '../../src/broadcasts/index.ts';
import { createTraitsTick, saveSegment } from '../../src/segments/index.ts';
import { segments } from '../../src/segments/segment-model.ts';
import { morning, words } from '../deliveries/support.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { by, draftOf, meansAt, people } from './support.ts';

useDatabase();

beforeAll(async () => void (await people([['1'], ['2']])));

/** What is wrong with a draft that is well but for this. */
async function wrong(patch: BroadcastPatch, means = meansAt(morning)): Promise<string[]> {
  const broadcast = await getBroadcast(await draftOf(morning, patch));
  const problems = await problemsOf(broadcast, means);
  for (const { say } of problems) {
    // Words that nobody wrote would be told as their key.
    expect(say.ru).toMatch(/[а-я]{3}/);
    expect(say.en).toMatch(/[a-z]{3}/);
    expect(say.ru + say.en).not.toMatch(/broadcastProblems|\{\{/);
  }
  return problems.map(({ field, code }) => `${field} ${code}`);
}

const test = { variants: [{ id: 'b', content: words('B') }], share: 30, by: 'replies' as const, hours: 2 };
const at = (schedule: BroadcastSchedule) => wrong({ schedule });
const audience = (more: object) => ({ audience: { include: [], exclude: [], messengers: ['telegram' as const], ...more } });

describe('what keeps a mailing from being sent', () => {
  it('is nothing where all is well', async () => {
    expect(await wrong({})).toEqual([]);
    expect(await wrong({ test, control: 10, parts: { size: 1, pauseMinutes: 5 }, pace: 5 })).toEqual([]);
  });

  it('is in its words: nothing said, an unknown variable, a button without an address', async () => {
    expect(await wrong({ content: words('') })).toEqual(['content content.empty']);
    expect(await wrong({ content: words('{{contact.shoeSize}}') })).toEqual(['content content.unknownVariable']);
    const [problem] = await wrong({ test: { ...test, variants: [{ id: 'b', content: words('') }] } });
    expect(problem).toBe('test.variants.b content.empty');
  });

  it('is in its audience while nobody is known yet, right after the first start', async () => {
    const nobody = { rule: { field: 'contact.name', op: 'eq' as const, value: 'Никого' } };
    expect(await wrong(audience(nobody))).toEqual(['audience audienceNotReady']);
    await createTraitsTick({
      clock: new ManualClock(morning.toISOString()),
      log: pino({ level: 'silent' }),
      timeZone: 'Europe/Moscow',
    }).work();
    expect(await wrong(audience(nobody))).toEqual(['audience emptyAudience']);
  });

  it('is in its audience: nobody, nobody to reach, no messenger, a segment or a field that is gone', async () => {
    expect(await wrong(audience({ rule: { field: 'contact.name', op: 'eq', value: 'Никого' } }))).toEqual([
      'audience emptyAudience',
    ]);
    expect(await wrong(audience({ messengers: [] }))).toEqual(['audience.messengers noMessengerChosen']);
    expect(await wrong(audience({ messengers: ['vk'] }), meansAt(morning, ['telegram']))).toEqual([
      'audience.messengers notConnected',
    ]);
    expect(await wrong(audience({ messengers: ['vk'] }))).toEqual(['audience nobodyReachable']);
    expect(await wrong(audience({ include: ['gone'] }))).toEqual(['audience.include segmentGone']);
    expect(await wrong(audience({ rule: { field: 'contact.fields.gone', op: 'eq', value: 'x' } }))).toEqual([
      'audience.rule rule.unknownField',
    ]);
  });

  it('is in a segment that leads to itself, or asks for a field that was deleted', async () => {
    const rule = (value: string) => ({ field: 'segment', op: 'in' as const, value: [value] });
    const save = (name: string, more: object) =>
      saveSegment({ name, kind: 'rule', rule: { field: 'contact.score', op: 'gte', value: 0 }, by, now: morning, ...more });
    const one = await save('Первый', {});
    const other = await save('Второй', { rule: rule(one.id) });
    await segments.updateOne({ _id: one.id }, { $set: { rule: rule(other.id) } });
    expect(await wrong(audience({ include: [one.id] }))).toEqual(['audience.include segmentBroken']);
    await segments.updateOne({ _id: one.id }, { $set: { rule: { field: 'contact.fields.gone', op: 'eq', value: '1' } } });
    expect(await wrong(audience({ exclude: [one.id] }))).toEqual(['audience.exclude segmentBroken']);
  });

  it('is in its time', async () => {
    expect(await at({ kind: 'at', at: new Date(morning.getTime() - 1000) })).toEqual(['schedule.at timePast']);
    expect(await at({ kind: 'local', day: '2026-05-12', time: '09:00' })).toEqual(['schedule.day localPast']);
    const repeat = { kind: 'repeat', every: 'day', time: '10:30', from: '2026-05-12' } as const;
    expect(await at(repeat)).toEqual([]);
    expect(await at({ ...repeat, until: '2026-05-01' })).toEqual(['schedule.until endsBeforeItBegins']);
    expect(await at({ ...repeat, from: '2026-05-01', until: '2026-05-02' })).toEqual(['schedule.until neverComes']);
    expect(await at({ ...repeat, every: 'week' })).toEqual(['schedule.days noDays']);
    expect(await at({ ...repeat, every: 'month' })).toEqual(['schedule.dayOfMonth noDayOfMonth']);
  });

  it('is in shares, parts, pace, topic and in what decides a trial', async () => {
    expect(await wrong({ control: 100 })).toEqual(['control badControl']);
    expect(await wrong({ test: { ...test, share: 120 } })).toEqual(['test.share badShare']);
    expect(await wrong({ test: { ...test, share: 60 }, control: 50 })).toEqual(['test.share sharesTooMany']);
    expect(await wrong({ test: { ...test, by: 'goal' } })).toEqual(['test.goal noGoal']);
    expect(await wrong({ test: { ...test, by: 'clicks' } })).toEqual(['test.by clicksUncounted']);
    expect(await wrong({ test: { ...test, by: 'clicks' } }, { ...meansAt(morning), publicUrl: 'https://example.org' })).toEqual([
      'test.by noLinks',
    ]);
    expect(await wrong({ parts: { size: 0, pauseMinutes: 0 } })).toEqual([
      'parts.size badPartSize',
      'parts.pauseMinutes badPause',
    ]);
    expect(await wrong({ pace: 0 })).toEqual(['pace badPace']);
    expect(await wrong({ topic: 'скидки' })).toEqual(['topic topicGone']);
  });

  it('keeps it from being rehearsed', async () => {
    const id = await draftOf(morning, { content: words('') });
    await expect(startRehearsal(id, { by, ...meansAt(morning) })).rejects.toMatchObject({
      code: 'broadcasts.has_problems',
      facts: { problems: { content: { message: expect.stringMatching(/^content\.empty: \S/) } } },
    });
  });
});

describe('a draft', () => {
  it('is changed by one after the other: who comes second is told who was first', async () => {
    const { id, version } = await createDraft({ name: 'Весна', by, now: morning });
    const later = new Date(morning.getTime() + 1000);
    const first = await saveDraft(id, { name: 'Лето', pace: 5 }, { version, by: 'anna', now: later });
    expect(first).toMatchObject({ name: 'Лето', pace: 5, version: version + 1, changedBy: 'anna' });
    await expect(saveDraft(id, { name: 'Осень' }, { version, by, now: later })).rejects.toMatchObject({
      code: 'broadcasts.conflict',
      facts: { by: 'anna', at: later },
    });
    expect(await saveDraft(id, { name: 'Лето' }, { version: version + 1, by, now: later })).toEqual(first);
    const without = await saveDraft(id, { pace: null }, { version: version + 1, by, now: later });
    expect(without.pace).toBeUndefined();
  });

  it('is copied with all but its time, and removed', async () => {
    const at = new Date(morning.getTime() + 60_000);
    const id = await draftOf(morning, { schedule: { kind: 'at', at }, test, topic: 'скидки' });
    const copy = await copyBroadcast(id, { name: 'Ещё раз', by, now: morning });
    expect(copy).toMatchObject({ name: 'Ещё раз', state: 'draft', schedule: { kind: 'now' }, test, topic: 'скидки', version: 1 });
    const found = await listBroadcasts({ query: 'ещё', state: ['draft'] }, { page: 1, perPage: 10 });
    expect(found).toMatchObject({ total: 1, broadcasts: [{ id: copy.id }] });
    await removeBroadcast(copy.id);
    await expect(getBroadcast(copy.id)).rejects.toMatchObject({ code: 'broadcasts.not_found' });
  });
});
