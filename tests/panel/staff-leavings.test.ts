import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { createContact, getContact } from '../../src/contacts/index.ts';
import { createDeal, getDeal } from '../../src/deals/index.ts';
import type { Dispatcher } from '../../src/inbox/index.ts';
import { leftBehind } from '../../src/panel/staff/leaving.ts';
import { leavings } from '../../src/panel/staff/leavings.ts';
import { ensureOwner, listStaff, type Staff } from '../../src/staff/index.ts';
import { createTask, getTask } from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner } from '../support/panel.ts';

useDatabase();
const now = new Date('2026-05-12T09:00:00Z');
const given: unknown[] = [];
const conversations = () => mongoose.connection.collection<{ _id: string }>('conversations');
const nothing = async () => {};
/** Notes what is given to whom, and takes it away from who had it. */
const dispatcher: Dispatcher = {
  snooze: nothing,
  wake: nothing,
  close: nothing,
  reopen: nothing,
  handOut: nothing,
  returnSilent: nothing,
  async transfer(id, to) {
    given.push([id, 'staff' in to ? to.staff.id : to.queue]);
    await conversations().updateOne({ _id: id }, { $set: { staff: 'somebody else' } });
  },
};
const left = leavings(dispatcher);
let olga: Staff;

beforeAll(async () => {
  await ensureOwner(owner, now);
  olga = (await listStaff())[0] as Staff;
});

async function handOver(from: string, to?: string) {
  const counts: Record<string, number> = {};
  for (const { id, handOver: run } of left) counts[id] = await run({ from, ...(to && { to }), by: olga, now });
  return counts;
}

it('conversations, contacts, deals and tasks of who leaves go to one who stays, once', async () => {
  const by = { kind: 'staff' as const, id: olga.id, name: olga.name };
  const ours = [];
  for (const n of [1, 2, 3]) ours.push(await createContact({ name: `Клиент ${n}`, owner: 'ivan' }, { by, now, key: `one-${n}` }));
  const other = await createContact({ name: 'Чужой', owner: 'vera' }, { by, now, key: 'two' });
  await createDeal({
    key: 'deal-1',
    title: 'Ремонт',
    pipeline: 'sales',
    stage: 'new',
    contact: ours[0]?.id ?? '',
    owner: 'ivan',
    now,
  });
  await createTask({ key: 'task-1', title: 'Позвонить', for: { kind: 'staff', staff: 'ivan' }, due: now, now });
  await createTask({ key: 'task-2', title: 'Когда-нибудь', for: { kind: 'staff', staff: 'ivan' }, now });
  await createTask({ key: 'task-3', title: 'Общая', for: { kind: 'managers' }, now });
  const held = { mode: 'staff', staff: 'ivan', lastAt: now, messenger: 'web' };
  await conversations().insertMany([
    { _id: 'web:site:1', ...held },
    { _id: 'web:site:2', ...held, snoozed: { until: now, by: 'ivan' }, queue: 'sales' },
  ] as { _id: string }[]);

  expect(await leftBehind(left, 'ivan')).toEqual([
    { id: 'conversations', count: 1 },
    { id: 'contacts', count: 3 },
    { id: 'deals', count: 1 },
    { id: 'tasks', count: 2 },
  ]);
  expect(await handOver('ivan', olga.id)).toEqual({ conversations: 2, contacts: 3, deals: 1, tasks: 2 });
  expect(given).toEqual([
    ['web:site:1', olga.id],
    ['web:site:2', olga.id],
  ]);
  expect(await leftBehind(left, 'ivan')).toEqual([]);
  expect((await getContact(ours[0]?.id ?? ''))?.owner).toBe(olga.id);
  expect((await getContact(other.id))?.owner).toBe('vera');
  expect((await getDeal('deal-1'))?.owner).toBe(olga.id);
  expect((await getTask('task-2'))?.for).toEqual({ kind: 'staff', staff: olga.id });
  expect((await getTask('task-3'))?.for).toEqual({ kind: 'managers' });
  expect(await handOver('ivan', olga.id), 'again').toEqual({ conversations: 0, contacts: 0, deals: 0, tasks: 0 });
});

it('without a successor all of it is anybody’s', async () => {
  await handOver(olga.id);
  expect(await leftBehind(left, olga.id)).toEqual([]);
  expect((await getDeal('deal-1'))?.owner).toBeUndefined();
  expect((await getTask('task-1'))?.for).toEqual({ kind: 'managers' });
});
