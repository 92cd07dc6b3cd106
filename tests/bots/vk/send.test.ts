import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile } from '../../../bots/vk/fetch-file.ts';
import { createVk, type Vk } from '../../../bots/vk/index.ts';
import { createPublicAgent } from '../../../bots/vk/public-agent.ts';
import type { Address, OutgoingAttachment } from '../../../src/messages/index.ts';
import { samplePhoto, sampleVoice, startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { memoryCursor } from './memory-cursor.ts';

let standIn: VkStandIn;
let messenger: Vk;
let anna: VkCustomer;
let address: Address;

beforeEach(async () => {
  standIn = await startVkStandIn({ limits: false });
  messenger = createVk({
    token: standIn.token,
    groupId: '226512345',
    apiRoot: standIn.url,
    transport: 'longpoll',
    openFile: async ({ kind }) => Readable.from([kind === 'voice' ? sampleVoice : samplePhoto]),
    cursor: memoryCursor(),
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
  });
  anna = standIn.customer({
    firstName: 'Анна',
    lastName: 'Ковалёва',
    started: true,
    bdate: '12.4.1994',
    city: { id: 1, title: 'Москва' },
  });
  address = { messenger: 'vk', account: '226512345', chat: String(anna.id) };
});
afterEach(() => standIn.stop());

const photo: OutgoingAttachment = { kind: 'photo', id: 'p', name: 'a.jpg', mime: 'image/jpeg', size: samplePhoto.length };
const voice: OutgoingAttachment = { kind: 'voice', id: 'v', name: 'v.ogg', mime: 'audio/ogg', size: sampleVoice.length };

describe('sending to VK', () => {
  it('sends one delivery once however often it is tried, and another with the same words again', async () => {
    const sent = await messenger.send(address, { text: 'x' }, 'k1');
    expect(await messenger.send(address, { text: 'x' }, 'k1')).toEqual(sent);
    expect(await messenger.send(address, { text: 'x' }, 'k2')).not.toEqual(sent);
    expect(anna.messages).toHaveLength(2);
  });

  it('calls nobody into the dialog by a name that somebody typed', async () => {
    await messenger.send(address, { text: '@durov' }, 'k1');
    expect(standIn.journal.entries({ method: 'messages.send' })[0]?.params).toMatchObject({ disable_mentions: '1' });
  });

  it('sends a voice note as one', async () => {
    expect(await messenger.send(address, { text: '', attachments: [voice] }, 'k1')).toMatchObject({ kind: 'sent' });
    expect(anna.messages[0]?.files).toMatchObject([{ kind: 'voice', content: sampleVoice }]);
  });

  it('sends several files with one message', async () => {
    expect(await messenger.send(address, { text: 'Look', attachments: [photo, photo] }, 'k1')).toMatchObject({ kind: 'sent' });
    expect(anna.messages.map(({ files }) => files.length)).toEqual([2]);
  });

  it('does not stop the account when only the right to upload is missing', async () => {
    standIn.fail({ method: 'photos.getMessagesUploadServer', with: { errorCode: 15 } });
    expect(await messenger.send(address, { text: 'x', attachments: [photo] }, 'k1')).toMatchObject({
      kind: 'broken',
      reason: expect.stringContaining('Give the token the rights'),
    });
  });

  it.each([
    [{ errorCode: 5 }, 'account'],
    [{ errorCode: 9 }, 'later'],
    [{ errorCode: 10 }, 'retry'],
    [{ errorCode: 14 }, 'later'],
    [{ errorCode: 912 }, 'account'],
    [{ errorCode: 914 }, 'broken'],
    ['drop-before' as const, 'retry'],
  ])('after %o is %s', async (failure, kind) => {
    standIn.fail({ method: 'messages.send', with: failure });
    expect(await messenger.send(address, { text: 'x' }, 'k1')).toMatchObject({ kind });
  });

  it('knows who closed their messages and who put us on their blacklist', async () => {
    anna.isClosedBy('private');
    expect(await messenger.send(address, { text: 'x' }, 'k1')).toEqual({ kind: 'blocked', reason: 'denied' });
    anna.isClosedBy('blacklisted');
    expect(await messenger.send(address, { text: 'x' }, 'k2')).toEqual({ kind: 'blocked', reason: 'blocked' });
  });
});

describe('a profile in VK', () => {
  it('has the name, the birthday and the city', async () => {
    expect(await messenger.profile(String(anna.id))).toMatchObject({
      firstName: 'Анна',
      lastName: 'Ковалёва',
      birthday: '1994-04-12',
      city: 'Москва',
    });
  });
});

describe('a file at VK', () => {
  it('that is a video cannot be had, and where to look at it is said', async () => {
    await expect(messenger.file('video-2_5')).rejects.toMatchObject({
      code: 'file.gone',
      message: expect.stringContaining('https://vk.com/video-2_5'),
    });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
  ])('is never fetched from inside our own network (%s)', async url => {
    let asked = 0;
    const server = createServer((_req, res) => {
      asked += 1;
      res.end('secret');
    }).listen(0);
    await once(server, 'listening');
    const listening = server.address();
    const port = typeof listening === 'object' && listening ? listening.port : 0;
    const agent = createPublicAgent(undefined);
    await expect(fetchFile(agent, url.replace(':1/', `:${port}/`))).rejects.toMatchObject({ code: 'file.unavailable' });
    expect(asked).toBe(0);
    await agent.close();
    server.close();
  });
});
