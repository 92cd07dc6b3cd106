import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { newId } from '../lib/ids.ts';
import type { Author } from './draft-store.ts';
import type { PersonPlan, Target } from './plan-move.ts';

/** The people in the middle of an older revision being moved to a newer one. */
export interface Move {
  id: string;
  flow: string;
  from: string;
  to: string;
  /** Where the people of a step go; those of steps that are not named go to the same step. */
  targets: Record<string, Target>;
  by: Author;
  at: Date;
  /** First it is written down who is to be moved, then they are. */
  state: 'planning' | 'running' | 'finished' | 'stopped';
  finishedAt?: Date;
}

/** What became of somebody: as planned, or `gone` (went on or ended meanwhile), or `failed`. */
export type MoveOutcome = PersonPlan['outcome'] | 'gone' | 'failed';
export const moveOutcomes = ['same', 'asked', 'later', 'ended', 'stays', 'gone', 'failed'] as const satisfies MoveOutcome[];

/** Somebody who is to be moved, and what became of it: every person has a row, so that the numbers add up. */
export interface MoveRow {
  /** `<move>:<conversation>`. */
  id: string;
  move: string;
  conversation: string;
  contact?: string;
  run: string;
  /** The step of the older revision. */
  step: string;
  state: 'planned' | MoveOutcome;
  why?: string;
  /** How often it went wrong so far. */
  attempts?: number;
}

type MoveDocument = Omit<Move, 'id'> & { _id: string /** One at a time: the flow, while it goes on. */; open?: string };
type RowDocument = Omit<MoveRow, 'id'> & { _id: string };

const mostAttempts = 5;

const { Mixed } = mongoose.Schema.Types;
const moveSchema = new mongoose.Schema<MoveDocument>(
  {
    _id: String,
    flow: String,
    from: String,
    to: String,
    targets: Mixed,
    by: Mixed,
    at: Date,
    state: String,
    finishedAt: Date,
    open: String,
  },
  { collection: 'flowMoves', versionKey: false, minimize: false },
);
moveSchema.index({ flow: 1, at: -1 });
moveSchema.index({ open: 1 }, { unique: true, partialFilterExpression: { open: { $exists: true } } });
const rowSchema = new mongoose.Schema<RowDocument>(
  {
    _id: String,
    move: String,
    conversation: String,
    contact: String,
    run: String,
    step: String,
    state: String,
    why: String,
    attempts: Number,
  },
  { collection: 'flowMoveRows', versionKey: false },
);
rowSchema.index({ move: 1, state: 1, _id: 1 });

const moves = rawCollection<MoveDocument>(mongoose.model('FlowMove', moveSchema));
const rows = rawCollection<RowDocument>(mongoose.model('FlowMoveRow', rowSchema));

/** Begins a move; nothing while another one of the flow goes on. */
export async function insertMove(own: Omit<Move, 'id' | 'state'>): Promise<Move | undefined> {
  const move = { ...own, state: 'planning' as const };
  const id = newId();
  const [isNew] = await insertNew(moves, [{ _id: id, ...move, open: own.flow }]);
  return isNew ? { id, ...move } : undefined;
}

/** Moves that go on, of all flows. */
export async function openMoves(): Promise<Move[]> {
  return (await moves.find({ open: { $gt: '' } }).toArray()).map(toMove);
}

export async function readMove(id: string): Promise<Move | undefined> {
  const found = await moves.findOne({ _id: id });
  return found ? toMove(found) : undefined;
}

/** The latest moves of a flow. */
export async function latestMoves(flow: string, limit: number): Promise<Move[]> {
  return (await moves.find({ flow }).sort({ at: -1 }).limit(limit).toArray()).map(toMove);
}

/** Everybody is written down: now they are moved. Changes nothing when the move has been stopped. */
export async function startMove(id: string): Promise<void> {
  await moves.updateOne({ _id: id, state: 'planning' }, { $set: { state: 'running' } });
}

/** False when it was over already. */
export async function endMove(id: string, state: 'finished' | 'stopped', now: Date): Promise<boolean> {
  const { matchedCount } = await moves.updateOne(
    { _id: id, state: { $in: ['planning', 'running'] } },
    { $set: { state, finishedAt: now }, $unset: { open: '' } },
  );
  return matchedCount === 1;
}

export async function insertRows(planned: MoveRow[]): Promise<void> {
  if (planned.length > 0)
    await insertNew(
      rows,
      planned.map(({ id, ...rest }) => ({ _id: id, ...rest })),
    );
}

export async function rowsOf(
  move: string,
  state: MoveRow['state'],
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<MoveRow[]> {
  const filter = { move, state, ...(after !== undefined && { _id: { $gt: after } }) };
  return (await rows.find(filter).sort({ move: 1, state: 1, _id: 1 }).limit(limit).toArray()).map(({ _id, ...row }) => ({
    id: _id,
    ...row,
  }));
}

/** Notes what became of somebody, once. */
export async function settleRow(id: string, { state, why }: { state: MoveOutcome; why?: string | undefined }): Promise<void> {
  await rows.updateOne({ _id: id, state: 'planned' }, { $set: { state, ...(why !== undefined && { why }) } });
}

/** Notes that somebody could not be moved: after a few times they stay where they are. */
export async function noteRowFailure({ id, attempts = 0 }: MoveRow, why: string): Promise<void> {
  const state = attempts + 1 < mostAttempts ? 'planned' : 'failed';
  await rows.updateOne({ _id: id, state: 'planned' }, { $set: { state, why, attempts: attempts + 1 } });
}

/** How many people stand where, by state. */
export async function countRows(move: string): Promise<Partial<Record<MoveRow['state'], number>>> {
  const counts = await rows
    .aggregate<{ _id: MoveRow['state']; people: number }>([
      { $match: { move } },
      { $group: { _id: '$state', people: { $sum: 1 } } },
    ])
    .toArray();
  return Object.fromEntries(counts.map(({ _id, people }) => [_id, people]));
}

function toMove({ _id, open: _open, ...rest }: MoveDocument): Move {
  return { id: _id, ...rest };
}
