import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { saveFile } from '../../../src/files/index.ts';
import { newId } from '../../../src/lib/ids.ts';
import { conversationId } from '../../../src/messages/index.ts';
import { useDatabase } from '../../support/database.ts';
import { samplePicture } from '../../support/sample-files.ts';
import { until } from '../../support/until.ts';
import { type Site, startSite } from './site.ts';
import { createVisitor, type Visitor } from './visitor.ts';

useDatabase();

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let site: Site;
let anna: Visitor;

beforeAll(async () => {
  site = await startSite();
});
beforeEach(() => {
  anna = createVisitor(site.url);
});
afterAll(() => site.close());

const last = () => site.incoming().at(-1);

describe('the page', () => {
  it('may stand in a frame anywhere, runs nothing inline and sets no cookie on a mere look', async () => {
    const response = await anna.request('?ref=promo');
    expect(response.status).toBe(200);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain('frame-ancestors *');
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-frame-options')).toBeNull();
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('is the only thing that may', async () => {
    const response = await anna.request('/messages');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it("speaks the language asked for, or the browser's", async () => {
    const read = async (query: string, tag: string) =>
      (await anna.request(query, { headers: { 'accept-language': tag } })).text();
    expect(await read('', 'ru-RU,ru;q=0.9')).toContain('lang="ru"');
    expect(await read('', 'de-DE')).toContain('lang="en"');
    expect(await read('?language=en', 'ru')).toContain('lang="en"');
  });

  it('lets no word from its address become markup', async () => {
    const page = await (
      await anna.request(`?title=${encodeURIComponent('</script><script>alert(1)</script>')}&ref=%3C/script%3E`)
    ).text();
    expect(page).not.toContain('<script>alert');
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  it('gives chat.js to any site, with its words in it', async () => {
    const response = await anna.request('/chat.js');
    expect(response.headers.get('content-type')).toContain('text/javascript');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const source = await response.text();
    expect(source).toContain('Открыть чат');
    expect(source.length).toBeLessThan(15_000);
  });
});

describe('a message', () => {
  it('makes the visitor known and carries how they came', async () => {
    const response = await anna.write('Здравствуйте', { language: 'ru-RU', link: 'promo-vk', from: 'shop.example/sale' });
    expect(response.status).toBe(202);
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(last()).toMatchObject({
      address: { messenger: 'web', account: 'site' },
      from: { language: 'ru-RU' },
      content: { kind: 'text', text: 'Здравствуйте' },
      link: 'promo-vk',
      linkSource: 'shop.example/sale',
    });
    expect(last()?.address.chat).toBe(last()?.from.id);
  });

  it('is one message when it is sent again', async () => {
    await anna.post('/hello', {});
    const before = site.updates.length;
    const body = { id: newId(), text: 'Один раз' };
    await Promise.all([anna.post('/messages', body), anna.post('/messages', body)]);
    await anna.post('/messages', body);
    expect(site.updates.length).toBe(before + 1);
    expect(site.updates.at(-1)?.key).toBe(`web:site:${last()?.from.id}:${body.id}`);
  });

  it('reads from storage as it was', async () => {
    await anna.write('Слово', { link: 'a' });
    const update = site.updates.at(-1);
    expect(site.web.parse(JSON.parse(JSON.stringify(update?.raw)))).toEqual(update?.incoming);
    expect(site.web.parse({ anything: 'else' })).toBeUndefined();
  });

  it('stands before the next one of the same visitor', async () => {
    await anna.write('раз');
    await anna.write('два');
    const [one, two] = site.updates.slice(-2);
    expect(one?.order).toBeLessThan(two?.order ?? 0);
  });

  it.each([
    ['no JSON', '{"id": ', 400],
    ['no text', { id: 'abcdefgh', text: '   ' }, 400],
    ['no id', { text: 'a' }, 400],
    ['too long a text', { id: 'abcdefgh', text: 'ж'.repeat(10_001) }, 400],
    ['over a megabyte', { id: 'abcdefgh', text: 'a'.repeat(1_100_000) }, 413],
  ])('is refused with %s', async (_what, body, status) => {
    const before = site.updates.length;
    const response = await anna.post('/messages', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: expect.stringMatching(/^chat\./) });
    expect(site.updates.length).toBe(before);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('is not taken from %s', async (_who, headers) => {
    await anna.post('/hello', {});
    expect((await anna.post('/messages', { id: newId(), text: 'x' }, headers)).status).toBe(403);
  });

  it('comes from somebody new when the cookie is forged', async () => {
    await anna.write('Это я');
    const real = last()?.from.id ?? '';
    const forged = createVisitor(
      site.url,
      anna.cookie.replace(/(?<=chat%3A)\w/, first => (first === 'z' ? 'y' : 'z')),
    );
    expect((await forged.history()).known).toBe(false);
    await forged.write('И это я');
    expect(last()?.from.id).not.toBe(real);
    expect(last()?.from.id).toMatch(/^[a-z0-9]{20}$/);
  });

  it('is the start with what the link carried', async () => {
    await anna.post('/messages', { id: newId(), start: true, link: 'lead' });
    expect(last()).toMatchObject({ content: { kind: 'start' }, link: 'lead' });
    expect((await anna.history()).messages).toMatchObject([{ from: 'visitor', start: true }]);
  });
});

describe('a pressed button', () => {
  it('carries the label that was shown, not the one that is claimed', async () => {
    await anna.write('привет');
    await site.say('Согласны?', { buttons: [[{ label: 'Нет', action: { kind: 'press', data: 'r:1' } }]] });
    const response = await anna.post('/press', { id: newId(), data: 'r:1', label: 'Да, на всё' });
    expect(response.status).toBe(202);
    expect(last()?.content).toEqual({ kind: 'press', data: 'r:1', label: 'Нет' });
  });

  it('has no label when nothing like it was shown', async () => {
    await anna.write('привет');
    await anna.post('/press', { id: newId(), data: 'r:9', label: 'Да' });
    expect(last()?.content).toEqual({ kind: 'press', data: 'r:9' });
  });
});

describe('the history', () => {
  it('is empty for who never wrote', async () => {
    expect(await anna.history()).toMatchObject({ known: false, messages: [] });
    expect((await anna.request('/events')).status).toBe(401);
  });

  it('shows a manager by first name and nothing that is not sent or not said', async () => {
    await anna.write('привет');
    await site.say('Добрый день', { author: { kind: 'staff', id: 's1', name: 'Мария Иванова' } });
    await site.say('ещё в очереди', { delivery: { state: 'queued', attempts: 0 } });
    await site.say('не ушло', { delivery: { state: 'failed', attempts: 1 } });
    await site.say('', {
      kind: 'event',
      author: { kind: 'system' },
      event: { what: 'taken', values: { staff: 'Мария Иванова' } },
    });
    const { messages } = await anna.history();
    expect(messages.map(({ text }) => text)).toEqual(['привет', 'Добрый день']);
    expect(messages[1]).toMatchObject({ from: 'staff', name: 'Мария' });
    expect(JSON.stringify(messages)).not.toContain('Иванова');
  });

  it("is only ever one's own, page by page", async () => {
    await anna.write('начало');
    for (let i = 0; i < 60; i++) await site.say(`№ ${i}`);
    const boris = createVisitor(site.url);
    await boris.write('чужое');
    const page = await anna.history();
    expect(page.messages).toHaveLength(50);
    expect(page.more).toBe(true);
    const earlier = await anna.history(`?before=${page.first}`);
    expect(earlier.messages).toHaveLength(11);
    expect(earlier.messages[0]?.text).toBe('начало');
    expect(earlier.more).toBe(false);
    expect((await boris.history()).messages.map(({ text }) => text)).toEqual(['чужое']);
  });
});

describe('the event stream', () => {
  it('tells what comes, to its own visitor only', async () => {
    const boris = createVisitor(site.url);
    await boris.write('я Борис');
    const borisStream = await boris.listen();
    await borisStream.until('я Борис');
    await anna.write('я Анна');
    const stream = await anna.listen(`?after=${(await anna.history()).cursor}`);
    await site.say('Анне');
    await stream.until('Анне');
    await boris.write('для Бориса');
    expect(await borisStream.until('для Бориса')).not.toContain('Анне');

    const [forAnna, forBoris] = [anna, boris].map(({ cookie }) => ({ conversation: conversationOf(cookie) }));
    await Promise.all([site.say('обеим: Анна', forAnna), site.say('обоим: Борис', forBoris)]);
    expect(await borisStream.until('обоим: Борис')).not.toContain('обеим: Анна');
    stream.close();
    borisStream.close();
  });

  it('goes on where it broke off, with what was sent and changed meanwhile', async () => {
    await anna.write('привет');
    const waiting = await site.say('сначала ждало', { delivery: { state: 'queued', attempts: 0 } });
    await site.say('уже видно');
    const first = await anna.listen();
    let event = await first.next();
    while (event.message.text !== 'уже видно') event = await first.next();
    first.close();

    const { MessageModel } = await import('../../../src/messages/message-model.ts');
    const sent = { 'delivery.state': 'sent', changedAt: new Date() };
    await MessageModel.updateOne({ _id: waiting.id }, { $set: sent });
    await site.say('пришло без вас');
    const again = await anna.listen('', { 'last-event-id': event.id });
    expect(await again.until('пришло без вас')).toContain('сначала ждало');
    again.close();
  });

  it('shows that somebody is writing', async () => {
    await anna.write('привет');
    const stream = await anna.listen();
    await stream.next();
    const address = last()?.address;
    if (address) site.web.typing(address);
    await stream.next('typing');
    stream.close();
  });

  it('opens ten times for one visitor and not once more', async () => {
    await anna.write('привет');
    const open = await Promise.all(Array.from({ length: 10 }, () => anna.listen()));
    expect((await anna.listen()).status).toBe(429);
    for (const stream of open) stream.close();
  });
});

describe('files', () => {
  it('come as one message with a caption, typed by content and named in Russian', async () => {
    const response = await anna.upload({ 'Вид из окна.txt': png, 'смета.pdf': '%PDF-1.4 …' }, { caption: 'Вот' });
    expect(response.status).toBe(202);
    expect(last()?.content).toMatchObject({
      kind: 'media',
      caption: 'Вот',
      attachments: [
        { kind: 'photo', name: 'Вид из окна.txt', mime: 'image/png', size: png.length },
        { kind: 'document', name: 'смета.pdf', mime: 'application/pdf' },
      ],
    });
  });

  it('can be opened by who sent them, whole and in part, and by nobody else', async () => {
    await anna.upload({ 'a.png': png });
    const [message] = (await anna.history()).messages;
    const url = `/${message?.files?.[0]?.url}`;
    const whole = await anna.request(url);
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(png);
    expect(whole.headers.get('content-type')).toBe('image/png');
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(whole.headers.get('content-disposition')).toMatch(/^inline/);
    const part = await anna.request(url, { headers: { range: 'bytes=1-3' } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('PNG');
    const same = await anna.request(url, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
    expect(same.status).toBe(304);

    const boris = createVisitor(site.url);
    await boris.write('дай');
    expect((await boris.request(url)).status).toBe(404);
    expect((await createVisitor(site.url).request(url)).status).toBe(404);
    expect((await anna.request(url.replace(/s=.*/, 's=x'))).status).toBe(404);
  });

  it('of a manager can be opened by the visitor they were sent to', async () => {
    await anna.write('прайс?');
    const stored = await saveFile({ stream: Readable.from([png]), name: 'прайс.png', owner: { staff: 's1' } });
    await site.say('Вот', {
      kind: 'media',
      attachments: [{ file: stored.id, kind: 'photo', name: stored.name, mime: stored.mime }],
    });
    const message = (await anna.history()).messages.at(-1);
    expect((await anna.request(`/${message?.files?.[0]?.url}`)).status).toBe(200);
  });

  it('that could run are only ever downloaded', async () => {
    await anna.upload({ 'page.html': '<script>alert(1)</script>' });
    const [message] = (await anna.history()).messages;
    const response = await anna.request(`/${message?.files?.[0]?.url}`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('over 20 MB are refused, all of their message', async () => {
    const before = site.updates.length;
    const response = await anna.upload({ 'a.png': png, 'film.mp4': Buffer.alloc(20 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'file.too_big' });
    expect(site.updates.length).toBe(before);
    expect(await storedFilesOf(anna)).toBe(0);
  });

  it('that are programs are refused, whatever they are called, and nothing of their message stays', async () => {
    const before = site.updates.length;
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
    const response = await anna.upload({ 'a.png': png, 'фото.jpg': program });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: 'file.type_refused' });
    expect(site.updates.length).toBe(before);
    expect(await storedFilesOf(anna)).toBe(0);
  });

  it('that were recorded are voice notes with their length', async () => {
    const id = newId();
    const webm = Buffer.concat([
      Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex'),
      Buffer.alloc(100),
    ]);
    expect((await anna.upload({ 'voice.webm': webm }, { id, voice: '7.4' })).status).toBe(202);
    expect(last()?.content).toMatchObject({ attachments: [{ kind: 'voice', mime: 'audio/webm', duration: 7 }] });
    expect((await anna.history()).messages.at(-1)?.files).toMatchObject([{ kind: 'voice', duration: 7 }]);
    expect((await anna.upload({ 'voice.webm': webm }, { voice: '100000' })).status).toBe(400);
  });

  it('leave nothing behind when the visitor breaks off', async () => {
    await anna.post('/hello', {});
    const breaking = new AbortController();
    let piece = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (piece++ === 0) {
          controller.enqueue(
            Buffer.from(
              '--b\r\ncontent-disposition: form-data; name="files"; filename="a.bin"\r\ncontent-type: text/plain\r\n\r\n',
            ),
          );
        } else if (piece < 40) controller.enqueue(Buffer.alloc(64 * 1024));
        else breaking.abort();
      },
    });
    const sending = anna.request(`/files?id=${newId()}`, {
      method: 'POST',
      body,
      duplex: 'half',
      signal: breaking.signal,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    } as RequestInit);
    await expect(sending).rejects.toThrow(/abort/i);
    const { connection } = mongoose;
    await until('nothing of it is left', async () => (await connection.collection('files.unowned').countDocuments()) === 0);
    expect(await storedFilesOf(anna)).toBe(0);
  });

  it('are shown small where they are pictures', async () => {
    await anna.upload({ 'a.png': samplePicture(1200, 900) });
    const [message] = (await anna.history()).messages;
    expect(message?.files).toMatchObject([{ width: 1200, height: 900 }]);
    const small = await anna.request(`/${message?.files?.[0]?.url}&small=1`);
    expect(small.headers.get('content-type')).toBe('image/webp');
  });

  it('are refused when there are too many', async () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}.png`, png]));
    expect((await anna.upload(many)).status).toBe(400);
    expect(await storedFilesOf(anna)).toBe(0);
  });

  it('uploaded again are the same files', async () => {
    const id = newId();
    await anna.post('/hello', {});
    await anna.upload({ 'a.png': png }, { id });
    const ref = last()?.content;
    await anna.upload({ 'a.png': png }, { id });
    expect(last()?.content).toEqual(ref);
    expect(await storedFilesOf(anna, 'sent')).toBe(1);
  });

  it('are handed over by their reference, and unknown ones are gone', async () => {
    await anna.upload({ 'a.png': png });
    const content = last()?.content;
    const ref = content?.kind === 'media' ? content.attachments[0]?.ref : undefined;
    expect(await site.web.file(ref ?? '')).toMatchObject({ mime: 'image/png', size: png.length });
    await expect(site.web.file('nothing-like-a-reference')).rejects.toMatchObject({ code: 'file.gone' });
  });
});

/** Files of the visitor's conversation; `sent` counts those that were uploaded and not their second entry in the message. */
async function storedFilesOf(visitor: Visitor, which?: 'sent'): Promise<number> {
  const { FileModel } = await import('../../../src/files/stored-file.ts');
  const filter = { 'owner.conversation': conversationOf(visitor.cookie) };
  const ids = (await FileModel.find(filter).lean()).map(file => file._id);
  return which ? ids.filter(id => !id.endsWith('-0')).length : ids.length;
}

describe('behind https', () => {
  it('sets a cookie that works in a frame of another site', async () => {
    const secure = await startSite({ publicUrl: 'https://bot.example' });
    const visitor = createVisitor(secure.url);
    const response = await visitor.post('/hello', {}, { origin: 'https://bot.example' });
    const attributes = response.headers.getSetCookie()[0]?.split('; ').slice(1);
    expect(attributes).toEqual(expect.arrayContaining(['Path=/chat', 'HttpOnly', 'Secure', 'Partitioned', 'SameSite=None']));
    await secure.close();
  });
});

describe('too many requests', () => {
  it('are told to wait', async () => {
    const strict = await startSite({ rateLimits: { read: 100, write: 2, upload: 2 } });
    const visitor = createVisitor(strict.url);
    await visitor.write('1');
    await visitor.write('2');
    const response = await visitor.write('3');
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ code: 'chat.slow_down' });
    await strict.close();
  });
});

describe('as a messenger', () => {
  it('shows what was changed, what it answers, and nothing of what was taken back', async () => {
    await anna.write('сколько?');
    const first = await site.say('Сто', { edits: [{ at: new Date(), before: 'Двести' }] });
    await site.say('Это цена за метр', { quoted: [{ relation: 'reply', text: 'сколько?', from: 'Анна' }] });
    await site.say('Не туда', { removed: { at: new Date(), by: 's1' }, attachments: [{ file: 'f', kind: 'photo' }] });
    await site.say('За метр', { quoted: [{ relation: 'reply', text: 'сколько?' }] });
    const [, changed, answer, removed, ours] = (await anna.history()).messages;
    expect(ours).toMatchObject({ quote: { from: 'visitor', text: 'сколько?' } });
    expect(changed).toMatchObject({ id: first.id, text: 'Сто', edited: true });
    expect(answer).toMatchObject({ quote: { text: 'сколько?', name: 'Анна' } });
    expect(removed).toMatchObject({ text: '', removed: true });
    expect(removed).not.toHaveProperty('files');
    expect(JSON.stringify(changed)).not.toContain('Двести');
  });

  it('changes and takes back what it sent', async () => {
    const address = { messenger: 'web' as const, account: 'site', chat: 'x' };
    expect(site.web.capabilities).toMatchObject({ edit: true, delete: true });
    expect(await site.web.edit?.(address, 'key', { text: 'b' })).toEqual({ kind: 'done' });
    expect(await site.web.remove?.(address, ['key'])).toEqual({ kind: 'done' });
  });

  it('is not ready before it is started and after it is stopped', async () => {
    const other = await startSite();
    expect(other.web.state).toEqual({ state: 'ready', name: 'site' });
    await other.web.stop();
    expect((await createVisitor(other.url).write('x')).status).toBe(503);
    await other.close();
  });

  it('has sent what it is given, under the same id each time', async () => {
    const address = { messenger: 'web' as const, account: 'site', chat: 'x' };
    expect(await site.web.send(address, { text: 'a' }, 'key')).toEqual(await site.web.send(address, { text: 'a' }, 'key'));
  });
});

function conversationOf(cookie: string): string {
  const chat = /chat:(\w+)/.exec(decodeURIComponent(cookie))?.[1] ?? '';
  return conversationId({ messenger: 'web', account: 'site', chat });
}
