import { signal } from '../signals/index.ts';
import { tasks, toTask, updateTask } from './task-model.ts';

const soonMs = 24 * 60 * 60_000;
const atOnce = 1000;

/** Who answers for contacts, by their ids. */
export type OwnersOf = (contacts: string[]) => Promise<ReadonlyMap<string, string | undefined>>;

/**
 * Puts the tasks of "whoever answers for the contact" into the list of who does so now: those due within a day each time, the others one
 * stretch after the other. Answers with how many moved.
 */
export function createOwnerFollower(ownersOf: OwnersOf): { follow(now: Date): Promise<number> } {
  let after = '';
  return {
    async follow(now) {
      const mine = { state: 'open', 'for.kind': 'owner' } as const;
      const [soon, rest] = await Promise.all([
        tasks
          .find({ ...mine, due: { $lt: new Date(now.getTime() + soonMs) } })
          .sort({ due: 1 })
          .limit(atOnce)
          .toArray(),
        tasks
          .find({ ...mine, _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(atOnce)
          .toArray(),
      ]);
      after = rest.length === atOnce ? (rest.at(-1)?._id ?? '') : '';
      const found = [...new Map([...soon, ...rest].map(task => [task._id, task])).values()];
      const owners = await ownersOf([...new Set(found.flatMap(({ contact }) => contact ?? []))]);
      const moved = found.filter(({ contact, assignee }) => contact !== undefined && assignee !== (owners.get(contact) ?? ''));
      for (const task of moved) {
        const assignee = owners.get(task.contact ?? '') ?? '';
        if (
          await updateTask({
            id: task._id,
            guard: { version: task.version },
            update: { $set: { assignee, version: task.version + 1 } },
          })
        )
          signal({ topic: 'tasks', about: toTask(task).id });
      }
      return moved.length;
    },
  };
}

/** The same for one contact at once: for who has just changed who answers for them. */
export async function followOwner(contact: string, owner: string | undefined): Promise<void> {
  const found = await tasks.find({ contact, state: 'open', 'for.kind': 'owner', assignee: { $ne: owner ?? '' } }).toArray();
  for (const { _id: id, version } of found) {
    await updateTask({ id, guard: { version }, update: { $set: { assignee: owner ?? '', version: version + 1 } } });
    signal({ topic: 'tasks', about: id });
  }
}
