import { readOn } from '../../db/index.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { MayGoOn } from '../../lib/when-quiet.ts';
import { allCards } from './all-cards.ts';
import { feeds } from './feeds.ts';
import { cardsInMerges, markedTasks, unmarkTasks } from './marked.ts';
import { loadProgress, type Progress, saveProgress, versionOf } from './progress.ts';
import { readFeed, type Seen } from './read-feed.ts';
import { readSettings, type Settings } from './read-sources.ts';
import { refreshTraits } from './refresh-traits.ts';

/** How long one tick may keep the database busy with what changed, and with all that was there before: people work and mailings go out meanwhile. */
const usualBudgetMs = 1500;
const stretch = 300;
/** About so many entries of each feed are gathered before their contacts are made anew: of one that is in several once. */
const mostAtOnce = 1000;
/**
 * What one event does is written in several places, and not all of them say so (that somebody cannot be reached is noted on the card alone):
 * whoever was just written to is looked at once more when all of it must be there.
 */
const secondLookMs = 10_000;

export interface TraitsTick {
  /** May be killed at any moment and run twice at once: what is done again is the same. What may not go on is left for the next time. */
  work(mayGoOn?: MayGoOn): Promise<void>;
}

/**
 * Keeps the traits of all contacts what the rooms know: makes those anew of which something was written since the last time, then, on the first
 * start or when settings give other traits, goes over all contacts in the order of their ids, as far as the budget allows.
 */
export function createTraitsTick({
  clock,
  log,
  budgetMs = usualBudgetMs,
}: {
  clock: Clock;
  log: Logger;
  timeZone: string;
  budgetMs?: number;
}): TraitsTick {
  /** Who is to be looked at once more, and when. */
  const later = new Map<string, number>();
  const seen = new Map(feeds.map(({ name }): [string, Seen] => [name, new Map()]));
  let underWay: Promise<void> | undefined;

  async function work(mayGoOn: MayGoOn): Promise<void> {
    const until = performance.now() + budgetMs;
    const hasTime = () => performance.now() < until && mayGoOn();
    const settings = await readSettings();
    const progress = await begin(settings, clock.now());
    await followMarks(progress, settings);
    for (let isWhole = false; !isWhole && hasTime(); ) isWhole = await follow(progress, settings);
    await saveProgress(progress);
    if (progress.isWhole) return;
    while (!progress.isWhole && hasTime()) await goOver(progress, settings);
    if (progress.isWhole) log.info('the traits of all contacts are made');
  }

  /** A stretch of every feed. Resolves with whether nothing is left to read. */
  async function follow(progress: Progress, settings: Settings): Promise<boolean> {
    const now = clock.now();
    const read = await Promise.all(
      feeds.map(async feed => {
        const known = seen.get(feed.name) ?? new Map();
        const mark = progress.marks[feed.name] ?? now;
        return { name: feed.name, ...(await readFeed(feed, { mark, now, seen: known, most: mostAtOnce })) };
      }),
    );
    const due = [...later].flatMap(([contact, at]) => (at <= now.getTime() ? [contact] : []));
    try {
      await refreshTraits([...due, ...read.flatMap(({ contacts }) => contacts)], undefined, settings);
    } catch (error) {
      // What was noted as read has not been done.
      for (const known of seen.values()) known.clear();
      throw error;
    }
    for (const contact of due) later.delete(contact);
    for (const contact of read.flatMap(({ fresh }) => fresh)) later.set(contact, now.getTime() + secondLookMs);
    for (const { name, mark } of read) progress.marks[name] = mark;
    return read.every(({ isWhole }) => isWhole);
  }

  return {
    work(mayGoOn = () => true) {
      underWay ??= work(mayGoOn).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}

async function begin(settings: Settings, now: Date): Promise<Progress> {
  const version = versionOf(settings);
  const kept = await loadProgress();
  const marks = Object.fromEntries(feeds.map(({ name }) => [name, kept?.marks[name] ?? now]));
  const anew = { version, after: '', isWhole: false };
  return { ...(kept ?? { merging: [] }), ...(kept?.version === version ? kept : anew), marks };
}

/** What says by a mark that it was written. */
async function followMarks(progress: Progress, settings: Settings): Promise<void> {
  const [merging, tasks] = await Promise.all([cardsInMerges(), markedTasks()]);
  // Those of the last time too: what moved after that look, moved before the merge was over.
  const cards = [...progress.merging, ...merging, ...tasks.flatMap(({ contact }) => contact ?? [])];
  await refreshTraits(cards, undefined, settings);
  await unmarkTasks(tasks);
  progress.merging = merging;
}

async function goOver(progress: Progress, settings: Settings): Promise<void> {
  const { found, hasMore } = await readOn(allCards(), { after: progress.after, limit: stretch, projection: { _id: 1 } });
  await refreshTraits(
    found.map(({ _id }) => _id),
    undefined,
    settings,
  );
  progress.after = found.at(-1)?._id ?? progress.after;
  progress.isWhole = !hasMore;
  await saveProgress(progress);
}
