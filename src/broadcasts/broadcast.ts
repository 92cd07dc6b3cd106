import type { MessageContent } from '../deliveries/index.ts';
import type { MessengerName } from '../messages/index.ts';
import type { Rule } from '../rules/index.ts';

/** `draft → rehearsed → scheduled → running ⇄ paused → finished | cancelled`. */
export const broadcastStates = ['draft', 'rehearsed', 'scheduled', 'running', 'paused', 'finished', 'cancelled'] as const;
export type BroadcastState = (typeof broadcastStates)[number];

export interface BroadcastAudience {
  /** Ids of segments: who is in any of them, or everybody where there are none. */
  include: string[];
  /** Ids of segments: who is in any of them does not get it. */
  exclude: string[];
  /** A condition of its own besides. */
  rule?: Rule;
  /** Which messenger goes first for those who can be reached in several; those that are not named are not used. */
  messengers: MessengerName[];
}

export type BroadcastSchedule =
  | { kind: 'now' }
  | { kind: 'at'; at: Date }
  /** At this hour of each contact's own clock. `day`: `YYYY-MM-DD`, `time`: `HH:MM`. */
  | { kind: 'local'; day: string; time: string }
  /** Again and again, each time to those who are in the audience then. `days`: 1 (Monday) to 7; of a month: its day, the last one where it is shorter. */
  | {
      kind: 'repeat';
      every: 'day' | 'week' | 'month';
      days?: number[];
      dayOfMonth?: number;
      time: string;
      from: string;
      until?: string;
    };

/** Wordings tried on shares of the audience; who wins goes to the rest. */
export interface BroadcastTest {
  /** Besides the broadcast's own content, which is variant `a`. */
  variants: { id: string; content: MessageContent }[];
  /** How many percent of the audience take part in the trial, spread evenly over the wordings. */
  share: number;
  by: 'clicks' | 'replies' | 'goal';
  /** The rule that says who has reached the goal, where `by` is `goal`. */
  goal?: Rule;
  /** Hours after the last message of the trial at which the winner is chosen. */
  hours: number;
  /** Chosen by the numbers, or by somebody of the staff. */
  winner?: { variant: string; at: Date; by: 'numbers' | string };
}

/** What people set of a mailing. */
export type BroadcastWishes = Pick<
  Broadcast,
  | 'name'
  | 'advertising'
  | 'topic'
  | 'audience'
  | 'content'
  | 'schedule'
  | 'parts'
  | 'pace'
  | 'test'
  | 'control'
  | 'stopAt'
  | 'utm'
>;

/** A mailing: what is said, to whom, when, how fast, and how far it has come. */
export interface Broadcast {
  id: string;
  name: string;
  state: BroadcastState;
  /** Advertising asks for consent and carries a way out. */
  advertising: boolean;
  topic?: string;
  audience: BroadcastAudience;
  content: MessageContent;
  schedule: BroadcastSchedule;
  /** Sent in parts of so many people with so many minutes between. */
  parts?: { size: number; pauseMinutes: number };
  /** At most so many messages a second; as many as the messengers allow where it is not told. */
  pace?: number;
  test?: BroadcastTest;
  /** So many percent of the audience get nothing, so that it is seen what the mailing changes. */
  control?: number;
  /** It stops itself when more than these percents of its last messages failed, or were answered with a block. */
  stopAt: { errors: number; blocks: number };
  /** UTM marks for its links; `campaign` is the broadcast's name where it is not told. */
  utm?: { source?: string; medium?: string; campaign?: string };
  /** Of a repeated one: which it came of. */
  parent?: string;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
  /** Grows with every change of what people set. */
  version: number;
  /** The version that the last rehearsal was made of; another one has to be rehearsed again. */
  rehearsed?: { version: number; at: Date };
  startedAt?: Date;
  /** All deliveries are planned. */
  plannedAt?: Date;
  endedAt?: Date;
  /**
   * Why it stands still: `person`; `errors` or `blocks`, with the per cent that said so; `problem`: it could not be planned any more, because
   * of the fault that has this code.
   */
  pausedFor?: { why: 'person' | 'errors' | 'blocks' | 'problem'; at: Date; by?: string; share?: number; problem?: string };
}
