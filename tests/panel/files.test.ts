import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { beforeAll, expect, it } from 'vitest';
import { rememberRemoteFile, saveFile } from '../../src/files/index.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { samplePicture, sampleSound } from '../support/sample-files.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const telegram = messengerIn('telegram', { state: 'ready', name: 'bot' });
let asked = 0;
telegram.file = async ref => {
  asked++;
  if (ref === 'gone') throw new AppError('file.gone', 'gone');
  return { stream: Readable.from(samplePicture(20, 20)) };
};
const panel = usePanel({ messengers: [telegram] });
const olga = visitor(() => panel.url);
const conversation = 'telegram:1:7';
const save = (content: Buffer, name: string) => saveFile({ stream: Readable.from(content), name, owner: { conversation } });

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
  await mongoose.connection.collection<{ _id: string }>('conversations').insertOne({ _id: conversation, ...{ mode: 'queue' } });
});

it('a file is only for who signed in', async () => {
  const { id } = await save(samplePicture(20, 20), 'a.png');
  expect((await visitor(() => panel.url).get(`/files/${id}`)).status).toBe(303);
  expect((await olga.get(`/files/${id}`)).status).toBe(200);
});

it('a picture is shown, a page of markup is only ever downloaded', async () => {
  const picture = await olga.get(`/files/${(await save(samplePicture(20, 20), 'Фото.png')).id}`);
  expect(picture.headers.get('content-disposition')).toMatch(/^inline/);
  expect(picture.headers.get('content-type')).toBe('image/png');
  const markup = await olga.get(`/files/${(await save(Buffer.from('<script>alert(1)</script>'), 'Фото.png')).id}`);
  expect(markup.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(markup.headers.get('content-type')).toBe('application/octet-stream');
  expect(markup.headers.get('content-security-policy')).toContain('sandbox');
  expect(markup.headers.get('x-content-type-options')).toBe('nosniff');
});

it('a player may jump: a range is answered with its bytes', async () => {
  const sound = sampleSound();
  const { id } = await save(sound, 'voice.wav');
  const cookie = `kartoteka=${olga.cookies.get('kartoteka')}`;
  const part = await fetch(`${panel.url}/files/${id}`, { headers: { cookie, range: 'bytes=100-199' } });
  expect(part.status).toBe(206);
  expect(part.headers.get('content-range')).toBe(`bytes 100-199/${sound.length}`);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(sound.subarray(100, 200));
  const beyond = await fetch(`${panel.url}/files/${id}`, { headers: { cookie, range: 'bytes=999999-' } });
  expect(beyond.status).toBe(416);
});

it('a file that the messenger still keeps is fetched when it is looked at, once', async () => {
  const attachment = { kind: 'photo' as const, ref: 'abc', name: 'b.png' };
  await rememberRemoteFile({ messenger: 'telegram', attachment, conversation, id: 'remote-1' });
  const [first, second] = await Promise.all([olga.get('/files/remote-1'), olga.get('/files/remote-1')]);
  expect([first.status, second.status, (await olga.get('/files/remote-1')).status]).toEqual([200, 200, 200]);
  expect(asked).toBe(1);
});

it('a file that is gone, and one that never was, are pages in words', async () => {
  await rememberRemoteFile({ messenger: 'telegram', attachment: { kind: 'photo', ref: 'gone' }, conversation, id: 'remote-2' });
  const gone = await olga.get('/files/remote-2');
  expect([gone.status, gone.page.includes('Файл недоступен')]).toEqual([410, true]);
  const missing = await olga.get('/files/nothing');
  expect([missing.status, missing.page.includes('Файла нет')]).toEqual([404, true]);
});

it('the history gets a small picture, made once and kept by the browser', async () => {
  const { id } = await save(samplePicture(1500, 900), 'a.png');
  const small = await olga.get(`/files/${id}/small`);
  expect(small.headers.get('content-type')).toBe('image/webp');
  expect(small.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect(Number(small.headers.get('content-length'))).toBeLessThan(100_000);
  expect((await visitor(() => panel.url).get(`/files/${id}/small`)).status).toBe(303);
  expect((await olga.get(`/files/${(await save(sampleSound(), 'a.wav')).id}/small`)).status).toBe(404);
});

it('a file that did not come is asked for again, and what became of it stands in its place', async () => {
  await rememberRemoteFile({ messenger: 'telegram', attachment: { kind: 'photo', ref: 'gone' }, conversation, id: 'remote-3' });
  await olga.get('/files/remote-3');
  const still = await olga.post('/files/remote-3/fetch', {}, { 'hx-request': 'true' });
  expect(still.page).toContain('Снова не получилось');
  expect(still.page).toContain('Файла больше нет в мессенджере. Попросите прислать его ещё раз.');
  const { FileModel } = await import('../../src/files/stored-file.ts');
  await FileModel.updateOne({ _id: 'remote-3' }, { $set: { 'remote.ref': 'there-again' } });
  const there = await olga.post('/files/remote-3/fetch', {}, { 'hx-request': 'true' });
  expect(there.page).toContain('<img src="/files/remote-3/small"');
});

it('what one of the staff uploads goes again when another file of the form is too big', async () => {
  const { FileModel } = await import('../../src/files/stored-file.ts');
  const form = new FormData();
  form.append('files', new Blob([new Uint8Array(samplePicture(20, 20))]), 'a.png');
  form.append('files', new Blob([new Uint8Array(51_000_000)]), 'b.bin');
  const before = await FileModel.countDocuments();
  const answer = await olga.upload(`/inbox/${conversation}/files`, form);
  expect(answer.status).toBe(413);
  expect(await FileModel.countDocuments()).toBe(before);
});
