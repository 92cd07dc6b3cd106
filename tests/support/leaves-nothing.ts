/** Files share a process. Whoever leaves a connection, a server, a listener or a setting behind fails here, and not as a riddle in another file. */
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { until } from './until.ts';

interface Open {
  servers: number;
  children: number;
  listeners: Record<string, number>;
  environment: Record<string, string | undefined>;
  connections: number;
}

let before: Open;

beforeAll(() => {
  before = lookAround();
});

// Registered first, so it comes after whatever the file itself ends.
afterAll(async () => {
  vi.useRealTimers();
  const same = () => JSON.stringify(lookAround()) === JSON.stringify(before);
  // A socket is gone a moment after it was closed.
  await until('everything is closed', async () => same(), 2000).catch(() => undefined);
  expect(lookAround(), 'left behind by this file').toEqual(before);
});

/** Not `exit`: libraries end themselves by it, once a process. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'];

function lookAround(): Open {
  // sharp tells its library where it lies, once a process.
  const { VIPSHOME: _, ...environment } = process.env;
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string) => resources.filter(found => found === kind).length;
  return {
    servers: count('TCPServerWrap') + count('PipeServerWrap'),
    children: count('ProcessWrap'),
    listeners: Object.fromEntries(signals.map(signal => [signal, process.listenerCount(signal)])),
    environment,
    connections: mongoose.connections.filter(({ readyState }) => readyState !== 0).length,
  };
}
