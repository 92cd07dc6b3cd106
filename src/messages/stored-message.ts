import type { AttachmentKind, Button, Entity, Quoted } from './vocabulary.ts';

/** A file of a message; `file` is its id in the files room. */
export interface StoredAttachment {
  file: string;
  kind: AttachmentKind;
  name?: string;
  mime?: string;
  /** Bytes. */
  size?: number;
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
  /**
   * Why it is not with us: a stable word that the catalogue has texts for, and the most bytes that are let through where that is why.
   * Absent while it is here or may still come.
   */
  missing?: { why: string; most?: number };
  /** Its content is made to run: a program, a script. */
  program?: true;
}

export type Author =
  | { kind: 'customer' }
  | { kind: 'bot' }
  | { kind: 'staff'; id: string; name: string }
  /** Somebody of ours who wrote in the messenger itself; `id` is theirs there. */
  | { kind: 'operator'; id?: string }
  | { kind: 'system' };

/** An earlier message that an entry answers or brings along. */
export interface StoredQuote extends Omit<Quoted, 'attachments'> {
  attachments?: StoredAttachment[];
}

/** What a message was before it was changed. */
export interface StoredEdit {
  at: Date;
  before: string;
  entities?: Entity[];
  /** Its files, where they were exchanged. */
  attachments?: StoredAttachment[];
  /** Whose doing it was, where somebody of ours changed it. */
  by?: string;
  /** The event or the call that changed it: the same twice is one change. */
  key?: string;
}

/** What is to become of a message that was sent: it goes once the messenger has done it, and stays, failed, where the messenger refuses. */
export interface MessageChange {
  /** Other words, another page of its buttons, or taking it back. */
  what: 'edit' | 'page' | 'remove';
  /** The same twice is one change; a newer one takes the place of one that waits. */
  key: string;
  at: Date;
  /** Whose doing it is; a page is the customer's own. */
  by?: string;
  /** What it is to say; buttons that are not told stay as they are. */
  text?: string;
  entities?: Entity[];
  buttons?: Button[][];
  /** Those that stand in its words from now on. */
  choices?: Button[];
  /** Where the messenger refuses, its buttons are said under these words in a message of their own. */
  orSay?: string;
  /** How far it has come: `failed` is what the messenger refused. */
  delivery: DeliveryStatus;
}

/** What goes first when more waits than may be sent: an answer, a reminder, a chain's step, a mailing. */
export type Priority = 'live' | 'reminder' | 'chain' | 'broadcast';

export type DeliveryState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown' | 'suppressed';

/** How far an outgoing message has come. `reason` is a stable word that the catalogue has a text for, or the messenger's own sentence. */
export interface DeliveryStatus {
  state: DeliveryState;
  attempts: number;
  reason?: string;
  /** Not to be tried before. */
  retryAt?: Date;
  sentAt?: Date;
  /** `live` where it is not told. */
  priority?: Priority;
}

/** What the history tells besides messages. */
export type HistoryEvent =
  | 'taken'
  | 'givenBack'
  /** Given to one of the staff, or to a queue. */
  | 'assigned'
  | 'queued'
  | 'snoozed'
  | 'woken'
  | 'closed'
  | 'reopened'
  /** The bot goes on because neither side wrote. */
  | 'returned'
  | 'handoff'
  | 'runStarted'
  | 'runEnded'
  | 'blocked'
  | 'unblocked'
  | 'joined'
  | 'left'
  /** Somebody of ours answered in the messenger itself, so the bot is silent. */
  | 'heldBack'
  | 'notice'
  /** Written by one of the staff for the others: never sent. */
  | 'note';

/** One entry of a conversation's history: what a customer sent, what we sent, or what happened. */
export interface StoredMessage {
  id: string;
  conversation: string;
  contact: string;
  /** Place in the history, ascending. */
  order: number;
  at: Date;
  author: Author;
  kind: 'text' | 'press' | 'media' | 'contact' | 'location' | 'unsupported' | 'event';
  /** What is shown: the words, the pressed button's label, the caption, the shared phone, what an unsupported thing was. */
  text: string;
  entities?: Entity[];
  buttons?: Button[][];
  /** All that `buttons` shows a page of, where they are more than the messenger shows at once. */
  pages?: Button[][][];
  /** The buttons that stand in its words, where their app shows none: those with a number first, in its order. */
  choices?: Button[];
  removeKeyboard?: boolean;
  /** Milliseconds of "typing…" before it is sent. */
  typingMs?: number;
  attachments?: StoredAttachment[];
  /** `live`: they shared where they were, and this is the place of that time, the last that is known. */
  location?: { latitude: number; longitude: number; title?: string; live?: { at: Date } };
  event?: { what: HistoryEvent; values: Record<string, string> };
  /** Those of the staff whom a note calls by name. */
  mentions?: string[];
  /** Sent to this member of the staff and not to a customer: it belongs to no card and stands in no history. */
  forStaff?: string;
  /** Of a message to the staff: the contacts and conversations that it tells of, so that it goes with them when they are erased. */
  about?: string[];
  /** A shared contact card; `own` when the messenger proved that it is the customer's. */
  shared?: { phone: string; name?: string; own: boolean };
  /** What it was before each change, oldest first. */
  edits?: StoredEdit[];
  /** What it answers or brings along. */
  quoted?: StoredQuote[];
  /** It is somebody else's message, passed on. */
  forwarded?: { from?: string; at?: Date };
  /** The same for all entries of one album. */
  album?: string;
  /** When it was taken back, by whom; `key` is that of the change. */
  removed?: { at: Date; by: string; key?: string };
  /** What waits to be made of it, or was refused. */
  change?: MessageChange;
  /** The messenger's own id of the message. */
  externalId?: string;
  /** All of them where one message of ours became several. */
  externalIds?: string[];
  /** Only on what we send. */
  delivery?: DeliveryStatus;
  changedAt: Date;
}
