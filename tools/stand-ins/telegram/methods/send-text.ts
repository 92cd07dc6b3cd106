import { flagOf, integerOf, isRecord, jsonOf, numberOf, type Params, textOf } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import { findOpenChat, spend } from '../chats.ts';
import { deliver } from '../deliver.ts';
import { readReplyMarkup } from '../text/read-reply-markup.ts';
import { readText } from '../text/read-text.ts';
import type { Chat } from '../world.ts';
import type { Call, Methods } from './call.ts';

/** sendMessage and the others that carry no file. */
export const sendingMethods: Methods = {
  sendmessage: call => {
    const { text, entities } = readText(call.params);
    return send(call, { text, ...(entities.length > 0 && { entities }) });
  },
  sendlocation: call => send(call, { location: readPlace(call.params) }),
  sendvenue: call => {
    const location = readPlace(call.params);
    const [title, address] = ['title', 'address'].map(name => textOf(call.params, name));
    // The documentation requires both; the real server's words for it are not known to us.
    if (!title) throw badRequest('title must be non-empty');
    if (!address) throw badRequest('address must be non-empty');
    return send(call, { location, venue: { location, title, address } });
  },
  sendcontact: call => {
    const phone = textOf(call.params, 'phone_number');
    const first = textOf(call.params, 'first_name');
    if (phone === '') throw badRequest('phone number must be non-empty');
    if (first === '') throw badRequest('first name must be non-empty');
    const last = textOf(call.params, 'last_name');
    return send(call, { contact: { phone_number: phone, first_name: first, ...(last && { last_name: last }) } });
  },
  sendchataction: call => {
    const action = textOf(call.params, 'action');
    if (!actions.has(action)) throw badRequest('wrong parameter action in request');
    findOpenChat(call.world, call.params).actions.push(action);
    return true;
  },
};

const actions = new Set(
  'typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note'.split(
    ' ',
  ),
);

function send(call: Call, content: Record<string, unknown>) {
  const { world, params, limits } = call;
  const chat = findOpenChat(world, params);
  const markup = readReplyMarkup(params, chat);
  const reply = readReply(params, chat);
  spend(limits, chat);
  return deliver(world, chat, { ...reply, ...content }, markup);
}

/** The message that is answered, if one is named and still there. */
export function readReply(params: Params, chat: Chat): Record<string, unknown> {
  const given = readJson(params, 'reply_parameters');
  const old = integerOf(params, 'reply_to_message_id');
  if (given === undefined && old === undefined) return {};
  if (given !== undefined && !isRecord(given)) throw badRequest('object expected as reply parameters');
  const id = given ? integerOf(given, 'message_id') : old;
  if (id === undefined) throw badRequest('can\'t find field "message_id"');
  const message = chat.history.get(id);
  if (message) return { reply_to_message: message };
  if (flagOf(given ?? params, 'allow_sending_without_reply')) return {};
  throw badRequest('message to be replied not found');
}

function readJson(params: Params, name: string): unknown {
  try {
    return jsonOf(params, name);
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}

function readPlace(params: Params) {
  const [latitude, longitude] = ['latitude', 'longitude'].map(name => {
    if (textOf(params, name) === '') throw badRequest(`${name} is empty`);
    return numberOf(params, name);
  });
  const possible = latitude !== undefined && longitude !== undefined && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  if (!possible) throw badRequest('wrong location specified');
  return { latitude, longitude };
}
