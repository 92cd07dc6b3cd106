import { loadSetting, saveSetting } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import { happened } from './happened.ts';
import { type Happening, type HappeningSource, happeningSources } from './happening.ts';

/** Reads on in what happens, from where it was read last. */
export interface Feed {
  /**
   * Gives all that has happened since the last time to `take`, a stretch after the other; the place moves once a stretch was taken. Dying in
   * between repeats a stretch, and loses nothing: `take` minds the ids. Without a place yet it begins at `oldest`.
   */
  gather(options: {
    oldest: Date;
    take(events: Happening[]): Promise<void>;
    /** What is listened to; everything where it is not told. */
    sources?: readonly HappeningSource[];
    /** Asked after every stretch: the rest comes with the next time. */
    isEnough?: () => boolean;
  }): Promise<void>;
  /** Forgets the place: whoever listens next is told what happens from then on. */
  forget(): Promise<void>;
}

/** What is written is seen a moment later: the lines of one write then stand together. */
export const lagMs = 2000;
/**
 * Writes bear the time at which they were decided, and land later; longer so where a process died in between and another went on. So far
 * back every tick looks again, the first one of a process further.
 */
const overlapMs = { tick: 5 * 60_000, first: 60 * 60_000 };
/** So much time is read at once, that a long absence does not fill the memory. */
const sliceMs = 10 * 60_000;
const few = 100;

/** `name`: of the setting in which the place is kept. */
export function createFeed({ name, clock }: { name: string; clock: Clock }): Feed {
  const known = new Map<string, number>();
  let isFirst = true;

  return {
    async gather({ oldest, take, sources = happeningSources, isEnough = () => false }) {
      const until = new Date(clock.now().getTime() - lagMs);
      const saved = await loadSetting(name);
      const cursor = new Date(Math.min(saved ? Date.parse(saved) : oldest.getTime(), until.getTime()));
      const back = isFirst ? overlapMs.first : overlapMs.tick;
      const began = Math.max(cursor.getTime() - back, oldest.getTime() - lagMs);
      let slice = sliceMs;
      for (let since = began; since < until.getTime(); ) {
        const end = new Date(Math.min(since + slice, until.getTime()));
        const seen: string[] = [];
        const stretch = { from: new Date(began), since: new Date(since), until: end };
        const events = await happened(stretch, { has: id => known.has(id), add: id => void seen.push(id) }, sources);
        await take(events);
        // Known only once it was taken.
        for (const id of seen) known.set(id, end.getTime());
        if (end > cursor || !saved) await saveSetting(name, end.toISOString());
        since = end.getTime();
        if (isEnough() && end > cursor) return;
        // Quiet times are passed over in larger steps.
        slice = events.length < few ? slice * 4 : sliceMs;
      }
      isFirst = false;
      for (const [id, at] of known) if (at < until.getTime() - 2 * overlapMs.tick) known.delete(id);
    },
    async forget() {
      if (await loadSetting(name)) await saveSetting(name, '');
    },
  };
}
