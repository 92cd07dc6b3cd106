import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileInfo, openFile } from '../../src/files/index.ts';
import { flowStates, loadFlows } from '../../src/flows/index.ts';
import { useDatabase } from '../support/database.ts';
import { samplePicture } from '../support/sample-files.ts';

useDatabase();

let folder = '';
let made = 0;
beforeEach(async () => {
  made++;
  folder = await mkdtemp(join(tmpdir(), 'kartoteka-media-'));
  await writeFile(join(folder, `media${made}.yaml`), flow('hello.png'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const flow = (image: string) => `id: media${made}
title: Привет
language: ru
start: { commands: [media${made}] }
steps:
  - say: "Здравствуйте!"
    image: ${image}
  - end
`;
const load = () => loadFlows({ folder, now: new Date(), log: pino({ level: 'silent' }) });
const idOf = (content: Buffer) => `flow:${createHash('sha256').update(content).digest('hex')}`;
const current = async () => {
  const found = (await load()).library.byId(`media${made}`);
  return { found, media: [...(found?.media.values() ?? [])] };
};

it('keeps the files that a flow sends under the hash of their content', async () => {
  const picture = samplePicture();
  await writeFile(join(folder, 'hello.png'), picture);
  await writeFile(join(folder, 'notes.txt'), 'nobody sends this');
  const { media } = await current();
  const id = idOf(picture);
  expect(media).toEqual([{ kind: 'photo', id, name: 'hello.png', mime: 'image/png', size: picture.length }]);
  expect(await fileInfo(id)).toMatchObject({ state: 'stored', name: 'hello.png', mime: 'image/png' });
  expect((await buffer(await openFile(id))).equals(picture)).toBe(true);
  const stored = await mongoose.connection.collection('storedFiles').countDocuments();
  await current();
  expect(await mongoose.connection.collection('storedFiles').countDocuments()).toBe(stored);
  expect(await fileInfo(idOf(Buffer.from('nobody sends this')))).toBeUndefined();
});

it('tells that a file is not there, and goes on with the revision that has it', async () => {
  const picture = Buffer.concat([samplePicture(), Buffer.from('second')]);
  await writeFile(join(folder, 'hello.png'), picture);
  await current();
  await rm(join(folder, 'hello.png'));
  const { media } = await current();
  expect(media).toMatchObject([{ id: idOf(picture) }]);
  expect((await flowStates()).find(({ id }) => id === `media${made}`)?.problems).toEqual([
    expect.objectContaining({ message: expect.stringContaining('hello.png') }),
  ]);
});

it('takes another picture under the same name as a new revision, and keeps the old one for who is in the middle', async () => {
  const before = Buffer.concat([samplePicture(), Buffer.from('before')]);
  const after = Buffer.concat([samplePicture(), Buffer.from('after')]);
  await writeFile(join(folder, 'hello.png'), before);
  const { found: old } = await current();
  await writeFile(join(folder, 'hello.png'), after);
  const flows = await load();
  expect([...(flows.library.byId(`media${made}`)?.media.values() ?? [])]).toMatchObject([{ id: idOf(after) }]);
  await flows.ensureRevision(old?.revision ?? '');
  expect([...(flows.library.byRevision(old?.revision ?? '')?.media.values() ?? [])]).toMatchObject([{ id: idOf(before) }]);
});

it('finds files in folders of their own, and several programs may begin at once', async () => {
  const picture = Buffer.concat([samplePicture(), Buffer.from('shared')]);
  await mkdir(join(folder, 'images'));
  await writeFile(join(folder, 'images/hello.png'), picture);
  await writeFile(join(folder, `media${made}.yaml`), flow('images/hello.png'));
  const other = `${folder}-other`;
  await cp(folder, other, { recursive: true });
  await Promise.all([load(), load(), loadFlows({ folder: other, now: new Date(), log: pino({ level: 'silent' }) })]);
  expect((await fileInfo(idOf(picture)))?.name).toBe('hello.png');
  await rm(other, { recursive: true });
});
