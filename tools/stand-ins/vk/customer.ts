import { randomBytes } from 'node:crypto';
import type { Customer, CustomerOptions, SentFile } from '../shared/customer.ts';
import { findButton, followAnswers } from '../shared/customers.ts';
import { createMailbox, type Received } from '../shared/mailbox.ts';
import { sampleAudio, sampleDocument, samplePhoto, sampleVideo, sampleVoice } from '../shared/sample-files.ts';
import { docObject, photoObject, stickerObject, videoObject, voiceObject } from './attachments.ts';
import { clientInfo } from './events.ts';
import { addVkMessage, type Dialog, type StoredFile, type VkMessage, type VkUser, type VkWorld } from './world.ts';

/** What VK tells of a person and Telegram does not, and what can bar the way to them. */
export interface VkCustomerOptions extends CustomerOptions {
  /** 1 for a woman, 2 for a man. */
  sex?: number;
  /** `D.M` or `D.M.YYYY`. */
  bdate?: string;
  city?: { id: number; title: string };
  /** What their app does not do as usual. Read with each message, so it may change. */
  client?: Partial<typeof clientInfo>;
}

export interface VkCustomer extends Customer {
  /** Opens the dialog through a link and writes: `ref` and `ref_source` come with the message. */
  startFrom(ref: string, source: string): Promise<number>;
  /** Presses "Allow messages" on the site; `key` is what the widget gave. */
  allows(key?: string): Promise<void>;
  /** Sends so many photos that the event tells of the first one only; `is_cropped` says so. */
  sendsTooManyPhotos(count: number): Promise<number>;
  /** Closes their messages to communities (902), or is put on the community's blacklist (900). */
  isClosedBy(reason: 'private' | 'blacklisted'): void;
}

export function createVkCustomer(world: VkWorld, options: VkCustomerOptions): VkCustomer {
  const { firstName, lastName, phone = '79990000001', started = false, id = 418_618_000 + world.dialogs.size + 1 } = options;
  const user: VkUser = {
    id,
    first_name: firstName,
    last_name: lastName ?? '',
    domain: options.username ?? `id${id}`,
    sex: options.sex ?? 0,
    ...(options.bdate && { bdate: options.bdate }),
    ...(options.city && { city: options.city }),
  };
  const client = () => ({ ...clientInfo, ...options.client });
  const mailbox = createMailbox(firstName);
  const dialog: Dialog = {
    user,
    access: started ? 'allowed' : 'never',
    lastCmid: 0,
    messages: new Map(),
    sent: [],
    mailbox,
    received: new Map(),
    keyboard: { rows: [], oneTime: false },
    actions: [],
    callbackAnswers: [],
  };
  world.dialogs.set(id, dialog);
  if (options.photo) {
    world.files.set(`/avatars/${id}.jpg`, { kind: 'photo', name: `${id}.jpg`, mime: 'image/jpeg', content: options.photo });
  }
  const { messages } = mailbox;
  const startButton = { text: 'Начать', payload: JSON.stringify({ command: 'start' }) };

  return {
    id,
    firstName,
    lastName,
    phone,
    start: ref => send({ ...startButton, ...(ref && { ref, ref_source: '' }) }),
    startFrom: (ref, source) => send({ ...startButton, ref, ref_source: source }),
    says: text => send({ text }),
    presses,
    sharesContact: (number = phone) => send({ text: number }),
    sharesContactOf: other => send({ text: `${other.firstName} ${other.phone}` }),
    sendsPhoto: (content = samplePhoto, caption = '') => send({ text: caption, attachments: [photo(content)] }),
    sendsDocument: (file = {}) => {
      const { size, ...stored } = asFile(file, { content: sampleDocument, name: 'document.pdf', mime: 'application/pdf' });
      return send({ text: file.caption ?? '', attachments: [{ type: 'doc', doc: docObject(world, id, stored, size) }] });
    },
    sendsVoice: (file = {}) => {
      const stored = asFile(file, { content: sampleVoice, name: 'voice.ogg', mime: 'audio/ogg' });
      return send({
        attachments: [{ type: 'audio_message', audio_message: voiceObject(world, id, stored, file.duration ?? 7) }],
      });
    },
    sendsVideo: (file = {}) => {
      const stored = asFile(file, { content: sampleVideo, name: 'video.mp4', mime: 'video/mp4' });
      return send({
        text: file.caption ?? '',
        attachments: [{ type: 'video', video: videoObject(world, id, stored, file.duration ?? 5) }],
      });
    },
    sendsVideoNote: (file = {}) => {
      const stored = asFile(file, { content: sampleVideo, name: 'video.mp4', mime: 'video/mp4' });
      return send({ attachments: [{ type: 'video', video: videoObject(world, id, stored, file.duration ?? 9) }] });
    },
    sendsAudio: (file = {}) => {
      const { name, content } = asFile(file, { content: sampleAudio, name: 'song.mp3', mime: 'audio/mpeg' });
      const stored = { kind: 'document', name, content, mime: 'audio/mpeg' };
      const { url } = docObject(world, id, stored);
      const audio = { id: 456_239_001, owner_id: id, artist: 'Хор', title: name, duration: file.duration ?? 181, url };
      return send({ text: file.caption ?? '', attachments: [{ type: 'audio', audio }] });
    },
    sendsAnimation: (file = {}) => {
      const { size, ...stored } = asFile(file, { content: samplePhoto, name: 'cat.gif', mime: 'image/gif' });
      return send({ text: file.caption ?? '', attachments: [{ type: 'doc', doc: docObject(world, id, stored, size) }] });
    },
    sendsSticker: () => {
      const file: StoredFile = { kind: 'sticker', name: 'sticker.png', mime: 'image/png', content: samplePhoto };
      return send({ attachments: [{ type: 'sticker', sticker: stickerObject(world, file) }] });
    },
    sendsLocation: (place = { latitude: 55.751244, longitude: 37.618423 }) => send({ geo: geo(place) }),
    sendsAlbum: async (photos = [samplePhoto, samplePhoto], caption = '') => [
      await send({ text: caption, attachments: photos.map(photo) }),
    ],
    replies: (text, to) => {
      const answered = dialog.messages.get(to);
      if (!answered) throw new Error(`${firstName} knows no message ${to} to answer.`);
      return send({ text, reply_message: foreign(answered) });
    },
    passesOn: ({ text = '', photo: content }) => {
      const attachments = content ? [photo(content)] : [];
      const date = Math.floor(world.clock.now().getTime() / 1000) - 3600;
      return send({
        fwd_messages: [{ date, from_id: 418_617_999, text, attachments, fwd_messages: [], conversation_message_id: 7 }],
      });
    },
    exchangesPhoto: async (cmid, content = samplePhoto) => {
      const own = dialog.messages.get(cmid);
      if (!own) throw new Error(`${firstName} has no message ${cmid} to change.`);
      own.attachments = [photo(content)];
    },
    sendsTooManyPhotos: async count => {
      const message = addVkMessage(world, dialog, id, { attachments: Array.from({ length: count }, () => photo(samplePhoto)) });
      const told = { ...message, attachments: message.attachments.slice(0, 1), is_cropped: true };
      world.emit('message_new', { message: told, client_info: client() });
      return message.conversation_message_id;
    },
    edits: async (text, cmid) => {
      const own = [...dialog.messages.values()].findLast(
        message => message.out === 0 && (cmid ?? message.conversation_message_id) === message.conversation_message_id,
      );
      if (!own) throw new Error(`${firstName} has no message to edit.`);
      own.text = text;
    },
    blocks: async () => {
      dialog.access = 'denied';
      world.emit('message_deny', { user_id: id });
    },
    unblocks: () => allows(),
    allows,
    joins: async () => world.emit('group_join', { user_id: id, join_type: 'join' }),
    leaves: async () => world.emit('group_leave', { user_id: id, self: 1 }),
    deletesAccount() {
      dialog.access = 'deleted';
    },
    isClosedBy(reason) {
      dialog.access = reason;
    },
    messages,
    get keyboard() {
      return dialog.keyboard.rows;
    },
    actions: dialog.actions,
    callbackAnswers: dialog.callbackAnswers,
    receives: mailbox.receives,
    seesEdit: mailbox.seesEdit,
    isAnswered: followAnswers(mailbox, dialog.callbackAnswers, firstName),
  };

  /** A first message allows the community to answer, and so does one after messages were denied. */
  async function send(content: Partial<VkMessage>): Promise<number> {
    if (dialog.access === 'never' || dialog.access === 'denied') {
      dialog.access = 'allowed';
      world.emit('message_allow', { user_id: id, key: '' });
    }
    const message = addVkMessage(world, dialog, id, content);
    world.emit('message_new', { message, client_info: client() });
    return message.conversation_message_id;
  }

  async function allows(key = ''): Promise<void> {
    dialog.access = 'allowed';
    world.emit('message_allow', { user_id: id, key });
  }

  async function presses(label: string): Promise<void> {
    const { button, message } = findButton(messages, dialog.keyboard.rows, label);
    const payload = button.data === undefined ? {} : { payload: button.data };
    if (dialog.keyboard.oneTime && !button.inline) dialog.keyboard = { rows: [], oneTime: false };
    if (button.kind === 'text') await send({ text: label, ...payload });
    else if (button.kind === 'location') await send({ geo: geo({ latitude: 55.751244, longitude: 37.618423 }), ...payload });
    else if (button.kind === 'press') pressCallback(button.data, message);
  }

  function pressCallback(data: string | undefined, message: Received | undefined): void {
    const eventId = randomBytes(6).toString('hex');
    world.presses.set(eventId, { userId: id, at: world.clock.now().getTime() });
    const payload: unknown = data === undefined ? undefined : JSON.parse(data);
    world.emit('message_event', {
      user_id: id,
      peer_id: id,
      event_id: eventId,
      ...(payload !== undefined && { payload }),
      ...(message && { conversation_message_id: message.id }),
    });
  }

  function photo(content: Buffer): Record<string, unknown> {
    return { type: 'photo', photo: photoObject(world, id, { kind: 'photo', name: 'photo.jpg', mime: 'image/jpeg', content }) };
  }
}

/** A message as it stands inside another one. */
function foreign({ id, date, from_id, text, attachments, conversation_message_id, peer_id, payload }: VkMessage) {
  return { id, date, from_id, text, attachments, conversation_message_id, peer_id, ...(payload !== undefined && { payload }) };
}

function asFile(file: SentFile, usual: { content: Buffer; name: string; mime: string }): StoredFile & { size: number } {
  const { content = usual.content, name = usual.name, mime = usual.mime } = file;
  return { kind: 'document', content, name, mime, size: file.size ?? content.length };
}

function geo({ title, ...coordinates }: { latitude: number; longitude: number; title?: string }): Record<string, unknown> {
  return { type: 'point', coordinates, ...(title && { place: { title } }) };
}
