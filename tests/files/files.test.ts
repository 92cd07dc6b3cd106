import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import {
  dispositionOf,
  fetchRemoteFile,
  fileInfo,
  openFile,
  openThumbnail,
  refOfStored,
  rememberRemoteFile,
  removeFile,
  saveFile,
} from '../../src/files/index.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const owner = { conversation: 'web:site:anna' };
const bytesLeft = () => mongoose.connection.collection('files.chunks').countDocuments();

describe('a saved file', () => {
  it('comes back byte for byte', async () => {
    const content = Buffer.alloc(700_000, 'Байты ');
    const { id } = await saveFile({ stream: Readable.from([content]), name: 'план.bin', owner });
    expect(await buffer(await openFile(id))).toEqual(content);
    expect(await fileInfo(id)).toMatchObject({ state: 'stored', size: 700_000, name: 'план.bin', owner });
  });

  it('comes back in part', async () => {
    const { id } = await saveFile({ stream: Readable.from([Buffer.from('0123456789')]), name: 'a', owner });
    expect((await buffer(await openFile(id, { start: 2, end: 4 }))).toString()).toBe('234');
  });

  it('has the type of its content, whatever its name says', async () => {
    const picture = await saveFile({ stream: Readable.from([png]), name: 'notes.txt', owner });
    expect(picture).toMatchObject({ mime: 'image/png', kind: 'photo' });
    expect(dispositionOf(picture)).toMatch(/^inline/);
  });

  it.each([
    ['page.jpg', '<!doctype html><script>alert(1)</script>'],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['feed.png', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['run.mp4', '#!/bin/sh\nrm -rf /'],
  ])('is only bytes to download when it could run: %s', async (name, content) => {
    const file = await saveFile({ stream: Readable.from([Buffer.from(content)]), name, owner });
    expect(file).toMatchObject({ mime: 'application/octet-stream', kind: 'document' });
    expect(dispositionOf(file)).toMatch(/^attachment/);
  });

  it.each([
    ['heic', 'image/heic'],
    ['mif1', 'image/heif'],
    ['hevc', 'image/heic-sequence'],
  ])('that is a picture which browsers do not show is kept as a document to download: %s', async (brand, mime) => {
    const content = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0mif1heic`), Buffer.alloc(200)]);
    const file = await saveFile({ stream: Readable.from([content]), name: 'IMG_0412.jpg', owner });
    expect(file).toMatchObject({ mime, kind: 'document', name: 'IMG_0412.jpg' });
    expect(dispositionOf(file)).toMatch(/^attachment/);
    expect(await openThumbnail(file.id)).toBeUndefined();
    expect(await buffer(await openFile(file.id))).toEqual(content);
  });

  it('loses folders, control characters and turned-around endings of its name', async () => {
    const file = await saveFile({ stream: Readable.from([png]), name: '../../etc/\u202egnp.\u0000exe', owner });
    expect(file.name).toBe('gnp.exe');
  });

  it('is refused when it is too big and leaves nothing behind', async () => {
    const before = await bytesLeft();
    const stream = Readable.from([Buffer.alloc(400_000), Buffer.alloc(400_000)]);
    await expect(saveFile({ stream, name: 'film.mp4', owner, maxBytes: 500_000 })).rejects.toMatchObject({
      code: 'file.too_big',
    });
    expect(await bytesLeft()).toBe(before);
  });

  it('leaves nothing behind when the connection breaks half-way', async () => {
    const before = await bytesLeft();
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(400_000);
        throw new Error('connection lost');
      })(),
    );
    await expect(saveFile({ stream: broken, name: 'film.mp4', owner })).rejects.toThrow('connection lost');
    expect(await bytesLeft()).toBe(before);
  });

  it('is written once when the same upload comes twice', async () => {
    const first = await saveFile({ id: 'upload-1', stream: Readable.from([png]), name: 'a.png', owner });
    const before = await bytesLeft();
    expect(await saveFile({ id: 'upload-1', stream: Readable.from([png]), name: 'a.png', owner })).toEqual(first);
    expect(await bytesLeft()).toBe(before);
  });

  it('goes with its bytes', async () => {
    const before = await bytesLeft();
    const { id } = await saveFile({ stream: Readable.from([png]), name: 'a.png', owner });
    await removeFile(id);
    expect(await fileInfo(id)).toBeUndefined();
    expect(await bytesLeft()).toBe(before);
    await expect(openFile(id)).rejects.toMatchObject({ code: 'file.missing' });
  });
});

describe("a customer's file at a messenger", () => {
  const remember = (id: string) =>
    rememberRemoteFile({
      messenger: 'telegram',
      attachment: { kind: 'photo', ref: 'AgAD', size: 5, width: 90, height: 60 },
      conversation: 'telegram:1:2',
      id,
    });

  it('is noted once and cannot be opened yet', async () => {
    expect(await remember('noted')).toEqual(await remember('noted'));
    expect(await fileInfo('noted')).toMatchObject({ state: 'remote', kind: 'photo', width: 90 });
    expect(await fileInfo('noted')).not.toHaveProperty('remote');
    await expect(openFile('noted')).rejects.toMatchObject({ code: 'file.not_stored' });
  });

  it('is fetched once when two ask at once', async () => {
    await remember('asked');
    let opened = 0;
    const messenger = {
      file: async (ref: string) => {
        opened++;
        expect(ref).toBe('AgAD');
        return { stream: Readable.from([png]) };
      },
    };
    const both = await Promise.all([fetchRemoteFile('asked', messenger), fetchRemoteFile('asked', messenger)]);
    await fetchRemoteFile('asked', messenger);
    expect(opened).toBe(1);
    expect(both[0]).toMatchObject({ state: 'stored', mime: 'image/png', size: png.length, width: 90 });
    expect(await buffer(await openFile('asked'))).toEqual(png);
  });

  it('keeps the bytes of the first when two processes fetch it', async () => {
    await remember('raced');
    const before = await bytesLeft();
    const slow = {
      file: async () => {
        // The other process comes in between.
        await mongoose.connection
          .collection<{ _id: string }>('storedFiles')
          .updateOne({ _id: 'raced' }, { $set: { state: 'tooBig' } });
        return { stream: Readable.from([png]) };
      },
    };
    expect(await fetchRemoteFile('raced', slow)).toMatchObject({ state: 'tooBig' });
    expect(await bytesLeft()).toBe(before);
  });

  it.each([
    ['file.too_big', 'tooBig'],
    ['file.gone', 'failed'],
  ])('is settled when the messenger says %s', async (code, state) => {
    const id = `settled-${state}`;
    await remember(id);
    const messenger = { file: () => Promise.reject(new AppError(code, 'No such file')) };
    expect(await fetchRemoteFile(id, messenger)).toMatchObject({ state });
  });

  it('may be asked for again when the messenger did not answer', async () => {
    await remember('later');
    await expect(fetchRemoteFile('later', { file: () => Promise.reject(new Error('timeout')) })).rejects.toThrow('timeout');
    const fetched = await fetchRemoteFile('later', { file: async () => ({ stream: Readable.from([png]) }) });
    expect(fetched.state).toBe('stored');
  });
});

describe('a file uploaded before its message', () => {
  it('shares the bytes with the message and keeps them while one of both is left', async () => {
    const { id } = await saveFile({ stream: Readable.from([png]), name: 'a.png', owner });
    const attachment = { kind: 'photo' as const, ref: refOfStored(id) };
    const passedOn = await rememberRemoteFile({
      messenger: 'web',
      attachment,
      conversation: owner.conversation,
      id: 'passed-on',
    });
    expect(passedOn).toMatchObject({ state: 'stored', mime: 'image/png' });
    await removeFile(id);
    expect(await buffer(await openFile('passed-on'))).toEqual(png);
  });

  it('cannot be claimed by another conversation', async () => {
    const { id } = await saveFile({ stream: Readable.from([png]), name: 'a.png', owner });
    const attachment = { kind: 'photo' as const, ref: refOfStored(id) };
    const claim = rememberRemoteFile({ messenger: 'web', attachment, conversation: 'web:site:boris', id: 'claimed' });
    await expect(claim).rejects.toMatchObject({ code: 'file.missing' });
  });
});
