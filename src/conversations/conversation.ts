import type { ContactPatch } from '../contacts/index.ts';
import type { Effect, Position, RunRecord } from '../flow/index.ts';
import type { AttachmentKind, Author, Lack, MessengerName, Priority, StoredMessage } from '../messages/index.ts';

/** Who speaks: the bot, a queue of people (nobody in particular yet), one of the staff, or nobody since people have closed it. */
export type Mode = 'bot' | 'queue' | 'staff' | 'closed';

/** How long a customer had waited for an answer of people, in working time. */
export interface Answered {
  by: string;
  at: Date;
  ms: number;
}

/** Put off until a time, by one of the staff. */
export interface Snoozed {
  until: Date;
  by: string;
}

/** A dialog with one identity in one messenger: who speaks, where its flow stands, what is still to be done. */
export interface Conversation {
  /** `<messenger>:<account>:<chat>`. */
  id: string;
  messenger: MessengerName;
  account: string;
  chat: string;
  /** Absent until the first event has found or made the card. */
  contact?: string;
  mode: Mode;
  /** Where it came to people; stays while one of them has it. */
  queue?: string;
  /** Whose it is; of a closed one, whose it was. */
  staff?: string;
  /** Since when it is so. */
  modeAt?: Date;
  snoozed?: Snoozed;
  closed?: { at: Date; by?: string; reason?: string };
  /** What the app does not show that they wrote in last; absent where it shows everything, or nobody tells. */
  lacks?: Lack[];
  /** It came back by itself and nobody has looked yet. */
  mark?: 'woken' | 'reopened';
  /** Grows with every event handled and every change of who speaks. */
  revision: number;
  position?: Position;
  /** `<flow>:<revision>` of each revision that the position needs: by it those in the middle of one are found. */
  pins?: string[];
  /** The run that goes on, or went on last; its answers stand in the position. One that has ended is among the runs. */
  run?: Omit<RunRecord, 'answers'>;
  /** The press that ended the last run, so that its second click starts nothing. */
  lastPress?: string;
  /** What the latest advance left to do. */
  pending?: Pending;
  /** When the clock has to look at it: the run's own time while the bot speaks, or at once while there are effects that no event would find. */
  wakeAt?: Date;
  /** Keys of the events handled lately, latest last. */
  handled: string[];
  /** Messages that no person has seen. */
  unread: number;
  /** Messages that were ever for people. */
  heard?: number;
  /** So many of them came before people answered last. */
  answered?: number;
  /** How many of them each of the staff has seen, and when, under `readKey`. */
  reads?: Record<string, { heard: number; at: Date }>;
  /** Since when the customer waits for people. */
  waitingSince?: Date;
  /** By when they are to be answered. */
  dueAt?: Date;
  /** They have been told when people are back. */
  toldClosed?: true;
  /** The first answer of people since the conversation came to them, or was opened again. */
  firstReply?: Answered;
  /** The latest answers of people to a customer who waited, oldest first. */
  replies?: Answered[];
  /** `kind` says what it was where it has no words. */
  lastMessage?: { text: string; kind: StoredMessage['kind'] | AttachmentKind; at: Date; author: Author['kind'] };
  /** When the last message came or went; `never` while nobody has said anything. */
  lastAt: Date;
  createdAt: Date;
  /** The card is in the trash: it is in no list, and the clock leaves it alone, until something is said again. */
  hidden?: true;
}

/** Before every message: the messenger told of somebody who has not written yet, as of one who joined the community. */
export const never = new Date(0);

/** What one advance left to do, each under the key `<conversation>:<revision>:<n>`. */
export interface Pending {
  revision: number;
  at: Date;
  effects: Effect[];
  /** What the event itself tells about the card: an activity, a name, where they came from. */
  card?: ContactPatch;
  /** The first of the places that their messages take in the history: the same however often they are done. */
  order: number;
  /** The flow that the effects come from. */
  flow?: string;
  /** What their messages are, where they answer nobody: then answers go before them. */
  priority?: Priority;
}

/** Somebody of the staff, as far as a conversation needs them. */
export interface StaffMember {
  id: string;
  name: string;
}

/** The name under which a person's marks stand: no document has a dot in a name. */
export const readKey = (staff: string): string => staff.replaceAll('%', '%25').replaceAll('.', '%2E');

/** What a person of the staff has not seen and nobody has answered. */
export function unreadFor({ unread, heard, answered = 0, reads }: Conversation, staff: string): number {
  if (heard === undefined) return unread;
  return Math.max(0, heard - Math.max(answered, reads?.[readKey(staff)]?.heard ?? 0));
}

/** Who has it, in one word: whoever acts on a page tells by it what the page showed. */
export const heldBy = ({ mode, staff = '', queue = '' }: Pick<Conversation, 'mode' | 'staff' | 'queue'>): string =>
  `${mode}:${staff}:${queue}`;
