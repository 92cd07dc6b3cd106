import type { MessageContent } from '../deliveries/index.ts';
import { runOutcomes } from '../flow/index.ts';
import type { MessengerName } from '../messages/index.ts';
import type { Rule } from '../rules/index.ts';

/** What begins a chain for somebody. `days` and `minutes` before are negative. */
export type Trigger =
  | { kind: 'contactCreated' }
  /** `outcome`: come to its end where it is not told. */
  | { kind: 'flowFinished'; flow?: string; outcome?: FlowOutcome }
  | { kind: 'flowAbandoned'; flow?: string; minutes: number }
  | { kind: 'tagAdded' | 'tagRemoved'; tag: string }
  /** `to`: only when it became this. */
  | { kind: 'fieldChanged'; field: string; to?: string }
  | { kind: 'stageEntered'; pipeline: string; stage: string }
  | { kind: 'dealWon' | 'dealLost'; pipeline?: string }
  | { kind: 'segmentEntered' | 'segmentLeft'; segment: string }
  | { kind: 'message'; words: string[] }
  /** The customer has waited so long for people, in their working hours. */
  | { kind: 'noAnswer'; minutes: number }
  /** So many days from the date in a field of the card, at an hour of the contact's clock; `yearly` as for birthdays. */
  | { kind: 'date'; field: string; days: number; time: string; yearly: boolean }
  /** They have not written for so long: on whom it comes true while it is on. */
  | { kind: 'inactive'; days: number }
  | { kind: 'order' }
  | { kind: 'taskOverdue' }
  /** Another program calls `/hooks/<automation>/<secret>` with the contact's id, phone or e-mail. */
  | { kind: 'webhook' };

/** How a flow may have ended for somebody; `any`: however it did. */
export const flowOutcomes = [...runOutcomes, 'any'] as const;
export type FlowOutcome = (typeof flowOutcomes)[number];

/** How long to wait: a while, or until an hour of the contact's clock. */
export type Wait =
  | { kind: 'for'; minutes: number }
  | { kind: 'until'; days: number; time: string }
  /** So many minutes from the date in a field; negative before it. Past already: goes on at once, or leaves. */
  | { kind: 'date'; field: string; minutes: number; missed: 'go' | 'exit' };

/** One thing that a chain does. `id` stays when it is moved or changed: who stands on it still does. */
export type AutomationStep =
  | {
      id: string;
      do: 'message';
      content: MessageContent;
      messengers: MessengerName[];
      advertising: boolean;
      topic?: string;
      priority: 'chain' | 'reminder';
    }
  | { id: string; do: 'flow'; flow: string }
  | { id: string; do: 'task'; title: string; inMinutes: number; staff?: string }
  | { id: string; do: 'assign'; staff?: string; queue?: string }
  | { id: string; do: 'tag'; add: string[]; remove: string[] }
  | { id: string; do: 'field'; field: string; value: string }
  | { id: string; do: 'stage'; pipeline: string; stage: string }
  | { id: string; do: 'notify'; staff?: string; text: string }
  | { id: string; do: 'webhook'; url: string }
  | { id: string; do: 'wait'; wait: Wait }
  | { id: string; do: 'branch'; rule: Rule; then: AutomationStep[]; else: AutomationStep[] }
  | { id: string; do: 'exit' };

/** A chain: what begins it, for whom, what it does, and when it lets go. */
export interface Automation {
  id: string;
  name: string;
  state: 'draft' | 'on' | 'off';
  trigger: Trigger;
  /** Who may begin; everybody where it is not told. */
  condition?: Rule;
  /** Looked at before every step: on whom it holds leaves. */
  exitWhen?: Rule;
  /** Whether somebody may go through it again: never, once it is over, or always; `afterDays` at the earliest. */
  reentry: { kind: 'never' | 'finished' | 'always'; afterDays?: number };
  /** Hours of the contact's clock and days (1 Monday … 7) at which its steps are done; any where it is not told. */
  hours?: { from: string; until: string; days: number[] };
  steps: AutomationStep[];
  /** Since when it is on: nothing that was before begins it. */
  onSince?: Date;
  /** Of one that another program calls: the SHA-256 of what its address ends with, which nobody can be told again. */
  hook?: { hash: string };
  /** Which step comes where one was taken out, by the id of that; empty where nothing came after it. */
  heirs?: Record<string, string>;
  /** It was stopped for somebody because automations had begun one another in a circle. */
  trouble?: { why: 'circle'; at: Date; contact: string };
  /** Which ready one it was made of. */
  template?: string;
  version: number;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
}

/** What people set of an automation. */
export type AutomationInput = Pick<Automation, 'name' | 'trigger' | 'condition' | 'exitWhen' | 'reentry' | 'hours' | 'steps'>;

/** What a run is about beside the person. */
export interface RunAbout {
  deal?: string;
  conversation?: string;
  task?: string;
  /** What another program sent along. */
  values?: Record<string, string | number | boolean>;
}

/**
 * What a line of a run's log tells. `notBegun`: it would have begun, but for `reason`. `planned`: the message is on its way, what became of
 * it is told by `sent` or `notSent`. `failed`: the step could not be done, `reason` says why.
 */
export const deeds = [
  'begun',
  'notBegun',
  'planned',
  'sent',
  'notSent',
  'flowStarted',
  'flowNotStarted',
  'taskMade',
  'assigned',
  'notAssigned',
  'tagged',
  'fieldSet',
  'dealMade',
  'dealMoved',
  'notified',
  'notNotified',
  'called',
  'waits',
  'matched',
  'notMatched',
  'failed',
  'left',
  'done',
] as const;
export type Deed = (typeof deeds)[number];

export interface LogLine {
  at: Date;
  step?: string;
  what: Deed;
  /** A stable word (the policy's, an AppError's code), or the messenger's own sentence. */
  reason?: string;
  /** Of `waits`. */
  until?: Date;
}

/** Somebody's way through a chain. */
export interface AutomationRun {
  id: string;
  automation: string;
  contact: string;
  /** `left`: it ended before its end, or did not begin at all; the log says why. */
  state: 'waiting' | 'done' | 'left' | 'failed';
  /** The step on which they stand: the one that comes next, or the wait that is not over. */
  step?: string;
  /** When it is to be looked at. */
  wakeAt?: Date;
  startedAt: Date;
  endedAt?: Date;
  /** What was done, and what was not and why, oldest first. */
  log: LogLine[];
  /** What happened that began it, so that the same thing begins it once. */
  cause: string;
  about?: RunAbout;
  /** How many automations had begun one another before this one. */
  depth: number;
}
