import { dealHistory, type PendingPress, type PressDeed } from '../deals/index.ts';
import { finishTask, getTask } from '../tasks/index.ts';
import type { DealButton } from './button.ts';

/**
 * What earlier presses of the same button, in whichever stage it has that name, wanted done has come to this press: their tasks that are
 * still open end with the button's name as their result. The same press again ends no more, and tells the same.
 */
export async function endEarlier({ id, name }: DealButton, deal: string, { press, at, by }: PendingPress): Promise<PressDeed[]> {
  const history = await dealHistory(deal);
  const made = history.flatMap(event =>
    event.what === 'pressed' && (event.button === id || event.name === name) && event.press !== press
      ? event.did.flatMap(({ task }) => task ?? [])
      : [],
  );
  const ended: PressDeed[] = [];
  for (const task of new Set(made)) {
    const found = await getTask(task);
    if (!found || found.deletedAt || (found.done && !isEndedBy(found.done, { name, at }))) continue;
    await finishTask(task, { by: by.kind === 'staff' ? by.id : '', now: at, result: name });
    ended.push({ kind: 'ended', outcome: 'done', words: found.title, task });
  }
  return ended;
}

/** Whether a task was ended by a press of this button at that moment, and by nobody since. */
export const isEndedBy = (done: { at: Date; result?: string }, { name, at }: { name: string; at: Date }): boolean =>
  done.result === name && done.at.getTime() === at.getTime();
