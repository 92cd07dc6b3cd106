import { randomInt } from 'node:crypto';
import type { Customer, CustomerOptions, ForeignMessage, SentFile } from '../shared/customer.ts';
import { findButton, followAnswers } from '../shared/customers.ts';
import { createMailbox, type Received } from '../shared/mailbox.ts';
import { sampleAudio, sampleDocument, samplePhoto, sampleVideo, sampleVoice } from '../shared/sample-files.ts';
import { mediaField, photoSizes, storeFile } from './files.ts';
import type { TelegramChat, TelegramMessage, TelegramUser } from './types.ts';
import type { Updates } from './updates.ts';
import { addChat, addMessage, type Chat, unixTime, type World } from './world.ts';

/** Makes up a person with a private chat to the bot; until they write, the bot may not write to them. */
export function createTelegramCustomer(world: World, updates: Updates, options: CustomerOptions): Customer {
  const { firstName, lastName, username, language = 'ru', phone = '79990000001', started = false } = options;
  const id = options.id ?? 6_123_456_000 + world.chats.size + 1;
  const names = { first_name: firstName, ...(lastName && { last_name: lastName }), ...(username && { username }) };
  const user: TelegramUser = { id, is_bot: false, ...names, language_code: language };
  const info: TelegramChat = { id, ...names, type: 'private' };
  const mailbox = createMailbox(firstName);
  const chat = addChat(world, info, mailbox);
  if (started) chat.access = 'open';
  if (options.photo) {
    const picture = { kind: 'photo', content: options.photo, name: 'profile.jpg', mime: 'image/jpeg' };
    chat.profilePhotos.push(photoSizes(world, storeFile(world, picture)));
  }
  const { messages } = mailbox;

  return {
    id,
    firstName,
    lastName,
    phone,
    start: link => send(command(link ? `/start ${link}` : '/start')),
    says: text => send(text.startsWith('/') ? command(text) : { text }),
    presses,
    sharesContact: (number = phone) => send({ ...replyToKeyboard(), contact: card({ firstName, phone: number, id }, lastName) }),
    sharesContactOf: other => send({ contact: card(other) }),
    sendsPhoto: (content = samplePhoto, caption) => sendFile('photo', { content, ...(caption !== undefined && { caption }) }),
    sendsDocument: (file = {}) =>
      sendFile('document', { content: sampleDocument, name: 'document.pdf', mime: 'application/pdf', ...file }),
    sendsVoice: (file = {}) =>
      sendFile('voice', { content: sampleVoice, name: 'voice.oga', mime: 'audio/ogg', duration: 7, ...file }),
    sendsVideo: (file = {}) =>
      sendFile('video', { content: sampleVideo, name: 'video.mp4', mime: 'video/mp4', duration: 5, ...file }),
    sendsVideoNote: (file = {}) =>
      sendFile('video_note', { content: sampleVideo, name: 'round.mp4', mime: 'video/mp4', duration: 9, ...file }),
    sendsAudio: (file = {}) =>
      sendFile('audio', { content: sampleAudio, name: 'song.mp3', mime: 'audio/mpeg', duration: 181, ...file }),
    sendsAnimation: (file = {}) =>
      sendFile('animation', { content: sampleVideo, name: 'cat.gif.mp4', mime: 'video/mp4', duration: 3, ...file }),
    sendsSticker: () => sendFile('sticker', { content: samplePhoto, name: 'sticker.webp', mime: 'image/webp' }),
    sendsLocation: ({ title, ...location } = moscow) =>
      send({ location, ...(title && { venue: { location, title, address: 'Мясницкая, 1' } }) }),
    async sendsAlbum(photos = [samplePhoto, samplePhoto], caption) {
      const group = { media_group_id: String(randomInt(1e12, 1e14)) };
      return await Promise.all(
        photos.map((content, index) =>
          sendFile('photo', { content, ...(caption !== undefined && index === 0 && { caption }) }, group),
        ),
      );
    },
    replies,
    passesOn,
    exchangesPhoto: async (messageId, content = samplePhoto) =>
      change(messageId, mediaField(world, storeFile(world, { kind: 'photo', content, name: 'photo.jpg', mime: 'image/jpeg' }))),
    edits,
    blocks: async () => setAccess('blocked', 'member', { status: 'kicked', until_date: 0 }),
    unblocks: async () => setAccess('open', 'kicked', { status: 'member' }),
    joins: async () => {},
    leaves: async () => {},
    deletesAccount() {
      chat.access = 'deactivated';
    },
    messages,
    get keyboard() {
      return currentKeyboard(messages);
    },
    actions: chat.actions,
    callbackAnswers: chat.callbackAnswers,
    receives: mailbox.receives,
    seesEdit: mailbox.seesEdit,
    isAnswered: followAnswers(mailbox, chat.callbackAnswers, firstName),
  };

  async function send(content: Record<string, unknown>): Promise<number> {
    if (chat.access === 'blocked') throw new Error(`${firstName} blocked the bot: unblock first, as the app would make them.`);
    chat.access = 'open';
    const message = addMessage(world, chat, user, content);
    updates.add('message', { ...message }, `chat:${id}`);
    return message.message_id;
  }

  function sendFile(
    kind: string,
    { content = samplePhoto, name = 'photo.jpg', mime = 'image/jpeg', ...rest }: SentFile,
    extra = {},
  ) {
    const file = storeFile(world, { kind, content, name, mime, ...(rest.size !== undefined && { size: rest.size }) });
    const field = mediaField(world, file, rest.duration === undefined ? {} : { duration: rest.duration });
    return send({ ...extra, ...field, ...(rest.caption !== undefined && { caption: rest.caption }) });
  }

  async function presses(label: string): Promise<void> {
    const { button, message } = findButton(messages, currentKeyboard(messages), label);
    if (button.kind === 'phone') await send({ ...replyToKeyboard(), contact: card({ firstName, phone, id }, lastName) });
    else if (button.kind === 'location') await send({ ...replyToKeyboard(), location: moscow });
    else if (button.kind === 'text') await send({ text: label });
    else if (button.kind === 'press' && message) pressInline(button.data ?? '', message);
  }

  function pressInline(data: string, { id: messageId }: Received): void {
    const queryId = `${randomInt(1e9, 1e12)}${String(randomInt(1e6)).padStart(6, '0')}`;
    world.queries.set(queryId, { chat, at: world.clock.now().getTime() });
    const message = chat.history.get(messageId) ?? { message_id: messageId, chat: info, date: 0 };
    const query = { id: queryId, from: user, message: { ...message }, chat_instance: String(-id * 7), data };
    updates.add('callback_query', query, `user:${id}`);
  }

  async function replies(text: string, to: number, quote?: string): Promise<number> {
    const answered = chat.history.get(to);
    if (!answered) throw new Error(`${firstName} knows no message ${to} to answer.`);
    // What a message answers in turn is not shown.
    const { reply_to_message: _deeper, ...shown } = answered;
    const position = String(answered.text ?? answered.caption ?? '').indexOf(quote ?? '');
    return send({
      text,
      reply_to_message: shown,
      ...(quote !== undefined && { quote: { text: quote, position, is_manual: true } }),
    });
  }

  async function passesOn({ from, text, photo }: ForeignMessage): Promise<number> {
    const [first_name, ...rest] = from.split(' ');
    const sender_user = { id: id + 500_000, is_bot: false, first_name, ...(rest.length > 0 && { last_name: rest.join(' ') }) };
    const forward_origin = { type: 'user', date: unixTime(world.clock) - 3600, sender_user };
    if (!photo) return send({ text: text ?? '', forward_origin });
    return sendFile('photo', { content: photo, ...(text !== undefined && { caption: text }) }, { forward_origin });
  }

  async function edits(text: string, messageId?: number): Promise<void> {
    const own = findOwn(messageId);
    change(own.message_id, own.text === undefined ? { caption: text } : { text });
  }

  function findOwn(messageId?: number): TelegramMessage {
    const own = [...chat.history.values()].findLast(
      ({ from, message_id }) => from.id === id && (messageId ?? message_id) === message_id,
    );
    if (!own) throw new Error(`${firstName} has no message to edit.`);
    return own;
  }

  function change(messageId: number, content: Record<string, unknown>): void {
    const own = findOwn(messageId);
    Object.assign(own, content, { edit_date: unixTime(world.clock) });
    updates.add('edited_message', { ...own }, `chat:${id}`);
  }

  function setAccess(access: Chat['access'], before: string, now: Record<string, unknown>): void {
    chat.access = access;
    const member = { chat: info, from: user, date: unixTime(world.clock) };
    const old = before === 'kicked' ? { status: before, until_date: 0 } : { status: before };
    const change = { ...member, old_chat_member: { user: world.bot, ...old }, new_chat_member: { user: world.bot, ...now } };
    updates.add('my_chat_member', change, `chat:${id}`);
  }

  /** The app answers a request for the number with a reply to the message that asked. */
  function replyToKeyboard(): Record<string, unknown> {
    const asking = messages.findLast(({ buttons }) => buttons.flat().some(({ kind }) => kind === 'phone'));
    const message = asking && chat.history.get(asking.id);
    return message ? { reply_to_message: message } : {};
  }
}

const moscow: { latitude: number; longitude: number; title?: string } = { latitude: 55.751244, longitude: 37.618423 };

function command(text: string): Record<string, unknown> {
  return { text, entities: [{ offset: 0, length: text.split(' ', 1)[0]?.length ?? 0, type: 'bot_command' }] };
}

function card(of: { firstName: string; phone: string; id?: number }, lastName?: string): Record<string, unknown> {
  return {
    phone_number: of.phone,
    first_name: of.firstName,
    ...(lastName && { last_name: lastName }),
    ...(of.id !== undefined && { user_id: of.id }),
  };
}

/** A keyboard stays until another comes or it is taken away. */
function currentKeyboard(messages: Received[]) {
  const last = messages.findLast(({ raw, buttons }) => {
    const markup = raw.reply_markup;
    const removes = typeof markup === 'object' && markup !== null && 'remove_keyboard' in markup;
    return removes || buttons.flat().some(({ inline }) => !inline);
  });
  return last?.buttons ?? [];
}
