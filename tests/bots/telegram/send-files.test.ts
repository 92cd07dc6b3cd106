import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTelegram, type Telegram } from '../../../bots/telegram/index.ts';
import type { Address, OutgoingAttachment } from '../../../src/messages/index.ts';
import { type Customer, samplePhoto, startTelegramStandIn, type TelegramStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';

const large = 12 * 1024 * 1024;
const photo: OutgoingAttachment = { kind: 'photo', id: 'photo', name: 'a.jpg', mime: 'image/jpeg', size: samplePhoto.length };
const second: OutgoingAttachment = { ...photo, id: 'second' };
const film: OutgoingAttachment = { kind: 'video', id: 'large', name: 'a.mp4', mime: 'video/mp4', size: large };

let standIn: TelegramStandIn;
let messenger: Telegram;
let anna: Customer;
let address: Address;
let opened: string[];

function create(apiRoot: string): Telegram {
  return createTelegram({
    token: standIn.token,
    apiRoot,
    transport: 'polling',
    webhookSecret: '',
    async openFile({ id }) {
      opened.push(id);
      if (id === 'text') return Readable.from([Buffer.from('no picture')]);
      return Readable.from(id === 'large' ? slices() : [samplePhoto]);
    },
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
  });
}

function* slices(): Generator<Buffer> {
  for (let sent = 0; sent < large; sent += 65_536) yield randomBytes(65_536);
}

beforeEach(async () => {
  standIn = await startTelegramStandIn({ limits: false });
  opened = [];
  messenger = create(standIn.url);
  anna = standIn.customer({ firstName: 'Анна', started: true });
  address = { messenger: 'telegram', account: messenger.account, chat: String(anna.id) };
});
afterEach(() => standIn.stop());

const send = (...attachments: OutgoingAttachment[]) => messenger.send(address, { text: 'x', attachments }, 'k');
const calls = (method: string) => standIn.journal.entries({ method }).length;

describe('a file that Telegram has a name for', () => {
  it('is uploaded afresh in the same send when Telegram does not know the name any more', async () => {
    const foreign = 'AgACAgIAAxkBAAMCaOs1280xyz';
    const outcome = await send({ ...photo, ref: foreign });
    expect(outcome).toMatchObject({ kind: 'sent', uploads: [{ file: 'photo' }] });
    expect(outcome.kind === 'sent' && outcome.uploads?.[0]?.ref).not.toBe(foreign);
    expect(await send({ ...photo, ref: 'nonsense' })).toMatchObject({ kind: 'sent' });
    expect(anna.messages).toHaveLength(2);
    expect(opened).toEqual(['photo', 'photo']);
  });

  it('is uploaded afresh when the name is one of another kind', async () => {
    const document = await send({ ...photo, kind: 'document' });
    const ref = document.kind === 'sent' ? (document.uploads?.[0]?.ref ?? '') : '';
    expect(await send({ ...photo, ref })).toMatchObject({ kind: 'sent' });
    expect(anna.messages.at(-1)?.files).toMatchObject([{ kind: 'photo' }]);
  });

  it('is uploaded afresh in an album, with the others whose names may be as old', async () => {
    const known = await send(photo);
    const ref = known.kind === 'sent' ? (known.uploads?.[0]?.ref ?? '') : '';
    const outcome = await send({ ...photo, ref }, { ...second, ref: 'AgACAgIAAxkBAAMCaOs1280xyz' });
    expect(outcome).toMatchObject({ kind: 'sent', uploads: [{ file: 'photo' }, { file: 'second' }] });
    expect(anna.messages.slice(1).flatMap(({ files }) => files)).toHaveLength(2);
  });

  it('is named by its largest size', async () => {
    const outcome = await send(photo);
    const sizes = anna.messages[0]?.raw.photo as { file_id: string; width: number }[];
    const widest = sizes.toSorted((a, b) => b.width - a.width)[0];
    expect(outcome).toMatchObject({ uploads: [{ file: 'photo', ref: widest?.file_id }] });
  });

  it('has no name of use when it had to go as a document', async () => {
    const outcome = await send({ ...photo, id: 'text', size: 10 });
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(outcome).not.toHaveProperty('uploads');
  });
});

describe('an album', () => {
  it('goes in one call and counts as its files', async () => {
    expect(await send(photo, second)).toMatchObject({ kind: 'sent', externalId: '1', externalIds: ['1', '2'] });
    expect([calls('sendMediaGroup'), calls('sendPhoto')]).toEqual([1, 0]);
  });

  it('is in doubt when Telegram refuses one of its files, because the others have arrived', async () => {
    const outcome = await send(photo, { ...second, id: 'text', size: 10 }, second);
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('#2') });
    expect(anna.messages).toHaveLength(2);
  });

  it('may be tried again when nothing of it went out', async () => {
    const body = { ok: false, error_code: 400, description: 'Bad Request: group send failed' };
    standIn.fail({ method: 'sendMediaGroup', with: { status: 400, body } });
    expect(await send(photo, second)).toMatchObject({ kind: 'retry' });
  });

  it('is in doubt when its answer was lost', async () => {
    standIn.fail({ method: 'sendMediaGroup', with: 'drop-after-accept' });
    expect(await send(photo, second)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a connection that breaks in the middle of a file', () => {
  let cutting: Server;
  let root: string;

  beforeEach(async () => {
    // Takes the first piece of a body and hangs up.
    cutting = createServer(request => void request.once('data', () => request.socket.destroy()));
    await new Promise<void>(resolve => cutting.listen(0, '127.0.0.1', resolve));
    const at = cutting.address();
    root = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
    messenger = create(root);
  });
  afterEach(() => {
    cutting.closeAllConnections();
    cutting.close();
  });

  it('leaves nothing accepted, so the message may be tried again', async () => {
    expect(await send(film)).toMatchObject({ kind: 'retry', reason: expect.stringContaining('middle of a file') });
    expect(await send(photo, film)).toMatchObject({ kind: 'retry' });
  });

  it('leaves a doubt when the whole file had been given away', async () => {
    expect(await send(photo)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a large file', () => {
  it('shows the customer that it is on its way for as long as it is', async () => {
    expect(await send(film)).toMatchObject({ kind: 'sent' });
    expect(anna.actions).toContain('upload_video');
    const shown = calls('sendChatAction');
    await vi.waitFor(() => expect(calls('sendChatAction')).toBe(shown));
    expect(await send(photo)).toMatchObject({ kind: 'sent' });
    expect(anna.actions).not.toContain('upload_photo');
  });
});
