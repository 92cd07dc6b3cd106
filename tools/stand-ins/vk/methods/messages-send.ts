import { randomInt } from 'node:crypto';
import type { Received } from '../../shared/mailbox.ts';
import { integerOf, isRecord, listOf, type Params, textOf } from '../../shared/params.ts';
import { readKeyboard, type VkKeyboard } from '../keyboard.ts';
import { findRepeat, rememberSent } from '../random-ids.ts';
import { invalidParameter, VkError } from '../vk-error.ts';
import { addVkMessage, type Dialog, refusals, type StoredFile, type VkMessage, type VkWorld } from '../world.ts';
import { type Call, requiredInteger } from './call.ts';

const longestText = 4096;
const longestPayload = 1000;
const mostPeers = 100;
const firstChatPeer = 2_000_000_000;

/** What is sent, checked; the same for every peer. */
export interface Content {
  text: string;
  keyboard: VkKeyboard | undefined;
  payload: string;
  attachments: string[];
  place: { latitude: number; longitude: number } | undefined;
  /** The id of a message of the same dialog. */
  replyTo?: number | undefined;
}

/** messages.send: the id for `peer_id`, a list with an entry and possibly an error a peer for `peer_ids`. */
export function sendMessage(call: Call): unknown {
  const { params } = call;
  if (textOf(params, 'user_ids') !== '') throw invalidParameter('user_ids is deprecated since 5.138, use peer_ids');
  const randomId = readRandomId(params);
  const peers = listOf(params, 'peer_ids');
  const single = integerOf(params, 'peer_id') ?? integerOf(params, 'user_id');
  if (peers.length > 0 && single !== undefined) throw invalidParameter('peer_id and peer_ids are mutually exclusive');
  if (peers.length > mostPeers) throw invalidParameter(`peer_ids has more than ${mostPeers} items`);
  if (peers.length === 0 && single === undefined) {
    throw invalidParameter('you should specify peer_id, user_id, domain, chat_id or user_ids param');
  }
  const content = readContent(call.world, params);
  if (single !== undefined) return sendTo(call.world, single, randomId, content).id;
  return peers.map(peer => sendToOneOfMany(call, Number(peer), randomId, content));
}

/** The text, keyboard and attachments of a message or an edit. */
export function readContent(world: VkWorld, params: Params): Content {
  const text = textOf(params, 'message');
  const attachments = listOf(params, 'attachment');
  const keyboard = readKeyboard(textOf(params, 'keyboard'));
  const payload = textOf(params, 'payload');
  const place = readPlace(params);
  if (text.trim() === '' && attachments.length === 0 && !place) throw invalidParameter('message is empty or invalid');
  if (text.length > longestText) throw new VkError(914);
  if (payload.length > longestPayload || (payload !== '' && !isJson(payload)))
    throw invalidParameter('payload should be valid json');
  if (keyboard && !world.settings.bots_capabilities) throw new VkError(912);
  if (attachments.length > 10) throw invalidParameter('attachment has more than 10 items');
  for (const attachment of attachments) checkAttachment(world, attachment);
  return { text, keyboard, payload, attachments, place, replyTo: integerOf(params, 'reply_to') };
}

/** `random_id` is an int32 and has to be given; 0 switches the comparison off. */
function readRandomId(params: Params): number {
  if (params.random_id === undefined) throw invalidParameter('random_id is a required parameter');
  const id = requiredInteger(params, 'random_id');
  if (id !== (id | 0)) throw invalidParameter('random_id not integer');
  return id;
}

function sendToOneOfMany(call: Call, peer: number, randomId: number, content: Content): unknown {
  try {
    const failure = call.failures.take({ method: 'messages.send', chat: String(peer) });
    if (isRecord(failure) && 'errorCode' in failure) throw new VkError(Number(failure.errorCode));
    const { id, cmid } = sendTo(call.world, peer, randomId, content);
    return { peer_id: peer, message_id: id, conversation_message_id: cmid };
  } catch (error) {
    if (!(error instanceof VkError)) throw error;
    return { peer_id: peer, message_id: 0, conversation_message_id: 0, error: { code: error.code, description: error.message } };
  }
}

function sendTo(world: VkWorld, peer: number, randomId: number, content: Content): { id: number; cmid: number } {
  const dialog = openDialog(world, peer);
  const now = world.clock.now().getTime();
  const repeat = findRepeat(dialog, randomId, now);
  if (repeat) return repeat;
  const message = addVkMessage(world, dialog, -world.group.id, {
    ...fieldsOf(world, content),
    ...replyOf(world, dialog, content),
    random_id: randomId,
  });
  const sent = { id: message.id, cmid: message.conversation_message_id, at: now, randomId };
  rememberSent(dialog, sent);
  show(world, dialog, message, content);
  world.emit('message_reply', message);
  return sent;
}

/** What is written in the community's name past the API: by a person of its staff, or by VK itself (a greeting), which nobody signs. */
export function sendPastApi(world: VkWorld, peer: number, text: string, author?: number): number {
  const dialog = openDialog(world, peer);
  const content: Content = { text, keyboard: undefined, payload: '', attachments: [], place: undefined };
  const random_id = author === undefined ? 0 : randomInt(1, 2 ** 31);
  const by = author === undefined ? {} : { admin_author_id: author };
  const message = addVkMessage(world, dialog, -world.group.id, { ...fieldsOf(world, content), random_id, ...by });
  show(world, dialog, message, content);
  world.emit('message_reply', message);
  return message.id;
}

function openDialog(world: VkWorld, peer: number): Dialog {
  if (peer >= firstChatPeer) throw new VkError(917);
  const dialog = world.dialogs.get(peer);
  // Somebody VK knows and we do not never allowed us anything either.
  if (!dialog) throw new VkError(901);
  if (dialog.access !== 'allowed') throw new VkError(refusals[dialog.access]);
  return dialog;
}

/** What is answered has to lie in the same dialog. */
function replyOf(world: VkWorld, { user }: Dialog, { replyTo }: Content): { reply_message?: VkMessage } {
  if (replyTo === undefined) return {};
  const answered = world.messages.get(replyTo);
  if (answered?.peer_id !== user.id) throw invalidParameter('reply_to is no message of this dialog');
  // What a message answers in turn is not shown.
  const { reply_message: _deeper, ...shown } = answered;
  return { reply_message: shown };
}

/** What of the content stands in the message itself. */
export function fieldsOf(world: VkWorld, { text, keyboard, payload, attachments, place }: Content): Partial<VkMessage> {
  return {
    text,
    attachments: attachments.map(name => {
      const type = /^[a-z_]+?(?=-?\d)/.exec(name)?.[0] ?? '';
      return { type, [type]: world.objects.get(key(name)) ?? { name } };
    }),
    ...(keyboard && { keyboard: keyboard.raw }),
    ...(payload && { payload }),
    ...(place && { geo: { type: 'point', coordinates: place } }),
  };
}

function show(world: VkWorld, dialog: Dialog, message: VkMessage, content: Content): void {
  const received: Received = {
    id: message.conversation_message_id,
    at: world.clock.now(),
    text: message.text,
    buttons: content.keyboard?.rows ?? [],
    files: filesOf(world, content),
    edits: 0,
    deleted: false,
    raw: { ...message },
  };
  dialog.received.set(received.id, received);
  if (content.keyboard && !content.keyboard.inline)
    dialog.keyboard = { rows: received.buttons, oneTime: content.keyboard.oneTime };
  dialog.mailbox.add(received);
}

export function filesOf(world: VkWorld, { attachments }: Content): Received['files'] {
  const files = attachments
    .map(name => world.attachments.get(key(name)))
    .filter((file): file is StoredFile => file !== undefined);
  return files.map(({ kind, name, mime, content }) => ({ kind, name, mime, size: content.length, content }));
}

/** VK leaves out what it does not know in silence; then a message arrives without its file, so we refuse. */
function checkAttachment(world: VkWorld, name: string): void {
  if (!/^(photo|video|audio|doc|audio_message|wall|market|poll|story|graffiti)-?\d+_\d+(_\w+)?$/.test(name)) {
    throw invalidParameter('attachment has a wrong format');
  }
  if (/^(photo|doc|audio_message)/.test(name) && !world.attachments.has(key(name)))
    throw invalidParameter(`attachment ${name} not found`);
}

/** Without the access key: the same object. */
const key = (name: string) => /^[a-z_]+?-?\d+_\d+/.exec(name)?.[0] ?? name;

function readPlace(params: Params): Content['place'] {
  if (textOf(params, 'lat') === '' && textOf(params, 'long') === '') return undefined;
  const [latitude, longitude] = [Number(textOf(params, 'lat')), Number(textOf(params, 'long'))];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw invalidParameter('lat and long are invalid');
  return { latitude, longitude };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
