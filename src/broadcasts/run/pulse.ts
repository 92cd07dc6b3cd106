import mongoose from 'mongoose';
import { persistently, rawCollection } from '../../db/index.ts';
import { batching } from '../../lib/batching.ts';

/** What became of one message: it went out, it did not, or the answer to it was a block. */
export type Outcome = 'sent' | 'error' | 'block';

/** How a mailing fares just now, for all processes: what became of its last messages, and how many went out in each of the last stretches. */
interface PulseDocument {
  _id: string;
  window?: Outcome[];
  /** A ring; `n` of the stretch `at`. */
  beats?: Record<string, { at: number; n: number }>;
}

/** So many of the last messages are looked at. */
export const windowSize = 200;
/** Of fewer nothing can be said. */
export const leastToJudge = 20;
const beatMs = 5000;
const ring = 16;
const minuteMs = 60_000;

const { Mixed } = mongoose.Schema.Types;

export const pulses = rawCollection<PulseDocument>(
  mongoose.model(
    'BroadcastPulse',
    new mongoose.Schema<PulseDocument>(
      { _id: String, window: [String], beats: Mixed },
      { collection: 'broadcastPulses', versionKey: false },
    ),
  ),
);

interface Noted {
  broadcast: string;
  outcomes: Outcome[];
  at: Date;
}

/** What the last messages of a mailing say, in per cent. */
export interface Shares {
  judged: number;
  errors: number;
  blocks: number;
}

/** Writes down what became of some messages and answers how the last ones went. Those that come together are one write. */
export const notePulse: (noted: Noted) => Promise<Shares> = batching(async (all: Noted[]) => {
  const ids = [...new Set(all.map(({ broadcast }) => broadcast))];
  const shares = new Map(await Promise.all(ids.map(async id => [id, await write(id, of(all, id))] as const)));
  return all.map(({ broadcast }) => shares.get(broadcast) ?? { judged: 0, errors: 0, blocks: 0 });
});

function of(all: Noted[], id: string): Omit<Noted, 'broadcast'> {
  const own = all.filter(({ broadcast }) => broadcast === id);
  return { outcomes: own.flatMap(({ outcomes }) => outcomes), at: own.at(-1)?.at ?? new Date(0) };
}

async function write(id: string, { outcomes, at }: Omit<Noted, 'broadcast'>): Promise<Shares> {
  const stretch = Math.floor(at.getTime() / beatMs);
  const place = `s${stretch % ring}`;
  const sent = outcomes.filter(outcome => outcome === 'sent').length;
  const before = { $cond: [{ $eq: [`$beats.${place}.at`, stretch] }, `$beats.${place}.n`, 0] };
  const update = {
    $set: {
      window: { $slice: [{ $concatArrays: [{ $ifNull: ['$window', []] }, outcomes] }, -windowSize] },
      [`beats.${place}`]: { at: stretch, n: { $add: [sent, before] } },
    },
  };
  const after = await persistently(() =>
    pulses.findOneAndUpdate({ _id: id }, [update], { upsert: true, returnDocument: 'after' }),
  );
  return sharesOf(after?.window ?? []);
}

export function sharesOf(window: Outcome[]): Shares {
  const share = (wanted: Outcome) =>
    window.length === 0 ? 0 : (100 * window.filter(outcome => outcome === wanted).length) / window.length;
  return { judged: window.length, errors: share('error'), blocks: share('block') };
}

/** How many messages a second went out within the last minute, or since it began where that is less. */
export async function paceOf(id: string, { now, since }: { now: Date; since?: Date }): Promise<number> {
  const pulse = await pulses.findOne({ _id: id }, { projection: { beats: 1 } });
  const first = Math.floor((now.getTime() - minuteMs) / beatMs);
  const recent = Object.values(pulse?.beats ?? {}).filter(({ at }) => at > first);
  const sent = recent.reduce((sum, { n }) => sum + n, 0);
  if (sent === 0) return 0;
  const from = Math.max((first + 1) * beatMs, since?.getTime() ?? 0);
  return sent / Math.max((now.getTime() - from) / 1000, 1);
}

/** What was so far counts no more. */
export async function forgetWindow(id: string): Promise<void> {
  await pulses.updateOne({ _id: id }, { $unset: { window: '' } });
}
