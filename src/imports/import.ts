import type { ChosenShape, SourceShape } from './reading/read-source.ts';

/**
 * Where an import stands. `reading`: its rows are taken out of the file. `mapping`: a person says what its columns are. `checking`, `checked`: the dry run.
 * `running`, `done`: cards are written. `stopped`: a person ended that before its end. `takingBack`, `takenBack`: the rollback.
 */
export const importStates = [
  'reading',
  'unreadable',
  'mapping',
  'checking',
  'checked',
  'running',
  'stopped',
  'done',
  'takingBack',
  'takenBack',
] as const;
export type ImportState = (typeof importStates)[number];

/** The states in which the program is at work, and the phase of the work. */
export const workOf: Partial<Record<ImportState, ImportPhase>> = {
  reading: 'read',
  checking: 'check',
  running: 'run',
  takingBack: 'back',
};
export type ImportPhase = 'read' | 'check' | 'run' | 'back';

/** What became, or would become, of a row. `kept` and `removed`, `restored` are those of the rollback. */
export const rowResults = ['created', 'updated', 'unchanged', 'skipped', 'refused', 'removed', 'restored', 'kept'] as const;
export type RowResult = (typeof rowResults)[number];

/** By what rows find their cards. `contact` is a phone or an e-mail; `none` makes every row a new card. */
export const matchKeys = ['contact', 'phone', 'email', 'externalId', 'cardId', 'identity', 'none'] as const;
export type MatchKey = (typeof matchKeys)[number];

export interface ImportWishes {
  /** What each column is: a name of `fieldTargets`, `fields.<key>`, or empty for "do not import". */
  targets: string[];
  match: MatchKey;
  /** What happens to a card that is there already. */
  existing: 'update' | 'skip';
  /** What happens to a row without a card. */
  missing: 'create' | 'skip';
  /** An empty cell empties the field. */
  clears: boolean;
}

export interface Problem {
  /** Of the table, from 0; absent when it is the whole row. */
  column?: number;
  code: string;
  facts?: Record<string, unknown>;
}

/** What is told of one row. */
export interface RowReport {
  row: number;
  result: RowResult;
  contact?: string;
  /** What a refused row could not be read for; of a rollback, the fields that were left as somebody changed them since. */
  problems?: Problem[];
  /** An earlier row of the same person. */
  same?: number;
  /** Another card that may be the same person. */
  duplicate?: string;
}

export interface Import {
  id: string;
  /** Of the file. */
  name: string;
  file: string;
  size: number;
  by: { id: string; name: string; seeAll: boolean };
  createdAt: Date;
  state: ImportState;
  chosen: ChosenShape;
  shape?: SourceShape;
  hasHeading: boolean;
  /** The headings, or "1", "2"… where there are none. */
  headings: string[];
  /** Some rows from the beginning, the cells shortened. */
  sample: string[][];
  /** Rows of data, without the heading. */
  rows: number;
  chunks: number;
  wishes: ImportWishes;
  /** How far the present phase is, in rows and chunks. */
  progress: { chunk: number; rows: number; startedAt: Date };
  /** How many rows came to what, by phase. */
  counts: Partial<Record<ImportPhase, Partial<Record<RowResult | 'duplicates' | 'orders', number>>>>;
  /** Why it could not be read, or stopped by itself. */
  problem?: { code: string; facts: Record<string, unknown> };
  startedAt?: Date;
  endedAt?: Date;
}
