import { type ChangeAuthor, livingContact } from '../contacts/index.ts';
import type { DealAuthor } from '../deals/index.ts';
import { isInAudience } from '../segments/index.ts';
import type { Automation, RunAbout } from './automation.ts';
import type { RunDocument } from './automation-model.ts';
import { begunRuns, insertRun, isKnown, keepNotBegun } from './run-store.ts';
import { tellOfCircle } from './tell-of-circle.ts';

/** So many automations may begin one another in a row. */
export const mostDepth = 5;
/** Nobody goes through one automation more often than that in an hour: flows that begin flows leave no other trace. */
const mostAnHour = 10;
const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** What happened to whom. */
export interface Cause {
  contact: string;
  /** The same for whoever finds it: it begins an automation once. */
  cause: string;
  about?: RunAbout;
  /** Who did it: an automation's doing is one deeper than it. */
  by?: ChangeAuthor | DealAuthor;
}

export interface BeginMeans {
  now: Date;
  /** The firm's. */
  timeZone: string;
}

/** Lets somebody into a chain, if they may. What keeps them out stands in their log. The same cause twice is once. */
export async function beginRun(automation: Automation, happened: Cause, means: BeginMeans): Promise<boolean> {
  const contact = await livingContact(happened.contact);
  if (!contact || contact.deletedAt || (await isKnown(automation.id, contact.id, happened.cause))) return false;
  const earlier = await begunRuns(automation.id, contact.id, mostAnHour);
  const depth = await depthOf(happened.by, contact.id);
  const { cause, about } = happened;
  const beginning = { automation, contact: contact.id, cause, ...(about && { about }), depth, now: means.now };
  const reason = goesRound(earlier, depth, means.now) ? 'circle' : refusal(automation, earlier, means.now);
  if (reason === 'circle') await tellOfCircle(automation, contact.id, means.now);
  const isWanted = reason === undefined && (await fits(automation, contact.id, means));
  if (!isWanted) {
    await keepNotBegun(beginning, reason ?? 'condition');
    return false;
  }
  const outcome = await insertRun(beginning);
  if (outcome === 'seated') await keepNotBegun(beginning, 'stillIn');
  return outcome === 'begun';
}

async function fits({ condition }: Automation, contact: string, { now, timeZone }: BeginMeans): Promise<boolean> {
  return condition === undefined || isInAudience(contact, condition, { now, timeZone });
}

function goesRound(earlier: RunDocument[], depth: number, now: Date): boolean {
  const lately = earlier.filter(({ startedAt }) => startedAt.getTime() > now.getTime() - hourMs);
  return depth >= mostDepth || lately.length >= mostAnHour;
}

/** Why somebody who has been through it may not again, or not yet. */
function refusal({ reentry }: Automation, [latest, ...others]: RunDocument[], now: Date): string | undefined {
  if (!latest) return undefined;
  if (reentry.kind === 'never') return 'again';
  if (reentry.kind === 'finished' && [latest, ...others].some(({ state }) => state === 'waiting')) return 'stillIn';
  const since = reentry.kind === 'finished' ? (latest.endedAt ?? latest.startedAt) : latest.startedAt;
  const { afterDays } = reentry;
  return afterDays !== undefined && now.getTime() < since.getTime() + afterDays * dayMs ? 'tooSoon' : undefined;
}

async function depthOf(by: Cause['by'], contact: string): Promise<number> {
  if (by?.kind !== 'automation') return 0;
  const [run] = await begunRuns(by.id, contact, 1);
  return run ? run.depth + 1 : 0;
}
