import { readOn } from '../../db/index.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { allCards } from './all-cards.ts';
import { feeds } from './feeds.ts';
import { cardsInMerges, markedTasks, unmarkTasks } from './marked.ts';
import { loadProgress, type Progress, saveProgress, versionOf } from './progress.ts';
import { readFeed, type Seen } from './read-feed.ts';
import { readSettings, type Settings } from './read-sources.ts';
import { refreshTraits } from './refresh-traits.ts';

/** How long one tick may keep the database busy with what changed, and with all that was there before. */
const usualBudgetMs = 3000;
const stretch = 300;
const mostAtOnce = 1000;

export interface TraitsTick {
  /** May be killed at any moment and run twice at once: what is done again is the same. */
  work(): Promise<void>;
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
  const seen = new Map<string, Seen>();
  let underWay: Promise<void> | undefined;

  async function work(): Promise<void> {
    const until = performance.now() + budgetMs;
    const settings = await readSettings();
    const progress = await begin(settings, clock.now());
    for (const feed of feeds) await follow(feed.name, { progress, settings, until });
    await followMarks(progress, settings);
    await saveProgress(progress);
    const wasWhole = progress.isWhole;
    while (!progress.isWhole && performance.now() < until) await goOver(progress, settings);
    if (progress.isWhole && !wasWhole) log.info('traits of all contacts are made');
  }

  async function follow(name: string, { progress, settings, until }: { progress: Progress; settings: Settings; until: number }) {
    const feed = feeds.find(each => each.name === name);
    const known = seen.get(name) ?? new Map();
    seen.set(name, known);
    if (!feed) return;
    for (let isWhole = false; !isWhole; ) {
      const now = clock.now();
      const read = await readFeed(feed, { mark: progress.marks[name] ?? now, now, seen: known, most: mostAtOnce });
      try {
        await refreshTraits(read.contacts, undefined, settings);
      } catch (error) {
        // What was noted as read has not been done.
        known.clear();
        throw error;
      }
      progress.marks[name] = read.mark;
      isWhole = read.isWhole || performance.now() > until;
    }
  }

  return {
    work() {
      underWay ??= work().finally(() => {
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
