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

/** An earlier message that this one answers or brings along, as far as the messenger shows it. */
export interface Quoted {
  relation: 'reply' | 'forward';
  /** The messenger's id of a message of this conversation; forwarded ones have none that means anything here. */
  externalId?: string;
  /** Who wrote it, in the messenger's words. */
  from?: string;
  at?: Date;
  text: string;
  /** Only those of a forwarded message: an answered one lies in the history with its files. */
  attachments?: IncomingAttachment[];
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
  /** `live`: they share where they are for a while. */
  | { kind: 'location'; latitude: number; longitude: number; title?: string; live?: true }
  /** Where they are now, while they share it live: their phone tells it by itself. */
  | { kind: 'moved'; externalId: string; latitude: number; longitude: number }
  /** Something we cannot store (a poll, a gift): shown in the history as what it was, in the messenger's own word. */
  | { kind: 'unsupported'; what: string }
  /**
   * An earlier message of theirs was changed: its words, and its files where they were exchanged. `operator`: one of the account's own, by
   * somebody of ours in the messenger itself.
   */
  | { kind: 'edit'; externalId: string; text: string; attachments?: IncomingAttachment[]; operator?: true }
  /** They joined or left the community that the account belongs to. */
  | { kind: 'membership'; joined: boolean }
  /**
   * Somebody of ours answered them in the messenger itself, past this program; `from` is still the customer. `operator` is the
   * messenger's id of who wrote, where it tells.
   */
  | { kind: 'operator'; operator?: string; text: string; attachments?: IncomingAttachment[] }
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
  /** Links behind its words, or behind those of its files. */
  entities?: Entity[];
  /** What it answers or brings along. */
  quoted?: Quoted[];
  /** It is somebody else's message, passed on. */
  forwarded?: { from?: string; at?: Date };
  /** The same for all messages of one album, which arrive one by one and without a last one. */
  album?: string;
  /** The payload of a deep link (`/start PAYLOAD`, VK's `ref`), untrusted: anybody can type it. */
  link?: string;
  /** VK's `ref_source`: which page the link stood on. */
  linkSource?: string;
  /** What the app that it was written in does not show, where the messenger tells of its apps; empty where it shows everything. */
  lacks?: Lack[];
}

/** What an app of a messenger may be without: any buttons at all, buttons with an address, the button that sends the place. */
export type Lack = 'buttons' | 'links' | 'location';

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
  /** Beside what can be answered, such as Back: it has no number where buttons are written out. */
  aside?: true;
}

/** A file of ours to be sent: `id` names it in the files room. */
export interface OutgoingAttachment {
  kind: Exclude<AttachmentKind, 'sticker' | 'videoNote' | 'animation'>;
  id: string;
  name: string;
  mime: string;
  size: number;
  /** Seconds. */
  duration?: number;
  /** What the messenger called it when it was sent before (Telegram's file_id, VK's `photo-1_2_key`): then it need not be uploaded again. */
  ref?: string;
}

/** One message of ours, in no messenger's dialect. */
export interface Outgoing {
  text: string;
  entities?: Entity[];
  /** Rows of buttons. */
  buttons?: Button[][];
  /** More than one is an album. */
  attachments?: OutgoingAttachment[];
  /** A place on the map; such a message has no files. */
  location?: { latitude: number; longitude: number; title?: string };
  /** The message of theirs that it answers, by the messenger's id. One that is not there any more keeps nothing from being sent. */
  replyTo?: { externalId: string };
  /** Milliseconds of "typing…" before it. */
  typingMs?: number;
  /** Takes away a keyboard that an earlier message put under the input field. */
  removeKeyboard?: boolean;
}

/** What a messenger calls a file of ours from now on, so that it is uploaded once. */
export interface Upload {
  /** Our id in the files room. */
  file: string;
  ref: string;
}

/** What became of changing or taking back a message that was sent. Never thrown. */
export type ChangeOutcome =
  | { kind: 'done' }
  /** The messenger does not allow it (any more): too old, gone, not ours. The reason is its own sentence. */
  | { kind: 'refused'; reason: string }
  /** The messenger asks the whole account to wait until then. */
  | { kind: 'later'; retryAt: Date; reason: string }
  /** It may work another time: changing twice is changing once, so a doubt is no more than that. */
  | { kind: 'retry'; reason: string }
  /** The account itself does not work. */
  | { kind: 'account'; reason: string };

/** What became of an attempt to send. Never thrown: a caller has to look at each. */
export type SendOutcome =
  | {
      kind: 'sent';
      externalId?: string /** All of them where one message of ours became several, as an album does. */;
      externalIds?: string[];
      uploads?: Upload[];
    }
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
