import { Telegraf, Telegram } from 'telegraf';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type Customer,
  sampleDocument,
  samplePhoto,
  sampleVoice,
  startTelegramStandIn,
  type TelegramStandIn,
} from '../../../tools/stand-ins/index.ts';

let telegram: TelegramStandIn;
let client: Telegram;
let anna: Customer;

beforeEach(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  client = new Telegram(telegram.token, { apiRoot: telegram.url });
  anna = telegram.customer({ firstName: 'Анна', phone: '79990000101' });
});
afterEach(() => telegram.stop());

it('carries a conversation with a polling bot', async () => {
  const bot = new Telegraf(telegram.token, { telegram: { apiRoot: telegram.url } });
  bot.start(context =>
    context.reply(`Здравствуйте! ${context.payload}`, {
      reply_markup: {
        inline_keyboard: [[{ text: 'Кухня', callback_data: 'room:kitchen' }], [{ text: 'Ванная', callback_data: 'room:bath' }]],
      },
    }),
  );
  bot.action('room:bath', async context => {
    await context.answerCbQuery('Отлично');
    await context.editMessageText('Ванная');
    await context.reply('Телефон?', { reply_markup: { keyboard: [[{ text: 'Поделиться', request_contact: true }]] } });
  });
  bot.on('message', context => {
    const { message } = context;
    const own = 'contact' in message && message.contact.user_id === message.from.id;
    return context.reply(own ? 'Своя' : 'Чужая', { reply_markup: { remove_keyboard: true } });
  });
  const polling = bot.launch();
  await anna.start('promo-vk-ads');
  const hello = await anna.receives(/Здравствуйте/);
  expect(hello.text).toBe('Здравствуйте! promo-vk-ads');
  expect(hello.buttons.map(row => row.map(({ label }) => label))).toEqual([['Кухня'], ['Ванная']]);
  await anna.presses('Ванная');
  expect(await anna.isAnswered()).toEqual({ alert: false, text: 'Отлично' });
  expect((await anna.seesEdit('Ванная')).buttons).toEqual([]);
  await anna.receives('Телефон?');
  expect(anna.keyboard).toMatchObject([[{ label: 'Поделиться', kind: 'phone', inline: false }]]);
  await anna.presses('Поделиться');
  await anna.receives('Своя');
  expect(anna.keyboard).toEqual([]);
  await anna.sharesContactOf({ firstName: 'Пётр', phone: '79990000202' });
  await anna.receives('Чужая');
  bot.stop();
  await polling;
});

it('takes files of every kind and keeps name, caption and bytes', async () => {
  await anna.start();
  await client.sendPhoto(anna.id, { source: samplePhoto }, { caption: 'Фото' });
  await client.sendDocument(anna.id, { source: sampleDocument, filename: 'Смета.pdf' });
  await client.sendVoice(anna.id, { source: sampleVoice });
  await client.sendAudio(anna.id, { source: sampleVoice, filename: 'a.mp3' });
  await client.sendVideo(anna.id, { source: sampleDocument, filename: 'a.mp4' });
  const album = await client.sendMediaGroup(anna.id, [
    { type: 'photo', media: { source: samplePhoto }, caption: 'Альбом' },
    { type: 'photo', media: { source: samplePhoto } },
  ]);
  expect(new Set(album.map(message => 'media_group_id' in message && message.media_group_id)).size).toBe(1);
  expect(anna.messages.map(({ text, files }) => [text, files[0]?.kind])).toEqual([
    ['Фото', 'photo'],
    ['', 'document'],
    ['', 'voice'],
    ['', 'audio'],
    ['', 'video'],
    ['Альбом', 'photo'],
    ['', 'photo'],
  ]);
  expect(anna.messages[1]?.files[0]).toMatchObject({ name: 'Смета.pdf', content: sampleDocument });
});

it('sends a file again by its id', async () => {
  await anna.start();
  const sent = await client.sendDocument(anna.id, { source: sampleDocument, filename: 'a.pdf' });
  await client.sendDocument(anna.id, sent.document.file_id);
  expect(anna.messages[1]?.files[0]?.content).toEqual(sampleDocument);
  await expect(client.sendPhoto(anna.id, sent.document.file_id)).rejects.toThrow("can't use file of type Document as Photo");
});

it('refuses pictures that are none and files that are empty', async () => {
  await anna.start();
  await expect(client.sendPhoto(anna.id, { source: sampleDocument })).rejects.toThrow('IMAGE_PROCESS_FAILED');
  await expect(client.sendPhoto(anna.id, { source: Buffer.alloc(11 * 1024 * 1024) })).rejects.toThrow('file is too big');
  await expect(client.sendDocument(anna.id, { source: Buffer.alloc(0), filename: 'a' })).rejects.toThrow(
    'file must be non-empty',
  );
  await expect(client.sendDocument(anna.id, { source: Buffer.alloc(51 * 1024 * 1024), filename: 'a' })).rejects.toThrow('413');
});

it('refuses albums that mix documents with photos', async () => {
  await anna.start();
  const mixed = client.sendMediaGroup(anna.id, [
    { type: 'document', media: { source: sampleDocument } },
    { type: 'photo', media: { source: samplePhoto } },
    // The types of the library forbid what the server has to refuse.
  ] as never);
  await expect(mixed).rejects.toThrow("documents can't be mixed with other media types");
});

it('hands out the files that customers send', async () => {
  await anna.sendsPhoto(samplePhoto, 'Фото проекта');
  await anna.sendsDocument({ name: 'ТЗ на сайт.pdf' });
  await anna.sendsVoice();
  await anna.sendsVideo();
  await anna.sendsSticker();
  await anna.sendsLocation();
  await anna.sendsAlbum([samplePhoto, samplePhoto], 'Две');
  const updates = await client.getUpdates(0, 100, 0, undefined);
  const messages = updates.map(update => ('message' in update ? update.message : undefined));
  const [photo, document] = messages;
  expect(photo).toMatchObject({ caption: 'Фото проекта', photo: [{ width: 90 }, { width: 320, height: 240 }] });
  expect(document).toMatchObject({ document: { file_name: 'ТЗ на сайт.pdf', mime_type: 'application/pdf' } });
  expect(messages.slice(2)).toMatchObject([
    { voice: { duration: 7 } },
    { video: {} },
    { sticker: {} },
    { location: {} },
    { caption: 'Две' },
    {},
  ]);
  const id = document && 'document' in document ? document.document.file_id : '';
  const response = await fetch(await client.getFileLink(id));
  expect(Buffer.from(await response.arrayBuffer())).toEqual(sampleDocument);
});

it('tells of an edit, a block and an unblock', async () => {
  await anna.says('Хочу записаться');
  await anna.edits('Хочу записаться завтра');
  await anna.blocks();
  await expect(client.sendMessage(anna.id, 'а')).rejects.toThrow('403: Forbidden: bot was blocked by the user');
  await anna.unblocks();
  expect(await client.getUpdates(0, 100, 0, undefined)).toMatchObject([
    { message: { text: 'Хочу записаться' } },
    { edited_message: { message_id: 1, text: 'Хочу записаться завтра' } },
    { my_chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked', until_date: 0 } } },
    { my_chat_member: { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } } },
  ]);
});

it('says whom it waited for in vain', async () => {
  await anna.start();
  await client.sendMessage(anna.id, 'Другое');
  await expect(anna.receives('Это', { timeoutMs: 1 })).rejects.toThrow('Анна got no message like Это in 1 ms. Unread: "Другое"');
  await expect(anna.presses('Нет такой')).rejects.toThrow('No button "Нет такой" to press');
});
