import mongoose from 'mongoose';
import { guardedUpdates, rawCollection } from '../../db/index.ts';
import type { Delivery } from '../../deliveries/index.ts';
import type { PlanPlace } from '../plan/plan-rows.ts';
import type { Rehearsal } from './rehearsal.ts';

/** What is counted while people are looked at. */
export interface Tally {
  /** Messages of those who would get it, by `<messenger>:<account>`: somebody may need several. */
  messages: Record<string, number>;
  /** People whose words have to be parted. */
  split: number;
  /** The longest wait by reason. */
  until: Record<string, Date>;
  /** How much of what it is the hardest one has so far. */
  measures: Record<string, number>;
}

export interface RehearsalDocument extends Omit<Rehearsal, 'id' | 'state'> {
  _id: string;
  /** `planning`: rows are made; `looking`: each is looked at. */
  state: 'planning' | 'looking' | 'done' | 'failed' | 'stale';
  by: string;
  place?: PlanPlace;
  zones?: string[];
  /** The last row that was looked at. */
  after?: string;
  tally: Tally;
  stamp?: string;
}

const { Mixed } = mongoose.Schema.Types;
const keptSeconds = 30 * 24 * 60 * 60;

const schema = new mongoose.Schema<RehearsalDocument>(
  {
    _id: String,
    broadcast: String,
    version: Number,
    state: String,
    at: Date,
    by: String,
    endedAt: Date,
    problem: String,
    progress: Mixed,
    audience: Number,
    willSend: Number,
    messengers: Mixed,
    variants: Mixed,
    exclusions: Mixed,
    waits: Mixed,
    hardest: Mixed,
    seconds: Number,
    startsAt: Date,
    endsAt: Date,
    clashes: Mixed,
    limits: Mixed,
    warnings: Mixed,
    place: Mixed,
    zones: { type: [String], default: undefined },
    after: String,
    tally: Mixed,
    stamp: String,
  },
  { collection: 'rehearsals', versionKey: false, minimize: false },
);
schema.index({ broadcast: 1, at: -1 });
schema.index({ state: 1, at: 1 });

export const rehearsals = rawCollection<RehearsalDocument>(mongoose.model('Rehearsal', schema));
export const updateRehearsal = guardedUpdates(rehearsals);

/** One person of a rehearsal: a delivery that is never sent. Its id begins with the rehearsal's. */
export interface RehearsalRow extends Omit<Delivery, 'id' | 'token'> {
  _id: string;
  rehearsal: string;
  /** It would not go before. */
  until?: Date;
}

const rowSchema = new mongoose.Schema<RehearsalRow>(
  {
    _id: String,
    rehearsal: String,
    source: Mixed,
    contact: String,
    priority: String,
    advertising: Boolean,
    topic: String,
    conversation: String,
    account: String,
    messenger: String,
    state: String,
    due: Date,
    attempts: Number,
    reason: String,
    until: Date,
    plannedAt: Date,
    changedAt: Date,
  },
  { collection: 'rehearsalRows', versionKey: false },
);
rowSchema.index({ rehearsal: 1, state: 1, reason: 1 });
rowSchema.index({ plannedAt: 1 }, { expireAfterSeconds: keptSeconds });

export const rehearsalRows = rawCollection<RehearsalRow>(mongoose.model('RehearsalRow', rowSchema));
