import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFetcher, fetchRemoteFile, fileInfo, rememberRemoteFile } from '../../src/files/index.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { getMessage, keepMessage } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { samplePicture } from '../support/sample-files.ts';
import { until } from '../support/until.ts';

useDatabase();

const log = pino({ level: 'silent' });
const conversation = 'telegram:1:7';
const minute = 60_000;
let clock: ManualClock;
let n = 0;

beforeEach(async () => {
  clock = new ManualClock();
  await mongoose.connection.collection('storedFiles').deleteMany({});
});

/** A file that a customer sent, noted and told of in the history as the inbox does. */
async function noted(kind: 'photo' | 'document' | 'voice' = 'document', ref = 'ref'): Promise<string> {
  const id = `file-${++n}`;
  const attachment = { kind, ref, name: 'план.bin' };
  await rememberRemoteFile({ messenger: 'telegram', attachment, conversation, id, now: clock.now() });
  await keepMessage({
    id: `message-${n}`,
    conversation,
    contact: 'c',
    order: n,
    at: clock.now(),
    author: { kind: 'customer' },
    kind: 'media',
    text: '',
    attachments: [{ file: id, kind, name: 'план.bin' }],
    changedAt: clock.now(),
  });
  return id;
}
const told = async () => (await getMessage(`message-${n}`))?.attachments?.[0];

function messenger(answers: (() => Readable)[]) {
  const asked: string[] = [];
  return {
    asked,
    file: async (ref: string) => {
      asked.push(ref);
      const answer = answers.shift();
      if (!answer) throw new AppError('file.unavailable', 'Not now');
      return { stream: answer() };
    },
  };
}
afterEach(() => createFetcher({ find: () => undefined, log }).stop());

const bytes = () => Readable.from([Buffer.from('0123456789')]);
const gone = (): never => {
  throw new AppError('file.gone', 'gone');
};

describe('a file that could not be fetched for a passing reason', () => {
  it('is fetched by a later tick, and not before its time', async () => {
    const id = await noted();
    const telegram = messenger([]);
    const fetcher = createFetcher({ find: () => telegram, clock, log });
    await expect(fetchRemoteFile(id, telegram, { clock })).rejects.toMatchObject({ code: 'file.unavailable' });
    const now = Object.assign(telegram, messenger([bytes]));
    await fetcher.work();
    expect(now.asked).toEqual([]);
    await clock.advance(minute);
    await fetcher.work();
    await until('it is stored', async () => (await fileInfo(id))?.state === 'stored');
  });

  it('is given up after some hours, and the history says so', async () => {
    const id = await noted();
    const telegram = messenger([]);
    for (let i = 0; i < 8; i++) await fetchRemoteFile(id, telegram, { clock }).catch(() => {});
    expect(await fileInfo(id)).toMatchObject({ state: 'failed', reason: 'unavailable' });
    expect(await told()).toMatchObject({ missing: { why: 'unavailable' } });
  });

  it('is fetched by a tick of another process when the first one died', async () => {
    const id = await noted();
    const fetcher = createFetcher({ find: () => messenger([bytes]), clock, log });
    await fetcher.work();
    expect((await fileInfo(id))?.state).toBe('remote');
    await clock.advance(2 * minute);
    await fetcher.work();
    await until('it is stored', async () => (await fileInfo(id))?.state === 'stored');
  });

  it('is left to whoever is fetching it', async () => {
    const id = await noted();
    let opened = 0;
    const slow = { file: async () => new Promise<never>(() => opened++) };
    fetchRemoteFile(id, slow, { clock }).catch(() => {});
    await until('it is asked for', async () => opened === 1);
    await clock.advance(3 * minute);
    const due = await mongoose.connection.collection('storedFiles').countDocuments({ retryAt: { $lte: clock.now() } });
    expect(due).toBe(0);
  });

  it('is put off while its messenger is off', async () => {
    const id = await noted();
    await clock.advance(2 * minute);
    await createFetcher({ find: () => undefined, clock, log }).work();
    await until('it is put off', async () => {
      const found = await mongoose.connection.collection<{ _id: string; retryAt: Date }>('storedFiles').findOne({ _id: id });
      return (found?.retryAt.getTime() ?? 0) > clock.now().getTime();
    });
  });
});

describe('a file that will not come', () => {
  it('says so in the history, with the reason, and is there after somebody tried again', async () => {
    const id = await noted();
    const telegram = messenger([gone, bytes]);
    await fetchRemoteFile(id, telegram, { clock });
    expect(await told()).toMatchObject({ missing: { why: 'gone' } });
    const fetcher = createFetcher({ find: () => telegram, clock, log });
    expect(await fetcher.again(id)).toMatchObject({ state: 'stored', size: 10 });
    expect(await told()).not.toHaveProperty('missing');
  });

  it('stays as it was when trying again did not help', async () => {
    const id = await noted();
    const telegram = messenger([gone, gone]);
    await fetchRemoteFile(id, telegram, { clock });
    expect(await createFetcher({ find: () => telegram, clock, log }).again(id)).toMatchObject({
      state: 'failed',
      reason: 'gone',
    });
    expect(await told()).toMatchObject({ missing: { why: 'gone' } });
  });

  it('tells how much would have been let through when it is too big', async () => {
    const id = await noted();
    const telegram = messenger([
      () => {
        throw new AppError('file.too_big', 'too big', { maxBytes: 20 * 1024 * 1024 });
      },
    ]);
    expect(await fetchRemoteFile(id, telegram, { clock })).toMatchObject({ state: 'tooBig', most: 20 * 1024 * 1024 });
    expect(await told()).toMatchObject({ missing: { why: 'too_big', most: 20 * 1024 * 1024 } });
  });
});

describe('many files', () => {
  it('are fetched two at a time', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => noted()));
    let asked = 0;
    let release = () => {};
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    async function* slowly() {
      await released;
      yield Buffer.from('x');
    }
    const telegram = {
      file: async () => {
        asked++;
        return { stream: Readable.from(slowly()) };
      },
    };
    const fetching = Promise.all(ids.map(id => fetchRemoteFile(id, telegram, { clock })));
    await until('two are asked for', async () => asked === 2);
    // Long enough for a third to have come so far.
    for (const id of ids) await fileInfo(id);
    expect(asked).toBe(2);
    release();
    await fetching;
    expect(asked).toBe(12);
  });

  it('do not keep somebody waiting who looks at one of them', async () => {
    const never = { file: () => new Promise<never>(() => {}) };
    const ids = await Promise.all(Array.from({ length: 6 }, () => noted()));
    for (const id of ids) fetchRemoteFile(id, never, { clock }).catch(() => {});
    const last = ids.at(-1) ?? '';
    expect(await fetchRemoteFile(last, messenger([bytes]), { clock, urgent: true })).toMatchObject({ state: 'stored' });
  });
});

it('what content is decides over what it was called, also in the history', async () => {
  const id = await noted('photo');
  const script = () => Readable.from([Buffer.from('#!/bin/sh\nrm -rf /')]);
  expect(await fetchRemoteFile(id, messenger([script]), { clock })).toMatchObject({ kind: 'document', program: true });
  expect(await told()).toMatchObject({ kind: 'document', mime: 'application/octet-stream', program: true });
});

it('a picture is measured while it comes in', async () => {
  const id = await noted('photo');
  const picture = () => Readable.from([samplePicture(90, 60)]);
  expect(await fetchRemoteFile(id, messenger([picture]), { clock })).toMatchObject({ kind: 'photo', width: 90, height: 60 });
});
