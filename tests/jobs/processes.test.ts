import { hostname } from 'node:os';
import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { aliveOwners, heartbeat } from '../../src/jobs/processes.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2030-05-20T09:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

it('whoever asks lives, however long ago it last said so; others are told by their silence, neighbours by their pid', async () => {
  await heartbeat('self', before(3600));
  const others = [
    { _id: 'far', host: `${hostname()}-2`, pid: 1, seenAt: before(1) },
    { _id: 'silent', host: `${hostname()}-2`, pid: 1, seenAt: before(3600) },
    { _id: 'neighbour', host: hostname(), pid: process.ppid, seenAt: before(1) },
    // Ours is taken: whoever wrote this is gone.
    { _id: 'gone', host: hostname(), pid: process.pid, seenAt: before(1) },
  ];
  await mongoose.connection.collection<{ _id: string }>('processes').insertMany(others);
  expect((await aliveOwners('self', now)).sort()).toEqual(['far', 'neighbour', 'self']);
});
