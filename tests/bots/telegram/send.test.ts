import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegram, type Telegram } from '../../../bots/telegram/index.ts';
import type { Address, OutgoingAttachment } from '../../../src/messages/index.ts';
import { type Customer, samplePhoto, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';

let standIn: TelegramStandIn;
let messenger: Telegram;
let anna: Customer;
let address: Address;

beforeEach(async () => {
  standIn = await startTelegramStandIn({ limits: false });
  messenger = createTelegram({
    token: standIn.token,
    apiRoot: standIn.url,
    transport: 'polling',
    webhookSecret: '',
    openFile: async ({ id }) => Readable.from([id === 'text' ? Buffer.from('no picture') : samplePhoto]),
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
  });
  anna = standIn.customer({ firstName: 'Анна', started: true });
  address = { messenger: 'telegram', account: messenger.account, chat: String(anna.id) };
});
afterEach(() => standIn.stop());

const photo: OutgoingAttachment = { kind: 'photo', id: 'photo', name: 'a.jpg', mime: 'image/jpeg', size: samplePhoto.length };

describe('sending to Telegram', () => {
  it('keeps styles where they were, counted as JavaScript counts', async () => {
    const entities = [
      { type: 'bold' as const, offset: 3, length: 4 },
      { type: 'link' as const, offset: 8, length: 4, url: 'https://example.org/' },
    ];
    await messenger.send(address, { text: '👍 bold link', entities }, 'k1');
    const { raw } = await anna.receives('bold');
    expect(raw.entities).toMatchObject([
      { type: 'bold', offset: 3, length: 4 },
      { type: 'text_link', offset: 8, length: 4, url: 'https://example.org/' },
    ]);
  });

  it('follows a chat that moved, once', async () => {
    const group = standIn.group();
    const moved = { ...address, chat: String(group.id) };
    group.migrates();
    expect(await messenger.send(moved, { text: 'x' }, 'k1')).toMatchObject({ kind: 'sent' });
    expect(group.messages.map(({ text }) => text)).toEqual(['x']);
  });

  it('sends as a document what Telegram does not take for a photo', async () => {
    const picture = { ...photo, id: 'text', size: 10 };
    expect(await messenger.send(address, { text: 'Look', attachments: [picture] }, 'k1')).toMatchObject({ kind: 'sent' });
    expect((await anna.receives('Look')).files).toMatchObject([{ kind: 'document', name: 'a.jpg' }]);
  });

  it('does not repeat a message of which a part has arrived', async () => {
    standIn.fail({ method: 'sendMessage', chat: anna.id, with: { retryAfter: 5 } });
    const outcome = await messenger.send(address, { text: 'ж'.repeat(1025), attachments: [photo] }, 'k1');
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('Only a part') });
    expect(anna.messages).toHaveLength(1);
  });

  it('may be repeated when only the taking away of a keyboard is in doubt', async () => {
    standIn.fail({ method: 'sendMessage', chat: anna.id, with: 'drop-after-accept' });
    const buttons = [[{ label: 'A', action: { kind: 'press' as const, data: 'a' } }]];
    expect(await messenger.send(address, { text: 'x', removeKeyboard: true, buttons }, 'k1')).toMatchObject({ kind: 'retry' });
  });

  it('is broken, with Telegram’s words, for what it never takes', async () => {
    const buttons = [[{ label: 'Да', action: { kind: 'press' as const, data: 'x'.repeat(65) } }]];
    expect(await messenger.send(address, { text: 'x', buttons }, 'k1')).toEqual({
      kind: 'broken',
      reason: 'Bad Request: BUTTON_DATA_INVALID',
    });
    expect(await messenger.send(address, { text: '' }, 'k1')).toMatchObject({ kind: 'broken' });
  });

  it('may be repeated when nobody listens at all', async () => {
    await standIn.stop();
    expect(await messenger.send(address, { text: 'x' }, 'k1')).toMatchObject({ kind: 'retry' });
    standIn = await startTelegramStandIn();
  });

  it('cares nothing for an answer to a press that comes too late', async () => {
    await expect(messenger.acknowledge?.(address, '123', 'x'.repeat(300))).resolves.toBeUndefined();
  });
});

describe('a file at Telegram', () => {
  it('of more than 20 MB is too big', async () => {
    await anna.sendsDocument({ size: 21 * 1024 * 1024 });
    const [document] = await latestFile();
    await expect(messenger.file(document ?? '')).rejects.toMatchObject({
      code: 'file.too_big',
      facts: { maxBytes: 20 * 1024 * 1024 },
    });
  });

  it('that cannot be had just now is told so, without the address, which contains the token', async () => {
    await anna.sendsPhoto();
    const [photo] = await latestFile();
    await standIn.stop();
    const error: unknown = await messenger.file(photo ?? '').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'file.unavailable' });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(standIn.token);
    standIn = await startTelegramStandIn();
  });

  /** The reference in the update that waits. */
  async function latestFile(): Promise<string[]> {
    const answer = await fetch(`${standIn.url}/bot${standIn.token}/getUpdates`);
    return [...(await answer.text()).matchAll(/"file_id":"([^"]+)"/g)].map(match => match[1] ?? '').slice(-1);
  }
});
