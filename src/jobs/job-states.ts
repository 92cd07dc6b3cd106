import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';

/** How one of the program's ticks fares, as Agenda keeps it. */
export interface JobState {
  name: string;
  /** As it was defined: `5 seconds`, `1 day`. */
  every: string;
  nextAt?: Date;
  lastAt?: Date;
  /** Milliseconds that the last one took; absent while it runs, or where it never did. */
  tookMs?: number;
  /** A process is at it. */
  runs: boolean;
  /** The last run failed, for this reason; it is tried again at `nextAt`. */
  failed?: { at: Date; reason: string };
  /** How often it has failed since it was made. */
  failures: number;
}

/** A document of Agenda 6, as far as we read it. */
interface JobDocument {
  _id: unknown;
  name: string;
  repeatInterval?: string | number;
  nextRunAt?: Date | null;
  lastRunAt?: Date | null;
  lastFinishedAt?: Date | null;
  lockedAt?: Date | null;
  failedAt?: Date | null;
  failReason?: string | null;
  failCount?: number | null;
}

export const jobsCollection = 'agendaJobs';
const documents = () => mongoose.connection.collection<JobDocument>(jobsCollection);

/** Every tick that any process of this installation has, by name. */
export async function jobStates(): Promise<JobState[]> {
  const found = await documents().find({}).toArray();
  return found.map(toState).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function toState({ name, repeatInterval, nextRunAt, lastRunAt, lastFinishedAt, lockedAt, ...failing }: JobDocument): JobState {
  const { failedAt, failReason, failCount } = failing;
  const isOver = lastRunAt && lastFinishedAt && lastFinishedAt >= lastRunAt;
  return {
    name,
    every: String(repeatInterval ?? ''),
    ...(nextRunAt && { nextAt: nextRunAt }),
    ...(lastRunAt && { lastAt: lastRunAt }),
    ...(isOver && { tookMs: lastFinishedAt.getTime() - lastRunAt.getTime() }),
    runs: lockedAt instanceof Date && !isOver,
    // Agenda keeps the last failure for ever: it is over once a later run has ended well.
    ...(failedAt && (!lastRunAt || failedAt >= lastRunAt) && { failed: { at: failedAt, reason: failReason ?? '' } }),
    failures: failCount ?? 0,
  };
}

/** Lets a tick come now rather than at its time; a process with jobs takes it within seconds. AppError `jobs.not_found`. */
export async function runSoon(name: string, now: Date): Promise<void> {
  const { matchedCount } = await documents().updateOne({ name }, { $set: { nextRunAt: now } });
  if (matchedCount === 0) throw new AppError('jobs.not_found', 'There is no such job any more.', { name });
}
