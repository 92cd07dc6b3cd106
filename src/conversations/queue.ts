import type { OpenHours } from '../lib/working-time.ts';

/** By hand; one after the other; to whom has the fewest open conversations. */
export const handingOut = ['byHand', 'roundRobin', 'leastBusy'] as const;

/** Whoever asks for a person goes here where no author has named a queue; so does what was taken over from the bot. */
export const defaultQueue = 'default';

/** People who answer one kind of question. A queue that a flow names and nobody has set up works like the default one. */
export interface Queue {
  /** As flows name it (`handoff: sales`). */
  id: string;
  title: string;
  /** Ids of staff. */
  members: string[];
  /** Its own hours; the firm's where there are none. */
  hours?: OpenHours;
  handsOut: (typeof handingOut)[number];
  /** So many open conversations a person is given at most; those that somebody takes by hand are not counted against it. */
  mostOpen?: number;
  /** Minutes of working time to the first answer and to each later one; the firm's promise where they are not told. */
  firstReplyMinutes?: number;
  nextReplyMinutes?: number;
  /** The bot goes on when neither side has written for so many minutes. */
  returnAfterMinutes?: number;
  /** What is said to who writes outside the hours; `{when}` is the time when people are back. The usual words where it is empty. */
  closedAnswer: { on: boolean; ru?: string; en?: string };
}

/** How a queue works until somebody sets it up: nothing is said to customers that nobody has asked for. */
export function unsetQueue(id: string): Queue {
  return { id, title: '', members: [], handsOut: 'byHand', closedAnswer: { on: false } };
}
