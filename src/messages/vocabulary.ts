/**
 * The words that every messenger and every room share. A messenger turns its own updates into `Incoming` and our `Outgoing`
 * into its own calls; nobody else in the program knows how Telegram or VK speak.
 */

export const messengerNames = ['telegram', 'vk', 'web'] as const;
export type MessengerName = (typeof messengerNames)[number];

/** Where a conversation takes place: the dialog `chat` with our `account` (bot id, group id, `site`) in one messenger. */
export interface Address {
  messenger: MessengerName;
  account: string;
  chat: string;
}

/** Who writes, as far as the messenger tells. `id` is theirs in that messenger. */
export interface Person {
  id: string;
  firstName?: string;
  lastName?: string;
  username?: string;
  /** BCP 47, as the messenger's profile says: `ru`, `en`, `pt-br`. */
  language?: string;
}

export type AttachmentKind = 'photo' | 'video' | 'videoNote' | 'voice' | 'audio' | 'document' | 'sticker' | 'animation';

/** A file that a customer sent: where the messenger keeps it and what it said about it. */
export interface IncomingAttachment {
  kind: AttachmentKind;
  /** What `Messenger.file` needs to fetch it: a file id or a URL. Never shown to anybody. */
  ref: string;
  name?: string;
  mime?: string;
  /** Bytes. */
  size?: number;
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
}

export type IncomingContent =
  | { kind: 'text'; text: string }
  /** The Start button or /start; what the deep link carried is in `Incoming.link`. */
  | { kind: 'start' }
  /** A button of ours. `acknowledge` is what `Messenger.acknowledge` needs so that the button stops spinning. */
  | { kind: 'press'; data: string; label?: string; acknowledge?: string }
  | { kind: 'media'; attachments: IncomingAttachment[]; caption?: string }
  /** A shared contact card; `own` only when the messenger proves that it is the sender's. */
  | { kind: 'contact'; phone: string; name?: string; own: boolean }
  | { kind: 'location'; latitude: number; longitude: number; title?: string }
  /** Something we cannot store (a poll, a gift): shown in the history as what it was, in the messenger's own word. */
  | { kind: 'unsupported'; what: string }
  /** The text of an earlier message of theirs was changed. */
  | { kind: 'edit'; externalId: string; text: string }
  /** They stopped, deleted or forbade us (`unreachable`), or allowed us again. */
  | { kind: 'reachability'; reachable: boolean; reason: 'blocked' | 'denied' | 'unblocked' | 'allowed' };

/** One thing that happened in a conversation on the customer's side. */
export interface Incoming {
  address: Address;
  from: Person;
  /** When the messenger says it happened. */
  at: Date;
  /** The messenger's id of the message, where it has one. */
  externalId?: string;
  content: IncomingContent;
  /** The payload of a deep link (`/start PAYLOAD`, VK's `ref`), untrusted: anybody can type it. */
  link?: string;
  /** VK's `ref_source`: which page the link stood on. */
  linkSource?: string;
}

/** A styled stretch of a text, offsets and lengths in UTF-16 units as Telegram and JavaScript count. */
export interface Entity {
  type: 'bold' | 'italic' | 'code' | 'link';
  offset: number;
  length: number;
  url?: string;
}

export type ButtonAction =
  /** Comes back as `press` with the same data: at most 64 bytes of UTF-8. */
  { kind: 'press'; data: string } | { kind: 'url'; url: string } | { kind: 'sharePhone' } | { kind: 'shareLocation' };

export interface Button {
  label: string;
  action: ButtonAction;
}

/** A file of ours to be sent: `id` names it in the files room. */
export interface OutgoingAttachment {
  kind: Exclude<AttachmentKind, 'sticker' | 'videoNote' | 'animation'>;
  id: string;
  name: string;
  mime: string;
  size: number;
}

/** One message of ours, in no messenger's dialect. */
export interface Outgoing {
  text: string;
  entities?: Entity[];
  /** Rows of buttons. */
  buttons?: Button[][];
  attachments?: OutgoingAttachment[];
  /** Milliseconds of "typing…" before it. */
  typingMs?: number;
  /** Takes away a keyboard that an earlier message put under the input field. */
  removeKeyboard?: boolean;
}

/** What became of an attempt to send. Never thrown: a caller has to look at each. */
export type SendOutcome =
  | { kind: 'sent'; externalId?: string }
  /** The messenger asks to slow down: the whole account waits until then. */
  | { kind: 'later'; retryAt: Date; reason: string }
  /** The person cannot be reached: they stopped the bot, never started it, or are gone. */
  | { kind: 'blocked'; reason: 'blocked' | 'denied' | 'deleted' | 'neverStarted' }
  /** This message will never be accepted. */
  | { kind: 'broken'; reason: string }
  /** Nothing was accepted for certain (no connection, 5xx with an idempotency key): try again after a while. */
  | { kind: 'retry'; reason: string }
  /** The answer was lost: it may or may not have arrived. */
  | { kind: 'unknown'; reason: string }
  /** The account itself does not work (token revoked, right missing): everything waits for a person. */
  | { kind: 'account'; reason: string };

/** The conversation's id: readable, unique, and the same whoever computes it. */
export function conversationId({ messenger, account, chat }: Address): string {
  return `${messenger}:${account}:${chat}`;
}

/** The address that `conversationId` was made of. */
export function addressOf(conversation: string): Address {
  const [messenger = '', account = '', ...chat] = conversation.split(':');
  return { messenger: messenger as MessengerName, account, chat: chat.join(':') };
}
