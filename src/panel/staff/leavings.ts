import { changeContact, listContacts } from '../../contacts/index.ts';
import { defaultQueue, listConversations, listQueues, openConversationsOf } from '../../conversations/index.ts';
import { type DealFilter, editDeal, everyDeal, listPipelines, totalsByStage } from '../../deals/index.ts';
import type { Dispatcher } from '../../inbox/index.ts';
import { getStaff } from '../../staff/index.ts';
import { changeTask, countedTasks, listTasks, type Task } from '../../tasks/index.ts';
import type { Leaving } from './leaving.ts';

const perPage = 100;
/** Later than any task with a date is due. */
const endOfTime = new Date('9999-01-01T00:00:00Z');

/** Everything that somebody of the staff can answer for, each given on in the way of its own room, so that its history tells of it. */
export function leavings(dispatcher: Dispatcher): Leaving[] {
  return [conversationsLeft(dispatcher), contactsLeft, dealsLeft, tasksLeft];
}

/** What is put off goes along and stays put off. Without a successor a conversation goes to its queue, where people are told of it. */
function conversationsLeft(dispatcher: Dispatcher): Leaving {
  return {
    id: 'conversations',
    count: async staff => (await openConversationsOf([staff])).get(staff) ?? 0,
    async handOver({ from, to, by, now }) {
      const successor = to === undefined ? undefined : await getStaff(to);
      const queues = new Map((await listQueues()).map(({ id, title }) => [id, title]));
      return eachOnce(
        async () => {
          const mine = await listConversations({ view: 'mine', viewer: from, limit: perPage, now });
          const snoozed = await listConversations({ view: 'snoozed', viewer: from, staff: from, limit: perPage, now });
          return [...mine.conversations, ...snoozed.conversations];
        },
        ({ id, queue = defaultQueue }) => {
          const target = successor
            ? { staff: { id: successor.id, name: successor.name } }
            : { queue, title: queues.get(queue) ?? queue };
          return dispatcher.transfer(id, target, { by: { id: by.id, name: by.name } });
        },
      );
    },
  };
}

const contactsLeft: Leaving = {
  id: 'contacts',
  count: async staff => (await listContacts({ owner: staff, page: 1, perPage: 1 })).total,
  async handOver({ from, to, by, now }) {
    const context = { by: { kind: 'staff' as const, id: by.id, name: by.name }, now };
    return eachOnce(
      async () => (await listContacts({ owner: from, page: 1, perPage })).contacts,
      ({ id }) => changeContact(id, { owner: to ?? null }, context),
    );
  },
};

const dealsLeft: Leaving = {
  id: 'deals',
  async count(staff) {
    const totals = await Promise.all((await filtersOf(staff)).map(totalsByStage));
    return totals.flatMap(stages => [...stages.values()]).reduce((sum, { count }) => sum + count, 0);
  },
  async handOver({ from, to, by, now }) {
    const author = { kind: 'staff' as const, id: by.id, name: by.name };
    let count = 0;
    for (const filter of await filtersOf(from)) {
      for await (const { id } of everyDeal(filter, { order: 'at' })) {
        const key = `leave:${from}:${now.getTime()}:${id}`;
        await editDeal(id, { field: 'owner', value: to }, { key, by: author, now });
        count++;
      }
    }
    return count;
  },
};

/** A pipeline's deals of somebody: won and lost ones too, since customers come back to them. */
async function filtersOf(owner: string): Promise<DealFilter[]> {
  return (await listPipelines()).map(({ id }) => ({ pipeline: id, owner }));
}

/** Tasks that are this person's by name. Those of whoever answers for a contact follow the contact by themselves. */
const tasksLeft: Leaving = {
  id: 'tasks',
  count: async staff => (await tasksFor(staff)).length,
  async handOver({ from, to, now }) {
    return eachOnce(
      () => tasksFor(from),
      ({ id }) => changeTask(id, { for: to === undefined ? { kind: 'managers' } : { kind: 'staff', staff: to } }, { now }),
    );
  },
};

async function tasksFor(staff: string): Promise<Task[]> {
  const list = { whose: { staff }, page: 1, perPage: countedTasks };
  const [dated, undated] = await Promise.all([
    listTasks({ ...list, which: { until: endOfTime } }),
    listTasks({ ...list, which: 'someDay' }),
  ]);
  return [...dated.tasks, ...undated.tasks].filter(task => task.for.kind === 'staff' && task.for.staff === staff);
}

/** Goes on with what is still found until nothing new is. Answers how much it was. */
async function eachOnce<T extends { id: string }>(find: () => Promise<T[]>, run: (item: T) => Promise<unknown>): Promise<number> {
  const done = new Set<string>();
  for (;;) {
    const left = (await find()).filter(({ id }) => !done.has(id));
    if (left.length === 0) return done.size;
    for (const item of left) {
      await run(item);
      done.add(item.id);
    }
  }
}
