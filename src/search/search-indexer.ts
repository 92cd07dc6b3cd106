import { renewSearchWords } from '../contacts/index.ts';
import { loadSetting, saveSetting } from '../db/index.ts';
import { renewTaskWords } from '../tasks/index.ts';
import { createMessageIndexer } from './index-messages.ts';

/** Another number has all cards and tasks looked through once more: what they are found by has changed. */
const version = 1;
const atOnce = 500;

const renewals = [
  { setting: `search.cards.${version}`, renew: renewSearchWords },
  { setting: `search.tasks.${version}`, renew: renewTaskWords },
];
const over = 'done';

/**
 * The tick that keeps what is found up to date: messages, and once the cards and tasks of earlier versions of the program. `budgetMs` is how long what
 * was there before may keep it busy. Resolves with whether nothing of that is left.
 */
export function createSearchIndexer(): { work(means: { now: Date; budgetMs?: number }): Promise<boolean> } {
  const indexMessages = createMessageIndexer();
  const finished = new Set<string>();

  async function renewAll(budgetMs: number): Promise<boolean> {
    const began = performance.now();
    for (const { setting, renew } of renewals) {
      if (finished.has(setting)) continue;
      let after = (await loadSetting(setting)) ?? '';
      while (after !== over) {
        if (performance.now() - began > budgetMs) return false;
        after = (await renew({ after, limit: atOnce })) ?? over;
        await saveSetting(setting, after);
      }
      finished.add(setting);
    }
    return true;
  }

  return {
    async work({ now, budgetMs = 1500 }) {
      const isWhole = await indexMessages({ now, budgetMs });
      return (await renewAll(budgetMs)) && isWhole;
    },
  };
}
