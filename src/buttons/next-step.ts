import { getDeal, nextStepIsAsked, noteNextStep, openDealIds } from '../deals/index.ts';
import type { Logger } from '../lib/logger.ts';
import { watchSignals } from '../signals/index.ts';
import { getTask, openTasksOf, type Task } from '../tasks/index.ts';

/** A task without a date is a next step as well; it comes after all others. */
const someDay = new Date('9999-12-31T00:00:00Z');
const stretch = 500;

/** Notes on a deal when its next task is due. */
export async function settleNextStep(deal: string): Promise<void> {
  const tasks = (await openTasksOf([deal])).get(deal);
  await noteNextStep(deal, nextOf(tasks));
}

const nextOf = (tasks: Task[] | undefined): Date | undefined => tasks?.[0] && (tasks[0].due ?? someDay);

/** Whether somebody is to be asked for the next step now: it is wanted, the deal is open and nothing but `without` is to be done in it. */
export async function needsNextStep(deal: string, { without }: { without?: string } = {}): Promise<boolean> {
  if (!(await nextStepIsAsked())) return false;
  const found = await getDeal(deal);
  if (!found?.isOpen || found.deletedAt) return false;
  const open = (await openTasksOf([deal])).get(deal) ?? [];
  return !open.some(({ id }) => id !== without);
}

/** Keeps what deals know of their next task, whoever writes tasks. Returns the way to stop. */
export function watchNextSteps({ log }: { log: Logger }): () => void {
  return watchSignals(({ topic, about }) => {
    if (topic !== 'tasks' || about === undefined) return;
    getTask(about)
      .then(task => (task?.deal ? settleNextStep(task.deal) : undefined))
      .catch(error => log.warn({ err: error }, 'the next step of a deal could not be noted; the next look does it'));
  });
}

/** Looks through all open deals for what a lost signal left wrong. A tick. */
export async function checkNextSteps(): Promise<void> {
  for await (const found of openDealIds(stretch)) {
    const tasks = await openTasksOf(found.map(({ id }) => id));
    for (const { id, nextAt } of found) {
      const next = nextOf(tasks.get(id));
      if (next?.getTime() !== nextAt?.getTime()) await noteNextStep(id, next);
    }
  }
}
