import { loadSetting, saveSetting } from '../db/index.ts';
import type { MayGoOn } from '../lib/when-quiet.ts';
import { renewTaskWords } from '../tasks/index.ts';
import { createMessageIndexer } from './index-messages.ts';

/** Another number has all tasks looked through once more: what they are found by has changed. */
const tasksSetting = 'search.tasks.1';
const over = 'done';
const atOnce = 500;

/**
 * The tick that keeps what is found up to date: messages, and once the tasks of earlier versions of the program. `budgetMs` is how long what was there
 * before may keep it busy. Resolves with whether nothing is left.
 */
export function createSearchIndexer(): { work(means: { now: Date; budgetMs?: number; mayGoOn?: MayGoOn }): Promise<boolean> } {
  const indexMessages = createMessageIndexer();
  let hasTasks = false;

  async function indexTasks(budgetMs: number, mayGoOn: MayGoOn): Promise<boolean> {
    const began = performance.now();
    let after = hasTasks ? over : ((await loadSetting(tasksSetting)) ?? '');
    while (after !== over) {
      if (performance.now() - began > budgetMs || !mayGoOn()) return false;
      after = (await renewTaskWords({ after, limit: atOnce })) ?? over;
      await saveSetting(tasksSetting, after);
    }
    hasTasks = true;
    return true;
  }

  return {
    async work({ now, budgetMs = 1500, mayGoOn = () => true }) {
      const isWhole = await indexMessages({ now, budgetMs, mayGoOn });
      return (await indexTasks(budgetMs, mayGoOn)) && isWhole;
    },
  };
}
