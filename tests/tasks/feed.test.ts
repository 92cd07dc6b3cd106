import mongoose from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  changeTask,
  claimedByOthers,
  claimItem,
  createOwnerFollower,
  createTask,
  finishTask,
  followOwner,
  getTask,
  type NewTask,
  postponeTask,
  releaseClaims,
  remindOfTasks,
  saveTaskRules,
  skipItem,
  skippedItems,
  taskRules,
} from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-11-22T07:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const make = (key: string, more: Partial<NewTask> = {}) =>
  createTask({ key, title: key, for: { kind: 'owner' }, contact: 'anna', owner: 'olga', due: later(60), now, ...more });

beforeEach(async () => {
  for (const name of ['tasks', 'feedClaims', 'feedSkips']) await mongoose.connection.collection(name).deleteMany({});
});

describe('the feed', () => {
  it('gives one thing to one of two who ask at once, until the time runs out', async () => {
    const both = await Promise.all(['olga', 'ivan'].map(staff => claimItem('task:1', { staff, now })));
    expect(both.filter(Boolean)).toHaveLength(1);
    const [holder, other] = both[0] ? ['olga', 'ivan'] : ['ivan', 'olga'];
    expect(await claimItem('task:1', { staff: holder ?? '', now })).toBe(true);
    expect(await claimedByOthers(other ?? '', now)).toEqual(new Set(['task:1']));
    expect(await claimItem('task:1', { staff: other ?? '', now: later(11) })).toBe(true);
    await releaseClaims(other ?? '');
    expect(await claimItem('task:1', { staff: 'anna', now })).toBe(true);
  });

  it('remembers what was skipped, and lets it go', async () => {
    await claimItem('task:1', { staff: 'olga', now });
    await skipItem('task:1', { staff: 'olga', now });
    expect([...(await skippedItems('olga', later(1)))]).toEqual([['task:1', now]]);
    expect(await skippedItems('ivan', now)).toEqual(new Map());
    expect(await claimItem('task:1', { staff: 'ivan', now })).toBe(true);
  });
});

describe('a reminder', () => {
  const remind = async (at: Date) => {
    const keys: string[] = [];
    await remindOfTasks(at, async (_task, key) => void keys.push(key));
    return keys;
  };

  it('is told once at its time, and anew when the task is put off', async () => {
    await make('t1', { remind: 15 });
    await make('t2', { remind: false });
    await make('t3', { allDay: true });
    expect(await remind(later(44))).toEqual([]);
    expect(await remind(later(46))).toEqual([`task:t1:${later(45).getTime()}`]);
    expect(await remind(later(46))).toEqual([]);
    await changeTask('t1', { title: 'Другое' }, { now: later(46) });
    expect(await remind(later(47))).toEqual([]);
    await postponeTask('t1', { due: later(120) }, { now: later(50) });
    expect(await remind(later(200))).toEqual([`task:t1:${later(105).getTime()}`]);
  });

  it('is not told of what is done, nor of what was missed long ago', async () => {
    await make('t1');
    await finishTask('t1', { by: 'olga', now });
    await make('t2');
    expect(await remind(later(60 * 14))).toEqual([]);
  });
});

describe('the task of who answers for a contact', () => {
  it('moves to the list of who does so now', async () => {
    await make('t1');
    await make('t2', { for: { kind: 'staff', staff: 'olga' } });
    const { follow } = createOwnerFollower(async ids => new Map(ids.map(id => [id, 'ivan'])));
    expect(await follow(now)).toBe(1);
    expect(await follow(now)).toBe(0);
    expect((await getTask('t1'))?.assignee).toBe('ivan');
    expect((await getTask('t2'))?.assignee).toBe('olga');
    await followOwner('anna', undefined);
    expect(await getTask('t1')).not.toHaveProperty('assignee');
  });
});

it('the rules of the firm are kept', async () => {
  expect(await taskRules()).toEqual({ needsResult: false, remind: '0' });
  await saveTaskRules({ needsResult: true, remind: '15' });
  expect(await taskRules()).toEqual({ needsResult: true, remind: '15' });
});
