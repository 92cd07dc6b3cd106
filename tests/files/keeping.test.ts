import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import mongoose from 'mongoose';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import {
  fileInfo,
  findUploads,
  limitFiles,
  openThumbnail,
  refOfStored,
  rememberRemoteFile,
  rememberUploads,
  removeFile,
  saveFile,
  sweepFiles,
} from '../../src/files/index.ts';
import { keepMessage } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { samplePicture, sampleSound } from '../support/sample-files.ts';

useDatabase();

const owner = { conversation: 'web:site:anna' };
const save = (content: Buffer, more: Partial<Parameters<typeof saveFile>[0]> = {}) =>
  saveFile({ stream: Readable.from([content]), name: 'a.bin', owner, ...more });
const chunks = () => mongoose.connection.collection('files.chunks').countDocuments();

describe('the small picture of a picture', () => {
  it('is made once, fits the history and keeps its shape', async () => {
    const { id } = await save(samplePicture(1600, 800));
    const first = await openThumbnail(id);
    const small = await buffer(first?.stream ?? Readable.from([]));
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 720, height: 360 });
    const before = await chunks();
    expect(await buffer((await openThumbnail(id))?.stream ?? Readable.from([]))).toEqual(small);
    expect(await chunks()).toBe(before);
  });

  it('stands as the camera was held, without telling where that was', async () => {
    const turned = await sharp({ create: { width: 60, height: 30, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Artist: 'Someone' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { id } = await save(turned, { draft: true });
    expect(await fileInfo(id)).toMatchObject({ width: 30, height: 60 });
    const small = await openThumbnail(id);
    const told = await sharp(await buffer(small?.stream ?? Readable.from([]))).metadata();
    expect(told).toMatchObject({ width: 30, height: 60 });
    expect(told.exif).toBeUndefined();
  });

  it('is not made of a few kilobytes that unfold into gigabytes', async () => {
    const bomb = await sharp({
      create: { width: 12_000, height: 12_000, channels: 3, background: 'white' },
      limitInputPixels: false,
    })
      .toColourspace('b-w')
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    const { id } = await save(bomb);
    expect(await openThumbnail(id)).toBeUndefined();
  });

  it('is not made of what is no picture, or a broken one', async () => {
    expect(await openThumbnail((await save(sampleSound())).id)).toBeUndefined();
    const { id } = await save(samplePicture(300, 300).subarray(0, 900));
    expect(await openThumbnail(id)).toBeUndefined();
    expect(await openThumbnail(id)).toBeUndefined();
  });

  it('goes with its picture', async () => {
    const before = await chunks();
    const { id } = await save(samplePicture(900, 600));
    await openThumbnail(id);
    await removeFile(id);
    expect(await chunks()).toBe(before);
  });
});

describe('limits', () => {
  afterEach(() => limitFiles({}));

  it('go by what the content is, not by its name', async () => {
    limitFiles({ photo: 1024 * 1024, document: 2 * 1024 * 1024 });
    const noise = Buffer.alloc(1_500_000, 'шум');
    await expect(save(Buffer.concat([samplePicture(50, 50), noise]), { name: 'a.txt' })).rejects.toMatchObject({
      code: 'file.too_big',
      facts: { megabytes: 1 },
    });
    expect(await save(noise, { name: 'a.png' })).toMatchObject({ kind: 'document' });
  });
});

describe('a program', () => {
  it.each([
    ['photo.jpg', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['a', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), Buffer.alloc(200)])],
    ['a.txt', Buffer.from('#!/bin/sh\n')],
    ['счёт.pdf.bat', Buffer.from('del')],
  ])('is known for one: %s', async (name, content) => {
    expect(await save(content, { name })).toMatchObject({
      program: true,
      kind: 'document',
    });
  });

  it.each([
    ['письмо.txt', Buffer.from('Пришлите, пожалуйста, смету <script>')],
    ['звук.exe', sampleSound()],
    ['логотип.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ])('is not what only looks like one: %s', async (name, content) => {
    expect(await save(content, { name })).not.toHaveProperty('program');
  });
});

it('a voice note is sound, also in the container of a video', async () => {
  const webm = Buffer.concat([
    Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex'),
    Buffer.alloc(100),
  ]);
  expect(await save(webm, { voice: { duration: 4 } })).toMatchObject({ kind: 'voice', mime: 'audio/webm', duration: 4 });
  expect(await save(samplePicture(10, 10), { voice: { duration: 4 } })).toMatchObject({ kind: 'photo' });
});

describe('what a messenger calls a file of ours', () => {
  const bot = { messenger: 'telegram' as const, account: '1' };
  it('is known to that account, is replaced, and goes with the file', async () => {
    const { id } = await save(samplePicture(10, 10));
    expect(await findUploads([id], bot)).toEqual(new Map());
    await rememberUploads(bot, [
      { file: id, ref: 'AgAD' },
      { file: 'unknown', ref: 'x' },
    ]);
    await rememberUploads({ ...bot, account: '2' }, [{ file: id, ref: 'other' }]);
    await rememberUploads(bot, [{ file: id, ref: 'BgAD' }]);
    expect(await findUploads([id, 'unknown'], bot)).toEqual(new Map([[id, 'BgAD']]));
    expect(await fileInfo(id)).not.toHaveProperty('uploads');
    await removeFile(id);
    expect(await findUploads([id], bot)).toEqual(new Map());
  });
});

describe('after a day', () => {
  const start = new Date('2026-03-02T09:00:00Z');
  const hoursOn = (hours: number) => new Date(start.getTime() + hours * 3_600_000);

  it('an upload that went into no message is gone, one that was sent stays', async () => {
    const unsent = await save(samplePicture(20, 20), { draft: true, now: start });
    const sent = await save(samplePicture(20, 20), { draft: true, now: start });
    await keepMessage({
      id: 'reply',
      conversation: owner.conversation,
      contact: 'c',
      order: 1,
      at: start,
      author: { kind: 'staff', id: 's', name: 'Ольга' },
      kind: 'media',
      text: '',
      attachments: [{ file: sent.id, kind: 'photo' }],
      changedAt: start,
    });
    await sweepFiles(hoursOn(23));
    expect(await fileInfo(unsent.id)).toBeDefined();
    await sweepFiles(hoursOn(25));
    expect(await fileInfo(unsent.id)).toBeDefined();
    await sweepFiles(hoursOn(27));
    expect([await fileInfo(unsent.id), (await fileInfo(sent.id))?.id]).toEqual([undefined, sent.id]);
  });

  it("a visitor's upload has gone into its message, and the event may still be handled again", async () => {
    const { id } = await save(samplePicture(20, 20), { draft: true, now: start });
    const attachment = { kind: 'photo' as const, ref: refOfStored(id) };
    const passOn = () => rememberRemoteFile({ messenger: 'web', attachment, ...owner, id: 'in-message', now: start });
    await passOn();
    await sweepFiles(hoursOn(25));
    expect(await fileInfo(id)).toBeUndefined();
    expect(await passOn()).toMatchObject({ id: 'in-message', state: 'stored' });
    await sweepFiles(hoursOn(60));
    expect(await fileInfo('in-message')).toBeDefined();
  });

  it('the bytes of a writing that was killed are gone', async () => {
    const before = await chunks();
    const { files } = await import('../../src/files/bucket.ts');
    const { UnownedModel } = await import('../../src/files/unowned-bytes.ts');
    const upload = files().openUploadStream('cut');
    await UnownedModel.create({ _id: upload.id, at: start });
    await new Promise(resolve => upload.write(Buffer.alloc(600_000), resolve));
    expect(await chunks()).toBeGreaterThan(before);
    await sweepFiles(hoursOn(25));
    expect(await chunks()).toBe(before);
  });
});
