import type { QuietHours } from '../lib/quiet-hours.ts';
import type { MessengerName, Outgoing } from '../messages/index.ts';

/** A stored answer. `value` is what the flow computes with, `text` what the person reads back. Plain JSON. */
export interface Answer {
  /** Id of the question, of the `call`, or the name that a `set` computes. */
  step: string;
  value: AnswerValue;
  text: string;
  /** ISO instant. */
  at: string;
  /** The words of the question as it was asked; absent where nothing was asked (`set`, a consent given earlier). */
  question?: string;
  /** What a called flow was told, where the step is a `call`. */
  called?: Frame;
}

/** What belongs to one flow of a run: its own, or one that it called. */
export interface Frame {
  flow: string;
  /** Content hash of the revision that is pinned. */
  revision: string;
  /** In the order in which they were first given; one per step. A list, because a copy of it costs next to nothing. */
  answers: Answer[];
  /** Questions answered so far, oldest first: the way that "back" goes. */
  trail: string[];
  /** `do` steps already done: an action happens once in a run, also when the person goes back. */
  done?: string[];
  /** The furthest question answered, by its place in the revision that begins with `of`: behind it nothing has to be looked for. */
  furthest?: { of: string; at: number };
  /** The confirm step to return to while an earlier answer is being changed; `end` where that step is the caller's. */
  editing?: string;
}
export type AnswerValue = string | number | boolean | null | AnswerValue[] | { [key: string]: AnswerValue };

/** What a field of a card or a deal holds: a place or a file is told there in words. */
export type FieldAnswer = string | number | boolean | null | FieldAnswer[];

/** Where a run stands: plain JSON, so that it survives a restart and can be read in the database. */
export interface Position extends Frame {
  /** Id of the run, unique. The flow and what else stands in `Frame` are those of the flow that asks at present. */
  run: string;
  /** The step that waits for an answer, or on which the run rests while people hold the conversation. */
  step: string;
  /** The flows that called the present one, the outermost first, each with its `call` step. The run is a run of the first. */
  callers?: (Frame & { step: string })[];
  /** Wrong answers to the present step so far. */
  attempts: number;
  /** What is ticked so far in a choice of many. */
  picked?: string[];
  /** What is given so far of an answer that comes in pieces: a day that waits for its hour, the first files. */
  gathered?: AnswerValue;
  language: 'ru' | 'en';
  /** A keyboard of ours lies under the input field and must be taken away with the next message. */
  keyboard?: boolean;
  /** The last press that counted (`step` and option): a second click of the same button is not an answer to the next question. */
  lastPress?: string;
  startedAt: string;
  source?: { link?: string; detail?: string };
  /** The words of the present question as it was asked. */
  asked?: string;
  /** What the present question suggested instead of what was typed, until it is taken or left. */
  offer?: { typed: string; suggested: string };
  /** The present confirm step has asked which answer to change. */
  choosing?: boolean;
  /** ISO instant at which the run wants an event `tick`, whatever happens: the end of a `wait`, the next nudge, the expiry. */
  wakeAt?: string;
  /** ISO instant at which the present `wait` is over. */
  waitUntil?: string;
  /** ISO instant of the last thing the person did; kept where nudges or an expiry depend on it. */
  quietSince?: string;
  /** Nudges given in this silence. */
  nudged?: number;
  /** The run has made its deal. */
  hasDeal?: boolean;
  /** Values for the deal that the run is still to make. */
  dealFields?: Record<string, FieldAnswer>;
  /** `<flow>/<step>` of the questions answered before the run was moved to a newer revision: the way may lead to them once more, unasked. */
  carried?: string[];
  /** Runs that rest on a `wait` while this one talks; the last is the next to go on. */
  parked?: Position[];
}

/** What happened, as the engine sees it. */
export type FlowEvent =
  | { kind: 'text'; text: string }
  | { kind: 'start'; link?: string }
  | { kind: 'press'; data: string }
  | { kind: 'contact'; phone: string; own: boolean; name?: string }
  | { kind: 'location'; latitude: number; longitude: number; title?: string }
  | { kind: 'media'; files: { id: string; kind: string; name?: string; mime?: string; size?: number }[]; caption?: string }
  /** A sticker, a poll: something that answers no question but deserves a word. */
  | { kind: 'other' }
  /** A manager gave the conversation back: go on with the exact question. */
  | { kind: 'resume' }
  /** `Position.wakeAt` has come, or an automation looks in. Nobody said anything. */
  | { kind: 'tick' };

/** What the engine may know. Everything from outside is here: time, chance, the card. */
export interface Facts {
  now: Date;
  /** IANA name, the contact's own where known. */
  timeZone: string;
  /** Of that time zone: what nobody waits for is said after them. */
  quietHours: QuietHours;
  language: 'ru' | 'en';
  messenger: MessengerName;
  /** What the messenger can do that a question depends on. */
  can: { sharePhone: boolean; shareLocation: boolean };
  /** ISO 3166 code by which national phone numbers are read. */
  region: string;
  contact: ContactFacts;
  /** The contact's open deal that the run made or that was there before: what `deal.*` reads. */
  deal?: DealFacts;
  /** What may be promised: `replyBy`, the instant by which people will have answered, by their working hours. */
  promise: { replyBy: Date };
  /** This person never wrote before. */
  isNew: boolean;
  /** Outcomes of finished runs by flow id, latest only; for `again`. */
  finished: Record<string, RunOutcome>;
  /** Latest ended runs of flows with `again: resume`, whole; without one such a flow begins anew. */
  earlier?: Record<string, RunRecord>;
  /** Of the segments that flows name those that the person is in; `needsSegments` says which are wanted. */
  segments?: string[];
  source: { link?: string; detail?: string };
  /** A new run's id, and the seed for picking a variant. */
  newRunId: string;
  seed: number;
  /** `StepResult.lastPress` of the event before, where there is no position to hold it. */
  lastPress?: string;
}

export interface ContactFacts {
  id: string;
  name?: string;
  firstName?: string;
  lastName?: string;
  phone?: string;
  email?: string;
  city?: string;
  birthday?: string;
  company?: string;
  language?: string;
  tags: string[];
  score: number;
  fields: Record<string, FieldAnswer>;
  /** The latest word on each kind of consent. */
  consents: Record<string, { given: boolean; hash: string }>;
}

export interface DealFacts {
  title: string;
  amount?: number;
  pipeline: string;
  stage: string;
  fields: Record<string, FieldAnswer>;
}

export type StandardField = 'name' | 'firstName' | 'lastName' | 'phone' | 'email' | 'city' | 'birthday' | 'company';
export const runOutcomes = ['finished', 'stopped', 'declined', 'handoff', 'switched', 'expired'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** A run as the card and the reports show it; the whole of it each time, so writing it twice changes nothing. */
export interface RunRecord {
  id: string;
  flow: string;
  revision: string;
  title: string;
  startedAt: string;
  /** Absent while the run goes on. */
  outcome?: RunOutcome;
  endedAt?: string;
  /**
   * In the order of asking, with the question's words as asked; those of a called flow as `<call>.<question>`. While the run goes on
   * they stand in the position and not here.
   */
  answers: { step: string; question: string; value: AnswerValue; text: string; at: string }[];
  /** `do` steps that were done, for a run that is taken up again. */
  done?: string[];
  source?: { link?: string; detail?: string };
}

/** What is to be done; the inbox does it, each exactly once. */
export type Effect =
  | { kind: 'say'; message: Outgoing /** Set when this asks the question of a step. */; question?: string }
  | { kind: 'field'; field: StandardField; value: string }
  | { kind: 'customField'; field: string; value: FieldAnswer }
  | { kind: 'tag'; add: string[]; remove: string[] }
  | { kind: 'score'; add: number }
  | {
      kind: 'consent';
      consent: 'personal-data' | 'advertising';
      given: boolean;
      version: string;
      hash: string;
      text: string;
      /** The step that asked. */
      step?: string;
      /** Said without having been asked. */
      by?: 'word' | 'button';
      /** Under which delivery the button stood. */
      delivery?: string;
    }
  | { kind: 'notify'; to: string; text: string }
  /** The conversation goes to a queue of people; the bot falls silent. */
  | { kind: 'handoff'; queue: string }
  /** A deal of the contact: made once in a run; `title` is rendered. Amounts are in the currency of the pipeline. */
  | { kind: 'deal'; run: string; pipeline: string; stage: string; title: string; amount?: number }
  /** A value of the run's own deal; where the run has none, of the contact's latest open one. */
  | { kind: 'dealField'; run: string; field: string; value: FieldAnswer }
  /** Moves the run's deal, or the contact's latest open one, to a stage. */
  | { kind: 'stage'; run: string; stage: string }
  /** `due`: ISO instant. `to`: `owner` (of the contact), `managers`, or the e-mail of one of the staff. */
  | { kind: 'task'; run: string; title: string; due: string; to: string }
  /** Who answers for the contact from now on: `round-robin` (who does already, else whose turn it is), `nobody`, or an e-mail of the staff. */
  | { kind: 'assign'; to: string }
  /** A call to somebody else's program, made in the background and repeated until it is heard. `isWhole`: with the card, for want of named values. */
  | { kind: 'webhook'; url: string; body: Record<string, unknown>; isWhole?: true }
  /** A topic of mailings is wanted or wanted no longer. */
  | { kind: 'topic'; topic: string; wanted: boolean; by?: 'word' | 'button'; delivery?: string }
  /** The language that the contact asked to be spoken to in. */
  | { kind: 'language'; language: 'ru' | 'en' }
  | { kind: 'run'; run: RunRecord }
  /** For the reports: what became of a question. */
  | {
      kind: 'fact';
      flow: string;
      revision: string;
      run: string;
      step: string;
      /** `left`: the run ended, or moved to another flow, while this question waited. */
      what: 'shown' | 'answered' | 'invalid' | 'skipped' | 'back' | 'left';
      /** The words that were refused, where `what` is `invalid`. */
      text?: string;
    };

export interface StepResult {
  /** Absent when no run is going on. */
  position?: Position;
  effects: Effect[];
  /** The press just handled, where no position is left to hold it; give it back in `Facts.lastPress` with the next event. */
  lastPress?: string;
}
