import mongoose from 'mongoose';
import { type GuardedUpdate, guardedUpdates, rawCollection } from '../db/index.ts';
import type { Task } from './task.ts';

/** Where a task is looked for. */
export type TaskState = 'open' | 'done' | 'trash';

export interface TaskDocument extends Omit<Task, 'id' | 'due' | 'assignee' | 'deal'> {
  _id: string;
  state: TaskState;
  /** `someDay` where there is no date, so that every list is one stretch of an index. */
  due: Date;
  /** `nobody` for anybody's. */
  assignee: string;
  /** `none` without one. */
  deal: string;
  /** When somebody has to be told; goes when they were. */
  remindAt?: Date;
  /** The task that it comes again of, and how often it came. */
  series: string;
  round: number;
  /** The next one of its series is still to be made. */
  owes?: true;
  /** What it is found by. */
  search?: string[];
  /** It was written, and whoever keeps what is known of its contact has not heard of it yet. */
  unheard?: true;
  stamp?: string;
}

/** After every date that anybody means. */
export const someDay = new Date('9999-12-31T00:00:00Z');
export const nobody = '';
const none = '';

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<TaskDocument>(
  {
    _id: String,
    title: String,
    state: String,
    due: Date,
    allDay: Boolean,
    for: Mixed,
    assignee: String,
    contact: String,
    deal: String,
    priority: String,
    remind: Number,
    remindAt: Date,
    repeat: Mixed,
    run: String,
    by: String,
    done: Mixed,
    deletedAt: Date,
    postponed: Number,
    version: Number,
    series: String,
    round: Number,
    owes: Boolean,
    search: { type: [String], default: undefined },
    unheard: Boolean,
    at: Date,
    stamp: String,
  },
  { collection: 'tasks', versionKey: false },
);
schema.index({ contact: 1, state: 1, due: 1 });
schema.index({ deal: 1, state: 1, due: 1 });
schema.index({ state: 1, assignee: 1, due: 1 });
schema.index({ state: 1, due: 1 });
schema.index({ state: 1, 'done.by': 1, 'done.at': -1 });
schema.index({ state: 1, 'done.at': -1 });
schema.index({ state: 1, 'for.kind': 1, _id: 1 });
schema.index({ search: 1 });
// Only those that somebody is still to be told of, and those whose next one is still to be made, are in these.
schema.index({ remindAt: 1 }, { partialFilterExpression: { remindAt: { $exists: true } } });
schema.index({ owes: 1 }, { partialFilterExpression: { owes: { $exists: true } } });
schema.index({ unheard: 1 }, { partialFilterExpression: { unheard: { $exists: true } } });

export const tasks = rawCollection<TaskDocument>(mongoose.model('Task', schema));

const update = guardedUpdates(tasks);

/** The one way a task is changed. */
export const updateTask = (change: GuardedUpdate): Promise<boolean> =>
  update({ ...change, update: { ...change.update, $set: { ...change.update.$set, unheard: true } } });

export function toTask(document: TaskDocument): Task {
  const {
    _id,
    state: _state,
    due,
    assignee,
    deal,
    remindAt: _at,
    series: _series,
    round: _round,
    owes: _owes,
    search: _search,
    unheard: _unheard,
    stamp: _stamp,
    ...rest
  } = document;
  return {
    id: _id,
    ...rest,
    ...(due < someDay && { due }),
    ...(assignee !== nobody && { assignee }),
    ...(deal !== none && { deal }),
  };
}

const mostWords = 20;

/** The words of a title as they are looked for: lower case, ё as е. */
export function titleWords(title: string): string[] {
  const words =
    title
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].slice(0, mostWords);
}

const nightMinutes = 3 * 60;

/** The moment at which those whose task it is are told, if it is still to come. */
export function remindAtOf(
  { due, allDay, remind }: Pick<TaskDocument, 'due' | 'allDay' | 'remind'>,
  now: Date,
): Date | undefined {
  if (remind === undefined || due >= someDay) return undefined;
  // Counted from a time of day it would be in the middle of the night.
  if (allDay && remind < nightMinutes) return undefined;
  const at = new Date(due.getTime() - remind * 60_000);
  return at > now ? at : undefined;
}
