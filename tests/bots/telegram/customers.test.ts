import { buffer } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegram, type Telegram } from '../../../bots/telegram/index.ts';
import {
  type Customer,
  sampleAudio,
  samplePhoto,
  sampleVideo,
  startTelegramStandIn,
  type TelegramStandIn,
} from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { type TestIntake, testIntake } from '../../support/test-intake.ts';

let standIn: TelegramStandIn;
let messenger: Telegram;
let intake: TestIntake;
let anna: Customer;

beforeEach(async () => {
  standIn = await startTelegramStandIn({ limits: false });
  intake = testIntake();
  messenger = createTelegram({
    token: standIn.token,
    apiRoot: standIn.url,
    transport: 'polling',
    webhookSecret: '',
    openFile: () => Promise.reject(new Error('no files here')),
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
  });
  await messenger.start(intake);
  anna = standIn.customer({ firstName: 'Анна', started: true });
});
afterEach(async () => {
  await messenger.stop();
  await standIn.stop();
});

describe('what only Telegram tells of', () => {
  it.each([
    ['a film in a circle', 'videoNote', sampleVideo, () => anna.sendsVideoNote()],
    ['a piece of music', 'audio', sampleAudio, () => anna.sendsAudio({ name: 'Песня.mp3' })],
    ['a film that repeats itself', 'animation', sampleVideo, () => anna.sendsAnimation()],
    ['a video', 'video', sampleVideo, () => anna.sendsVideo({ caption: 'Смотрите' })],
  ] as const)('is %s, with its bytes', async (_what, kind, bytes, act) => {
    await act();
    const { content } = await intake.next('media');
    expect(content.attachments).toMatchObject([{ kind, duration: expect.any(Number) }]);
    const { stream } = await messenger.file(content.attachments[0]?.ref ?? '');
    expect((await buffer(stream)).equals(bytes)).toBe(true);
  });

  it('are changed words, changed captions and exchanged files of an earlier message', async () => {
    await anna.says('Хочу стол');
    const { externalId } = await intake.next('text');
    await anna.edits('Хочу стол и стул');
    expect((await intake.next('edit')).content).toEqual({ kind: 'edit', externalId, text: 'Хочу стол и стул' });

    const photo = await anna.sendsPhoto(samplePhoto, 'Вот такой');
    const { content: before } = await intake.next('media');
    await anna.edits('Вот такой, но выше', photo);
    const { content: caption } = await intake.next('edit');
    expect(caption).toMatchObject({ externalId: String(photo), text: 'Вот такой, но выше' });
    // Nothing in the update says whether the file is another one; its name does.
    expect(caption.attachments?.[0]?.ref).toBe(before.attachments[0]?.ref);

    await anna.exchangesPhoto(photo);
    const { content: exchanged } = await intake.next('edit');
    expect(exchanged).toMatchObject({ externalId: String(photo), text: 'Вот такой, но выше', attachments: [{ kind: 'photo' }] });
    expect(exchanged.attachments?.[0]?.ref).not.toBe(before.attachments[0]?.ref);
  });

  it('is the part of a message that is answered', async () => {
    const address = { messenger: 'telegram' as const, account: messenger.account, chat: String(anna.id) };
    await messenger.send(address, { text: 'Удобно в субботу в 12:00?' }, 'k');
    const { id } = await anna.receives('Удобно');
    await anna.replies('А пораньше?', id, 'в 12:00');
    expect((await intake.next('text')).quoted).toMatchObject([{ externalId: String(id), text: 'в 12:00' }]);
  });
});
