import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Automation, AutomationRun } from './automation.ts';
import { hashOf } from './hook-secret.ts';

export interface AutomationDocument extends Omit<Automation, 'id' | 'hook'> {
  _id: string;
  /** `secret`: of one that was made before only hashes were kept. */
  hook?: NonNullable<Automation['hook']> | { secret: string };
  /** It is in no list any more; the logs of those who went through it name it still. */
  removedAt?: Date;
}

export interface RunDocument extends Omit<AutomationRun, 'id'> {
  _id: string;
  /** The wait that they stand on, once they have come to it, and when it began and ends. */
  waits?: { step: string; since: Date; until: Date };
  /** Steps that are over: none is done twice in a run, wherever it is moved meanwhile. */
  did: string[];
  /** Failures of the present step. */
  attempts?: number;
  /** Grows with whoever takes it in hand: who had it before writes nothing any more. */
  turn: number;
  /** There is one at most: of a contact in an automation that nobody goes through twice, or not while they are in it. */
  seat?: string;
  /** What did not begin is forgotten then. */
  forgetAt?: Date;
}

const { Mixed } = mongoose.Schema.Types;

export const automations = rawCollection<AutomationDocument>(
  mongoose.model(
    'Automation',
    new mongoose.Schema<AutomationDocument>(
      {
        _id: String,
        name: String,
        state: String,
        trigger: Mixed,
        condition: Mixed,
        exitWhen: Mixed,
        reentry: Mixed,
        hours: Mixed,
        steps: Mixed,
        onSince: Date,
        hook: Mixed,
        heirs: Mixed,
        trouble: Mixed,
        template: String,
        version: Number,
        createdAt: Date,
        createdBy: String,
        changedAt: Date,
        changedBy: String,
        removedAt: Date,
      },
      { collection: 'automations', versionKey: false, minimize: false },
    ),
  ),
);

const runSchema = new mongoose.Schema<RunDocument>(
  {
    _id: String,
    automation: String,
    contact: String,
    state: String,
    step: String,
    wakeAt: Date,
    startedAt: Date,
    endedAt: Date,
    log: Mixed,
    cause: String,
    about: Mixed,
    depth: Number,
    waits: Mixed,
    did: [String],
    attempts: Number,
    turn: Number,
    seat: String,
    forgetAt: Date,
  },
  { collection: 'automationRuns', versionKey: false, minimize: false },
);
/** Those who are to be looked at. */
runSchema.index({ automation: 1, wakeAt: 1 }, { partialFilterExpression: { wakeAt: { $exists: true } } });
/** Who stands where, and the list behind each number. */
runSchema.index({ automation: 1, state: 1, step: 1, startedAt: -1 });
runSchema.index({ automation: 1, startedAt: -1 });
/** How many came to the end lately. */
runSchema.index({ automation: 1, state: 1, endedAt: -1 });
/** The log of a person. */
runSchema.index({ contact: 1, startedAt: -1 });
runSchema.index({ seat: 1 }, { unique: true, partialFilterExpression: { seat: { $exists: true } } });
runSchema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

export const runs = rawCollection<RunDocument>(mongoose.model('AutomationRun', runSchema));

export function toAutomation({ _id, removedAt: _removed, hook, ...rest }: AutomationDocument): Automation {
  return { id: _id, ...rest, ...(hook && { hook: 'secret' in hook ? { hash: hashOf(hook.secret) } : hook }) };
}

export function toRun(document: RunDocument): AutomationRun {
  const { _id, waits: _waits, did: _did, attempts: _attempts, turn: _turn, seat: _seat, forgetAt: _forget, ...rest } = document;
  return { id: _id, ...rest };
}
