import { funnelOf } from '../../analytics/index.ts';

export type Reach = ReadonlyMap<string, number>;

/** Shares are of the people of this long. */
const days = 90;
const dayMs = 24 * 60 * 60_000;
/** Counting reads every question that was put; a text is checked with every word that is typed. */
const freshMs = 60_000;
const mostKept = 50;
const counted = new Map<string, { at: number; reach: Promise<Reach> }>();

/** Of the most who saw any question of a flow, how many came to each: from 0 to 1 by step. Counted once a minute at most. */
export function reachOf(flow: string, now: Date): Promise<Reach> {
  const known = counted.get(flow);
  if (known && now.getTime() - known.at < freshMs) return known.reach;
  const reach = countReach(flow, now);
  counted.delete(flow);
  counted.set(flow, { at: now.getTime(), reach });
  const [oldest] = counted.keys();
  if (counted.size > mostKept && oldest !== undefined) counted.delete(oldest);
  reach.catch(() => counted.delete(flow));
  return reach;
}

async function countReach(flow: string, now: Date): Promise<Reach> {
  const steps = await funnelOf({ flow, from: new Date(now.getTime() - days * dayMs), to: now });
  const most = Math.max(1, ...steps.map(({ seen }) => seen));
  return new Map(steps.map(({ step, seen }) => [step, seen / most]));
}
