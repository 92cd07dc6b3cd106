import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { AppError } from '../../src/lib/app-error.ts';
import {
  cancelScheduled,
  changeScheduled,
  createScheduler,
  findInHistory,
  getScheduled,
  keepMessage,
  keepNote,
  type ScheduledReply,
  scheduledIn,
  scheduleReply,
} from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { message } from '../support/seed-panel.ts';

useDatabase();
const clock = new ManualClock();
const minute = 60_000;
const sent: string[] = [];
const held: string[] = [];
let refuse: Error | undefined;
const scheduler = () =>
  createScheduler({
    send: async ({ key, text }) => {
      if (refuse) throw refuse;
      sent.push(`${key} ${text}`);
    },
    onHeld: async ({ text }) => void held.push(text),
    onChange: () => {},
    clock,
    log: pino({ level: 'silent' }),
  });
let n = 0;
beforeEach(() => {
  sent.length = 0;
  held.length = 0;
  refuse = undefined;
});

async function plan(more: Partial<ScheduledReply> = {}): Promise<{ key: string; conversation: string }> {
  const key = `s${++n}`;
  const conversation = `telegram:1:${n}`;
  const at = new Date(clock.now().getTime() + 10 * minute);
  await scheduleReply(
    { key, conversation, staff: { id: 'masha', name: 'Маша' }, text: key, at, holds: true, ...more },
    clock.now(),
  );
  return { key, conversation };
}

it('goes at its time and once, also when two look', async () => {
  const { key, conversation } = await plan();
  await scheduler().work();
  expect(sent).toEqual([]);
  await clock.advance(10 * minute);
  await Promise.all([scheduler().work(), scheduler().work()]);
  await scheduler().work();
  expect(new Set(sent)).toEqual(new Set([`scheduled:${key} ${key}`]));
  expect(await scheduledIn(conversation)).toEqual([]);
});

it('is held back when the customer writes before, and its writer is told once; changed it waits again', async () => {
  const { key, conversation } = await plan();
  const other = await plan({ holds: false });
  await clock.advance(minute);
  for (const each of [conversation, other.conversation])
    await keepMessage(
      message({ from: 'customer', ago: 0, text: 'я тут' }, { conversation: each, contact: 'c', now: clock.now() }),
    );
  const one = scheduler();
  await one.work();
  await clock.advance(10 * minute);
  await one.work();
  expect(held).toEqual([key]);
  expect(sent).toEqual([`scheduled:${other.key} ${other.key}`]);
  const at = new Date(clock.now().getTime() + minute);
  await changeScheduled(key, { text: 'новый', at, holds: true, version: 1 }, clock.now());
  await expect(changeScheduled(key, { text: 'ещё', at, holds: true, version: 1 }, clock.now())).rejects.toMatchObject({
    code: 'scheduled.conflict',
  });
  await clock.advance(2 * minute);
  await one.work();
  expect(sent).toContain(`scheduled:${key} новый`);
});

it('what the desk refuses waits for its writer; what only stumbled is tried again', async () => {
  const { key } = await plan();
  await clock.advance(11 * minute);
  refuse = new Error('no connection');
  const one = scheduler();
  await one.work();
  expect(held).toEqual([]);
  refuse = new AppError('inbox.bot_speaks', 'The bot speaks.');
  await one.work();
  expect(held).toEqual([key]);
  expect(await getScheduled(key)).toMatchObject({ state: 'held', reason: 'inbox.bot_speaks' });
});

it('one that was cancelled does not go', async () => {
  const { key } = await plan();
  await cancelScheduled(key, clock.now());
  await clock.advance(11 * minute);
  await scheduler().work();
  expect(sent).toEqual([]);
  await expect(cancelScheduled(key, clock.now())).rejects.toMatchObject({ code: 'scheduled.not_found' });
});

it('a history is searched by words in any order, with е for ё, and by what looks like a pattern', async () => {
  const where = { conversation: 'telegram:1:find', contact: 'c', now: clock.now() };
  for (const text of ['Сколько стоит ЁЛКА до 2 м (опт)?', 'Ель дороже', 'ёлка без цены'])
    await keepMessage(message({ from: 'customer', ago: 1, text }, where));
  await keepNote({ ...where, staff: { id: 's', name: 'Маша' }, text: 'обещана елка', mentions: [], key: 'n1' });
  const find = async (q: string) => (await findInHistory(where.conversation, q, 10)).map(({ text }) => text);
  expect(await find('елка')).toHaveLength(3);
  expect(await find('стоит елка')).toEqual(['Сколько стоит ЁЛКА до 2 м (опт)?']);
  expect(await find('(опт)?')).toHaveLength(1);
  expect(await find('.*')).toEqual([]);
});
