import { afterEach, describe, expect, it } from 'vitest';
import { broadcastBook, getBroadcast, rehearsalOf, rehearsedPeople, saveDraft, schedule } from '../../src/broadcasts/index.ts';
import { armOf } from '../../src/broadcasts/plan/arms.ts';
import { contacts } from '../../src/contacts/contact-model.ts';
import { countDeliveries, planDeliveries } from '../../src/deliveries/index.ts';
import { refreshTraits } from '../../src/segments/index.ts';
import { traits } from '../../src/segments/traits/trait-model.ts';
import { morning, type person, planned, startCourier, words } from '../deliveries/support.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { by, draftOf, meansAt, outcomes, people, rehearse, scriptMessenger, send, tickOf, timeZone } from './support.ts';

useDatabase();

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** Everything that is wrong with real bases, some of each. */
async function messyBase(): Promise<string[]> {
  const state = (reach: 'blocked' | 'denied' | 'neverStarted') => [
    {
      key: `telegram:7000:${reach}`,
      messenger: 'telegram' as const,
      account: '7000',
      id: reach,
      reachability: { state: reach, at: morning, evidence: 'update' as const },
    },
  ];
  const ids = await people([
    ...Array.from(
      { length: 40 },
      (_, i): Parameters<typeof person> => [`${1000 + i}`, { firstName: `Имя${i}`, name: `Имя${i}` }],
    ),
    ...Array.from({ length: 20 }, (_, i): Parameters<typeof person> => [`${2000 + i}`, { messengers: ['telegram', 'vk'] }]),
    ...Array.from({ length: 10 }, (_, i): Parameters<typeof person> => [`${3000 + i}`, { messengers: ['vk'] }]),
    ['noconsent', { consents: {} }],
    ['unsubscribed', { consents: { advertising: { given: false, hash: '', at: morning } } }],
    ['blocked', { identities: state('blocked') }],
    ['denied', { identities: state('denied') }],
    ['neverStarted', { identities: state('neverStarted') }],
    ['nowhere', { identities: [] }],
    ['nameless', {}],
    ['long', { name: 'Александра-Мария Вознесенская-Оболенская', firstName: 'Александра-Мария' }],
    ['emoji', { name: 'Ира 🌸', firstName: 'Ира 🌸' }],
    ['hebrew', { name: 'שרה', firstName: 'שרה' }],
    ['capped', {}],
    ['deleted', {}],
  ]);
  const [nameless, capped, deleted] = [await idIn('nameless'), await idIn('capped'), await idIn('deleted')];
  await contacts.updateOne({ _id: nameless }, { $unset: { name: '', firstName: '' } });
  const sentAt = new Date(morning.getTime() - 60 * 60_000);
  const got = (n: number) => ({ ...{ id: `old${n}:${capped}`, source: { kind: 'broadcast' as const, id: `old${n}` } }, sentAt });
  const address = { messenger: 'telegram' as const, account: '7000', chat: 'capped' };
  for (const n of [1, 2])
    await planDeliveries([{ ...planned(`old${n}`, { contact: capped, addresses: [address] }), ...got(n), state: 'sent' }]);
  await refreshTraits(ids);
  // The card went into the trash after its traits were made.
  await contacts.updateOne({ _id: deleted }, { $set: { deletedAt: morning } });
  return ids;
}

async function idIn(chat: string): Promise<string> {
  const found = await contacts.findOne({ 'identities.key': `telegram:7000:${chat}` });
  if (!found) throw new Error(`nobody wrote from ${chat}`);
  return found._id;
}

/** Sees that these are not drawn for the control group. */
async function letIn(id: string, chats: string[]): Promise<void> {
  const broadcast = await getBroadcast(id);
  const random = Array.from({ length: 100 }, (_, i) => i).find(each => !armOf(each, broadcast).isControl);
  const ids = await Promise.all(chats.map(idIn));
  await traits.updateMany({ _id: { $in: ids } }, { $set: { random: random ?? 0 } });
}

describe('a rehearsal', () => {
  it('tells of everybody what the real run then does', { timeout: 60_000 }, async () => {
    const ids = await messyBase();
    const clock = new ManualClock(morning.toISOString());
    const [telegram, vk] = [scriptMessenger('7000'), scriptMessenger('7000', 'vk')];
    const tick = tickOf([telegram, vk], clock);
    const id = await draftOf(clock.now(), {
      content: words('Здравствуйте, {{contact.firstName | default: "друг"}}!'),
      audience: { include: [], exclude: [], messengers: ['vk', 'telegram'] },
      control: 10,
    });
    await letIn(id, ['noconsent', 'unsubscribed', 'capped', 'deleted']);
    const { rehearsal } = await send(id, tick, meansAt(clock.now()));
    expect(telegram.heard).toEqual([]);
    expect(rehearsal.audience).toBe(ids.length);
    const excluded = Object.fromEntries(rehearsal.exclusions.map(({ reason, count }) => [reason, count]));
    const control = excluded.control ?? 0;
    expect(control).toBeGreaterThan(0);
    expect(excluded).toEqual({
      ...{ control, noConsent: 1, unsubscribed: 1, blocked: 1, denied: 1, neverStarted: 1, noMessenger: 1 },
      ...{ tooOften: 1, deleted: 1 },
    });
    expect(rehearsal.willSend).toBe(ids.length - Object.values(excluded).reduce((sum, count) => sum + count, 0));

    const courier = startCourier([telegram, vk], { broadcast: broadcastBook }, { clock });
    stop = courier.stop;
    await courier.passes('the mailing is over', async () => {
      await tick.work();
      return (await getBroadcast(id)).state === 'finished';
    });
    const real = await outcomes(id);
    const told = Object.entries(excluded).map(([reason, count]) => [`suppressed ${reason}`, count] as const);
    expect(real).toEqual(Object.fromEntries([...told, ['sent', rehearsal.willSend] as const].sort()));
    const counts = await countDeliveries({ kind: 'broadcast', id });
    const by = (messenger: string) =>
      counts.rows.filter(row => row.messenger === messenger && row.state === 'sent').reduce((sum, { count }) => sum + count, 0);
    for (const { messenger, count } of rehearsal.messengers) expect(by(messenger)).toBe(count);
    expect(telegram.heard.length + vk.heard.length).toBe(rehearsal.willSend);

    for (const { reason, count } of rehearsal.exclusions) {
      const { people: found, total } = await rehearsedPeople(id, { state: 'out', reason }, { page: 1, perPage: 100 });
      expect([reason, total, found.length]).toEqual([reason, count, count]);
    }
    const all = await rehearsedPeople(id, {}, { page: 1, perPage: 10 });
    expect(all.total).toBe(ids.length);
  });

  it('shows what those read with whom a mailing may look odd', async () => {
    const clock = new ManualClock(morning.toISOString());
    const tick = tickOf([scriptMessenger('7000'), scriptMessenger('7000', 'vk')], clock);
    const id = await draftOf(clock.now(), { content: words('Здравствуйте, {{contact.firstName | default: "друг"}}!') });
    const rehearsal = await rehearse(id, tick, meansAt(clock.now()));
    const shown = new Map(rehearsal.hardest.map(each => [each.why, each.messages[0]?.text]));
    expect(shown.get('emptyName')).toContain('друг');
    expect(shown.get('longestName')).toContain('Александра-Мария');
    expect(shown.get('emoji')).toContain('🌸');
    expect(shown.get('rightToLeft')).toContain('שרה');
    expect(rehearsal.hardest.find(({ why }) => why === 'longest')?.messages[0]?.buttons?.[0]?.[0]?.label).toBe('Отписаться');
  });

  it('has to be made again when anything was changed, also while it was under way', async () => {
    const clock = new ManualClock(morning.toISOString());
    const tick = tickOf([scriptMessenger('7000')], clock);
    const id = await draftOf(clock.now());
    await rehearse(id, tick, meansAt(clock.now()));
    const rehearsed = await getBroadcast(id);
    expect(rehearsed).toMatchObject({ state: 'rehearsed', rehearsed: { version: rehearsed.version } });
    await saveDraft(id, { name: 'Лето' }, { version: rehearsed.version, by, now: clock.now() });
    await expect(schedule(id, { by, ...meansAt(clock.now()) })).rejects.toMatchObject({ code: 'broadcasts.not_rehearsed' });
    expect((await rehearsalOf(id))?.version).toBe(rehearsed.version);
  });

  it('tells who waits until the morning, and counts them among those who get it', async () => {
    const night = new Date('2026-05-12T20:00:00Z');
    const clock = new ManualClock(night.toISOString());
    const tick = tickOf([scriptMessenger('7000')], clock);
    const id = await draftOf(night, { audience: { include: [], exclude: [], messengers: ['telegram'] } });
    const { waits, willSend, endsAt, warnings } = await rehearse(id, tick, meansAt(night));
    expect(waits).toEqual([{ reason: 'quietHours', count: willSend, until: new Date('2026-05-13T06:00:00Z') }]);
    expect(endsAt.getTime()).toBeGreaterThanOrEqual(new Date('2026-05-13T06:00:00Z').getTime());
    expect(warnings.map(({ code }) => code)).toContain('traitsNotWhole');
    const { people: waiting } = await rehearsedPeople(id, { state: 'wait' }, { page: 1, perPage: 1 });
    expect(waiting[0]).toMatchObject({ state: 'wait', reason: 'quietHours' });
  });

  it('names mailings that go to the same people on the same day', async () => {
    const clock = new ManualClock(morning.toISOString());
    const tick = tickOf([scriptMessenger('7000')], clock);
    const at = new Date(morning.getTime() + 2 * 60 * 60_000);
    const first = await draftOf(clock.now(), { name: 'Первая', schedule: { kind: 'at', at } });
    await rehearse(first, tick, meansAt(clock.now()));
    await schedule(first, { by, ...meansAt(clock.now()) });
    const second = await draftOf(clock.now());
    const { clashes, audience } = await rehearse(second, tick, meansAt(clock.now()));
    expect(clashes).toEqual([{ broadcast: first, name: 'Первая', count: audience }]);
  });

  it('begins at the hour of each, in their own time zone', async () => {
    const ids = await people([['9001', { timeZone: 'Asia/Vladivostok' }]]);
    const clock = new ManualClock(morning.toISOString());
    const tick = tickOf([scriptMessenger('7000')], clock);
    const id = await draftOf(clock.now(), { schedule: { kind: 'local', day: '2026-05-13', time: '12:00' } });
    const { endsAt } = await rehearse(id, tick, meansAt(clock.now()));
    expect(endsAt.getTime()).toBeGreaterThanOrEqual(new Date('2026-05-13T09:00:00Z').getTime());
    expect(timeZone).toBe('Europe/Moscow');
    const { people: all } = await rehearsedPeople(id, {}, { page: 1, perPage: 200 });
    expect(all.map(({ contact }) => contact)).toContain(ids[0]);
  });
});
