import mongoose from 'mongoose';
import { expect, it, vi } from 'vitest';
import { type RunDocument, runs } from '../../src/automations/automation-model.ts';
import { automationBook, getRun } from '../../src/automations/index.ts';
import type { Delivery } from '../../src/deliveries/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');

const standing = (_id: string): RunDocument => ({
  ...{ _id, automation: 'chain', contact: _id, state: 'waiting', startedAt: now, cause: _id, depth: 0, did: [], turn: 0 },
  log: [{ at: now, what: 'begun' }],
});

const delivery = (run: string, more: Partial<Delivery> = {}): Delivery => ({
  ...{ id: `${run}:hello`, source: { kind: 'automation', id: 'chain', run, step: 'hello' }, contact: run, priority: 'chain' },
  ...{ advertising: false, conversation: `telegram:1:${run}`, account: 'telegram:1', messenger: 'telegram' },
  ...{ state: 'sent', due: now, attempts: 1, token: run, plannedAt: now, sentAt: now, changedAt: now },
  ...more,
});

it('what became of many messages is written into their logs at once, and the same again adds nothing', async () => {
  await runs.insertMany(['c', 'a', 'b'].map(standing));
  const settled = [
    delivery('c'),
    delivery('a', { state: 'suppressed', reason: 'tooOften' }),
    delivery('b', { state: 'planned' }),
    delivery('b', { source: { kind: 'automation', id: 'chain', run: 'b', step: 'bye' } }),
  ];
  const { db } = mongoose.connection;
  if (!db) throw new Error('there is a database');
  const commands = vi.spyOn(db, 'command');
  await automationBook.settled(settled);
  expect(commands).toHaveBeenCalledTimes(1);
  await automationBook.settled([...settled, ...settled]);
  await automationBook.settled([]);
  commands.mockRestore();
  const logs = await Promise.all(['a', 'b', 'c'].map(async id => (await getRun(id))?.log.slice(1)));
  expect(logs).toEqual([
    [{ at: now, what: 'notSent', reason: 'tooOften', step: 'hello' }],
    [{ at: now, what: 'sent', step: 'bye' }],
    [{ at: now, what: 'sent', step: 'hello' }],
  ]);
});
