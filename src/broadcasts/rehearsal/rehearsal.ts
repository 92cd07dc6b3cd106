import type { Fitted, MessengerName } from '../../messages/index.ts';

/** What makes a contact one at whom a mailing is worth looking. */
export const hardNames = ['emptyName', 'longestName', 'emoji', 'rightToLeft', 'longest'] as const;
export type HardName = (typeof hardNames)[number];

/** What somebody would read to whom a mailing may look odd. */
export interface Rendering {
  why: HardName;
  contact: string;
  messenger: MessengerName;
  messages: Fitted[];
}

/** Another mailing that goes to some of the same people at about the same time. */
export interface Clash {
  broadcast: string;
  name: string;
  /** How many people are in both. */
  count: number;
}

/** Something to know before it goes, with what it is about. `publicUrl`: no click is counted. */
export interface Remark {
  code: 'caps' | 'split' | 'noPublicUrl' | 'localPassed' | 'accountPaused' | 'traitsNotWhole';
  facts: Record<string, unknown>;
}

/** What would become of a mailing if it went at its time and nothing changed until then. */
export interface Rehearsal {
  id: string;
  broadcast: string;
  /** Of the mailing that was rehearsed. */
  version: number;
  /** `stale`: the mailing was changed meanwhile. */
  state: 'running' | 'done' | 'failed' | 'stale';
  at: Date;
  endedAt?: Date;
  /** Why it failed: the code of the fault. */
  problem?: string;
  /** People that have been looked at, and all; `total` is 0 until it is known. */
  progress: { done: number; total: number };
  /** All who are in the audience: `willSend` and all exclusions. */
  audience: number;
  /** Who would get it, those who would wait first as well. */
  willSend: number;
  messengers: { messenger: MessengerName; count: number }[];
  /** Wordings of the trial; who waits for the winner is in none. */
  variants: { variant: string; count: number }[];
  exclusions: { reason: string; count: number }[];
  /** Those of `willSend` who would get it later, and until when the last of them waits. */
  waits: { reason: string; count: number; until: Date }[];
  hardest: Rendering[];
  /** How long the sending itself takes at the limits of today, what waits before it included. */
  seconds: number;
  /** When it begins, and when the last one has got it. */
  startsAt: Date;
  endsAt: Date;
  clashes: Clash[];
  /** Limits that it would go over. */
  limits: Remark[];
  warnings: Remark[];
}
