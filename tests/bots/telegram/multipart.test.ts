import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { toMultipart } from '../../../bots/telegram/multipart.ts';

describe('the fields of a call', () => {
  it('are no multipart when no file goes along', () => {
    expect(toMultipart({ chat_id: '7', media: [{ type: 'photo', media: 'AgAC' }] })).toBeUndefined();
  });

  it('are texts and JSON beside the file', async () => {
    const file = { source: Readable.from([Buffer.from('bytes')]), filename: 'Прайс.pdf' };
    const { contentType, body } =
      toMultipart({ chat_id: '7', duration: 5, reply_markup: { a: 1 }, offset: undefined, document: file }) ?? {};
    const form = await new Response(await text(body ?? Readable.from([])), {
      headers: { 'content-type': contentType ?? '' },
    }).formData();
    expect([...form.keys()]).toEqual(['chat_id', 'duration', 'reply_markup', 'document']);
    expect([form.get('chat_id'), form.get('duration'), form.get('reply_markup')]).toEqual(['7', '5', '{"a":1}']);
    const document = form.get('document');
    expect(document instanceof File && [document.name, await document.text()]).toEqual(['Прайс.pdf', 'bytes']);
  });

  it('name the files of an album where they stand', async () => {
    const file = (words: string) => ({ source: Readable.from([Buffer.from(words)]), filename: 'a.jpg' });
    const media = [
      { type: 'photo', media: file('one'), caption: 'x' },
      { type: 'photo', media: 'AgAC' },
      { type: 'photo', media: file('two') },
    ];
    const { contentType, body } = toMultipart({ chat_id: '7', media }) ?? {};
    const form = await new Response(await text(body ?? Readable.from([])), {
      headers: { 'content-type': contentType ?? '' },
    }).formData();
    expect(JSON.parse(String(form.get('media')))).toEqual([
      { type: 'photo', media: 'attach://file0', caption: 'x' },
      { type: 'photo', media: 'AgAC' },
      { type: 'photo', media: 'attach://file1' },
    ]);
    const files = ['file0', 'file1'].map(name => form.get(name));
    expect(await Promise.all(files.map(found => (found instanceof File ? found.text() : '')))).toEqual(['one', 'two']);
  });

  it('are read from a file no faster than they are taken', async () => {
    let read = 0;
    const slices = function* () {
      for (; read < 1000; read += 1) yield Buffer.alloc(65_536);
    };
    const { body } = toMultipart({ video: { source: Readable.from(slices()), filename: 'a.mp4' } }) ?? {};
    const taking = body?.[Symbol.asyncIterator]();
    for (let taken = 0; taken < 3; taken += 1) await taking?.next();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    expect(read).toBeLessThan(100);
    body?.destroy();
  });
});
