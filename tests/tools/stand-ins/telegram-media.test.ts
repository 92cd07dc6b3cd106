import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Customer, samplePhoto, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { callTelegram } from './call.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

let clock: ManualClock;
let telegram: TelegramStandIn;
let anna: Customer;

beforeEach(async () => {
  clock = manualClock();
  telegram = await startTelegramStandIn({ clock });
  anna = telegram.customer({ firstName: 'Анна', started: true, photo: samplePhoto });
});
afterEach(() => telegram.stop());

const call = (method: string, params: object = {}) => callTelegram(telegram, method, { chat_id: anna.id, ...params });
const refusal = async (method: string, params: object) => (await call(method, params)).body.description;

/** Sends a photo and answers with the name under which Telegram keeps it. */
async function upload(): Promise<string> {
  const form = new FormData();
  form.set('chat_id', String(anna.id));
  form.set('photo', new File([samplePhoto], 'a.jpg'));
  const answer = await fetch(`${telegram.url}/bot${telegram.token}/sendPhoto`, { method: 'POST', body: form });
  const sizes = [...(await answer.text()).matchAll(/"file_id":"([^"]+)"/g)];
  return sizes.at(-1)?.[1] ?? '';
}

async function album(items: object[], files: Record<string, Buffer> = {}) {
  const form = new FormData();
  form.set('chat_id', String(anna.id));
  form.set('media', JSON.stringify(items));
  for (const [name, content] of Object.entries(files)) form.set(name, new File([content], `${name}.jpg`));
  const answer = await fetch(`${telegram.url}/bot${telegram.token}/sendMediaGroup`, { method: 'POST', body: form });
  return (await answer.json()) as { ok: boolean; description?: string; result?: { media_group_id: string }[] };
}

describe('an album', () => {
  const item = { type: 'photo', media: 'attach://a' };
  const files = { a: samplePhoto };

  it('is sent as messages that are held together', async () => {
    const { result = [] } = await album([item, { ...item, caption: 'x' }], files);
    expect(result).toHaveLength(2);
    expect(new Set(result.map(({ media_group_id }) => media_group_id)).size).toBe(1);
    expect(anna.messages.map(({ text }) => text)).toEqual(['', 'x']);
  });

  it.each([
    ['one file', [item], 'too few messages to send as an album'],
    ['eleven', Array.from({ length: 11 }, () => item), 'too many messages to send as an album'],
    [
      'a voice note',
      [item, { type: 'voice', media: 'attach://a' }],
      "can't parse InputMedia: Type must be one of photo, video, document, audio",
    ],
    [
      'documents among photos',
      [item, { type: 'document', media: 'attach://a' }],
      "documents can't be mixed with other media types",
    ],
    [
      'music among videos',
      [
        { type: 'video', media: 'attach://a' },
        { type: 'audio', media: 'attach://a' },
      ],
      "audio can't be mixed with other media types",
    ],
    ['a file that did not come along', [item, { type: 'photo', media: 'attach://b' }], 'file is missing in the request'],
    ['an item without a file', [item, { type: 'photo' }], "can't parse InputMedia: media not found"],
  ])('is refused with %s', async (_what, items, description) => {
    expect((await album(items, files)).description).toBe(`Bad Request: ${description}`);
    expect(anna.messages).toEqual([]);
  });

  it('arrives without the photo that is none, and is refused for it', async () => {
    const answer = await album([item, { type: 'photo', media: 'attach://b' }], { ...files, b: Buffer.from('no picture') });
    expect(answer.description).toBe('Bad Request: failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"');
    expect(anna.messages).toHaveLength(1);
  });

  it('has no buttons', async () => {
    const params = { media: [item, item], reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'a' }]] } };
    expect(await refusal('sendMediaGroup', params)).toBe('Bad Request: an album has no reply markup');
  });

  it('counts as its files', async () => {
    const people = Array.from({ length: 4 }, (_, i) => telegram.customer({ firstName: `К${i}`, started: true }));
    const media = Array.from({ length: 8 }, () => ({ type: 'photo', media: 'x' }));
    const file = await upload();
    clock.advance(60_000);
    const statuses: number[] = [];
    for (const { id } of people) {
      const known = media.map(one => ({ ...one, media: file }));
      statuses.push((await call('sendMediaGroup', { chat_id: id, media: known })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

describe('the limits', () => {
  it('are thirty messages a second in all', async () => {
    const people = Array.from({ length: 31 }, (_, i) => telegram.customer({ firstName: `К${i}`, started: true }));
    const statuses: number[] = [];
    for (const { id } of people) statuses.push((await call('sendMessage', { chat_id: id, text: 'x' })).status);
    expect(statuses.filter(status => status === 200)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    clock.advance(1001);
    expect((await call('sendMessage', { text: 'x' })).status).toBe(200);
  });

  it('are one message a second into a chat, after a short burst', async () => {
    const statuses: number[] = [];
    for (let sent = 0; sent < 7; sent += 1) statuses.push((await call('sendMessage', { text: 'x' })).status);
    expect(statuses.at(-1)).toBe(429);
    clock.advance(1001);
    expect((await call('sendMessage', { text: 'x' })).status).toBe(200);
    expect((await call('sendMessage', { text: 'x' })).status).toBe(429);
  });
});

describe('a file that Telegram knows', () => {
  it('goes again by its name, and not as another kind', async () => {
    const photo = await upload();
    expect((await call('sendPhoto', { photo })).status).toBe(200);
    expect(anna.messages.at(-1)?.files[0]?.content.equals(samplePhoto)).toBe(true);
    expect(await refusal('sendDocument', { document: photo })).toBe("Bad Request: can't use file of type Photo as Document");
  });
});

describe('a place', () => {
  const place = { latitude: 55.75, longitude: 37.61 };

  it('is a venue with title and address', async () => {
    expect((await call('sendVenue', { ...place, title: 'Студия', address: 'Мясницкая, 1' })).status).toBe(200);
    expect(anna.messages[0]?.raw).toMatchObject({ location: place, venue: { title: 'Студия' } });
    expect((await call('sendVenue', { ...place, title: 'Студия' })).status).toBe(400);
    expect((await call('sendVenue', { ...place, address: 'Мясницкая, 1' })).status).toBe(400);
    expect(await refusal('sendLocation', { latitude: 91, longitude: 0 })).toBe('Bad Request: wrong location specified');
  });

  it('has no words to change', async () => {
    await call('sendLocation', place);
    const message_id = anna.messages[0]?.id;
    expect(await refusal('editMessageText', { message_id, text: 'x' })).toBe(
      'Bad Request: there is no text in the message to edit',
    );
    expect(await refusal('editMessageCaption', { message_id, caption: 'x' })).toBe(
      'Bad Request: there is no caption in the message to edit',
    );
  });
});

describe('taking messages back', () => {
  it('passes over what is not there and takes all or nothing of the rest', async () => {
    await call('sendMessage', { text: 'old' });
    clock.advance(47 * 3_600_000);
    await call('sendMessage', { text: 'new' });
    expect((await call('deleteMessages', { message_ids: [99] })).body).toEqual({ ok: true, result: true });
    clock.advance(2 * 3_600_000);
    expect(await refusal('deleteMessages', { message_ids: [1, 2] })).toBe("Bad Request: message can't be deleted for everyone");
    expect(anna.messages.map(({ deleted }) => deleted)).toEqual([false, false]);
    expect((await call('deleteMessages', { message_ids: [2] })).status).toBe(200);
    expect(anna.messages.map(({ deleted }) => deleted)).toEqual([false, true]);
  });

  it.each([
    ['nothing', []],
    ['words', ['x']],
    ['more than a hundred', Array.from({ length: 101 }, (_, i) => i + 1)],
  ])('is refused for %s', async (_what, message_ids) => {
    expect((await call('deleteMessages', { message_ids })).status).toBe(400);
  });
});

describe('the pictures of a person', () => {
  it('are told in their sizes, a part of them at a time', async () => {
    expect((await call('getUserProfilePhotos', { user_id: anna.id, limit: 1 })).body.result).toMatchObject({
      total_count: 1,
      photos: [[{ width: 90 }, { width: 320 }]],
    });
    expect((await call('getUserProfilePhotos', { user_id: anna.id, offset: 1 })).body.result).toEqual({
      total_count: 1,
      photos: [],
    });
    expect((await call('getUserProfilePhotos', { user_id: 5 })).status).toBe(400);
  });
});
