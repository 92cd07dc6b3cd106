import type { Incoming, Lack, Person } from '../../src/messages/index.ts';
import type { ClientInfo, VkMessage } from './event-schema.ts';
import { type Parsed, parseContent } from './parse-content.ts';
import { type PassedOn, parsePassedOn, parseQuoted, readForeign } from './parse-foreign.ts';
import { buttonData, isStart, readPayload } from './read-payload.ts';

type Said = Pick<Incoming, 'content' | 'quoted' | 'forwarded'>;

/** A message that a person wrote to the community. A deep link's mark may come with any of them, not only with the first. */
export function parseMessage(message: VkMessage, client?: ClientInfo): Omit<Incoming, 'address'> {
  const lacks = lacksOf(client);
  return {
    from: person(message.from_id, client?.lang_id),
    at: new Date(message.date * 1000),
    externalId: externalIdOf(message),
    ...parseSaid(message),
    ...(message.ref && { link: message.ref }),
    ...(message.ref_source && { linkSource: message.ref_source }),
    ...(lacks && { lacks }),
  };
}

/** Nothing where VK does not tell. Our buttons are of the kind `callback`, above the keyboard or in its place. */
function lacksOf({ keyboard, inline_keyboard, button_actions: actions }: ClientInfo = {}): Lack[] | undefined {
  if (keyboard === undefined && inline_keyboard === undefined && actions === undefined) return undefined;
  const without = (action: string) => actions !== undefined && !actions.includes(action);
  if (keyboard === false || inline_keyboard === false || without('callback')) return ['buttons'];
  return [...(without('open_link') ? ['links' as const] : []), ...(without('location') ? ['location' as const] : [])];
}

/** VK's id of a message of a dialog; in what it tells of chats only the other one counts. */
export function externalIdOf({ id, conversation_message_id }: VkMessage): string {
  return String(id || conversation_message_id || 0);
}

function parseSaid(message: VkMessage): Said {
  const payload = readPayload(message.payload);
  if (isStart(payload)) return { content: { kind: 'start' } };
  const { text } = message;
  const data = buttonData(payload);
  if (data !== undefined && !message.geo) return { content: { kind: 'press', data, ...(text && { label: text }) } };
  return parseWords(message);
}

/** What was said in free words, without looking for a button behind them. */
export function parseWords(message: VkMessage): Said {
  const own = parseContent(message);
  if (own) return assemble(own, parseQuoted(message));
  const passedOn: PassedOn | undefined = parsePassedOn(readForeign(message.fwd_messages));
  if (!passedOn) {
    const what = message.fwd_messages && message.fwd_messages.length > 0 ? 'forward' : 'message';
    return assemble({ content: { kind: 'unsupported', what }, besides: [] }, parseQuoted(message));
  }
  const { forwarded } = passedOn;
  return { ...assemble(passedOn, parseQuoted({ reply_message: message.reply_message })), forwarded };
}

function assemble({ content, besides }: Parsed, quoted: NonNullable<Said['quoted']>): Said {
  const all = [...quoted, ...besides];
  return { content, ...(all.length > 0 && { quoted: all }) };
}

/** VK's numbers of languages (https://dev.vk.com/ru/api/api-requests, `lang`). */
const languages = ['ru', 'uk', 'be', 'en', 'es', 'fi', 'de', 'it'];

function person(id: number, languageId: number | undefined): Person {
  const language = languageId === undefined ? undefined : languages[languageId];
  return { id: String(id), ...(language && { language }) };
}
