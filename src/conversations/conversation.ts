import type { ContactPatch } from '../contacts/index.ts';
import type { Effect, Position, RunRecord } from '../flow/index.ts';
import type { AttachmentKind, Author, MessengerName, Priority, StoredMessage } from '../messages/index.ts';

/** Who speaks: the bot, a queue of people (nobody in particular yet), or one of the staff. */
export type Mode = 'bot' | 'queue' | 'staff';

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
  queue?: string;
  staff?: string;
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
  /** Since when the customer waits for people. */
  waitingSince?: Date;
  /** `kind` says what it was where it has no words. */
  lastMessage?: { text: string; kind: StoredMessage['kind'] | AttachmentKind; at: Date; author: Author['kind'] };
  /** When the last message came or went; `never` while nobody has said anything. */
  lastAt: Date;
  createdAt: Date;
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
