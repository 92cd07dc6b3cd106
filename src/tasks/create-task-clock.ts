import { makeOwed } from './finish-task.ts';
import { createOwnerFollower, type OwnersOf } from './follow-owners.ts';
import { remindOfTasks } from './remind.ts';
import type { Task } from './task.ts';

/** What a reminder tells: the task, whom, under the key by which twice is once. */
export type TellOfTask = (reminder: { task: Task; staff: string; key: string; now: Date }) => Promise<void>;

const owedAtOnce = 100;

/**
 * What time does to tasks: those whose task it is are reminded, the next ones of a series that a process did not get to are made, tasks of who
 * answers for a contact follow them. `everybody` are those who may take a task of nobody in particular. Working twice does nothing twice.
 */
export function createTaskClock({
  tell,
  ownersOf,
  everybody,
  now,
}: {
  tell: TellOfTask;
  ownersOf: OwnersOf;
  everybody: () => Promise<string[]>;
  now: () => Date;
}): { work(): Promise<void> } {
  const { follow } = createOwnerFollower(ownersOf);
  return {
    async work() {
      await follow(now());
      await makeOwed(owedAtOnce);
      await remindOfTasks(now(), async (task, key) => {
        const people = task.assignee === undefined ? await everybody() : [task.assignee];
        for (const staff of people) await tell({ task, staff, key: `${key}:${staff}`, now: now() });
      });
    },
  };
}
