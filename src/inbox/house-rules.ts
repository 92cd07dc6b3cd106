import { defaultQueue, listQueues, type Queue, unsetQueue, whoIsAway } from '../conversations/index.ts';
import type { Logger } from '../lib/logger.ts';
import { isOpen, type OpenHours } from '../lib/working-time.ts';
import { usualHours, type WorkingHours } from './reply-by.ts';
import { loadWorkingHours } from './working-hours.ts';

/** How people work, as the settings have it: known without asking, so that no message waits for it. */
export interface HouseRules {
  hours: WorkingHours;
  queues: ReadonlyMap<string, Queue>;
  /** Who of the staff takes nothing new for now. */
  away: ReadonlySet<string>;
}

/** What holds where nobody has set anything. */
export const usualRules: HouseRules = { hours: usualHours, queues: new Map(), away: new Set() };

export interface HouseRulesBook {
  now(): HouseRules;
  /** Looks the settings up anew; rejects while the database is away, and the last ones stay. */
  refresh(): Promise<void>;
}

/** The rules as they stand in the settings; whoever holds the book refreshes it every few seconds. */
export async function openHouseRules({ log }: { log: Logger }): Promise<HouseRulesBook> {
  let rules = await load(log);
  return {
    now: () => rules,
    async refresh() {
      rules = await load(log);
    },
  };
}

async function load(log: Logger): Promise<HouseRules> {
  const [hours, queues, away] = await Promise.all([loadWorkingHours(log), listQueues(), whoIsAway()]);
  return { hours, queues: new Map(queues.map(queue => [queue.id, queue])), away: new Set(away.keys()) };
}

/** How a queue works: one that nobody has set up as the default one does, but for its members. Pure. */
export function queueOf({ queues }: HouseRules, name: string | undefined): Queue {
  const id = name ?? defaultQueue;
  return queues.get(id) ?? { ...(queues.get(defaultQueue) ?? unsetQueue(id)), id, title: '' };
}

/** The hours of a queue with the clock they go by. Pure. */
export function hoursOf(rules: HouseRules, queue: string | undefined, firmZone: string): { hours: OpenHours; timeZone: string } {
  return { hours: queueOf(rules, queue).hours ?? rules.hours, timeZone: rules.hours.timeZone ?? firmZone };
}

/** Whether somebody takes new conversations of a queue now. Pure. */
export function isIn(
  rules: HouseRules,
  { staff, queue, now, firmZone }: { staff: string; queue?: string | undefined; now: Date; firmZone: string },
): boolean {
  const { hours, timeZone } = hoursOf(rules, queue, firmZone);
  return !rules.away.has(staff) && isOpen(now, hours, timeZone);
}
