import { getContacts } from '../../contacts/index.ts';
import { type Conversation, conversationsOf, customersWaiting, getConversation } from '../../conversations/index.ts';
import { type Deal, everyDeal, getDeal, listPipelines } from '../../deals/index.ts';
import { answerDue, type HouseRules } from '../../inbox/index.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import type { Staff } from '../../staff/index.ts';
import {
  byUrgency,
  claimedByOthers,
  claimItem,
  endOfDay,
  getTask,
  listTasks,
  openTasksOf,
  type Pressing,
  releaseClaims,
  skippedItems,
  soonMs,
  type Task,
  type Urgent,
} from '../../tasks/index.ts';
import { mayOpen } from '../seen-by.ts';
import type { Viewer } from '../viewer.ts';
import { sees } from './visible-task.ts';

export type FeedItem = Pressing &
  ({ kind: 'task'; task: Task } | { kind: 'conversation'; conversation: Conversation } | { kind: 'deal'; deal: Deal });

const mostTasks = 200;
const mostWaiting = 300;
const mostDeals = 20;
const waitingMs = 7 * 24 * 3_600_000;

/** Takes the next most urgent thing for somebody: nobody else gets it meanwhile. Nothing when nothing presses. */
export async function nextOfFeed(
  viewer: Viewer,
  staff: Staff,
  rules: HouseRules,
): Promise<{ next?: Urgent<FeedItem>; left: number }> {
  const { now } = viewer;
  const [tasks, waiting, taken, skipped] = await Promise.all([
    pressingTasks(viewer, staff),
    waitingCustomers(viewer, staff, rules),
    claimedByOthers(staff.id, now),
    skippedItems(staff.id, now),
  ]);
  const order = (items: FeedItem[]) => byUrgency(items, { now, skipped }).filter(({ item }) => !taken.has(item.key));
  const first = order([...tasks, ...waiting]);
  const isFresh = first.some(({ item }) => !skipped.has(item.key));
  const all = isFresh ? first : order([...tasks, ...waiting, ...(await idleDeals(staff))]);
  for (const next of all) {
    if (!(await claimItem(next.item.key, { staff: staff.id, now }))) continue;
    await releaseClaims(staff.id, { except: next.item.key });
    return { next, left: all.length };
  }
  await releaseClaims(staff.id);
  return { left: 0 };
}

/** One thing of the feed by its key, as it is now; nothing where it does not press any more, or is not for whoever asks. */
export async function itemOf(
  viewer: Viewer,
  staff: Staff,
  rules: HouseRules,
  key: string,
): Promise<Urgent<FeedItem> | undefined> {
  const item = await findItem(viewer, staff, rules, key);
  return item && byUrgency([item], { now: viewer.now })[0];
}

async function findItem(viewer: Viewer, staff: Staff, rules: HouseRules, key: string): Promise<FeedItem | undefined> {
  const [kind = '', id = ''] = key.split(/:(.*)/s);
  if (kind === 'task') {
    const task = await getTask(id);
    return task && !task.done && !task.deletedAt && sees(staff, task) ? toItem(task) : undefined;
  }
  if (kind === 'conversation') {
    const conversation = await getConversation(id);
    return conversation && (await waitingOf(viewer, staff, rules, [conversation]))[0];
  }
  const deal = kind === 'deal' ? await getDeal(id) : undefined;
  return deal?.isOpen && !deal.deletedAt && (deal.owner ?? staff.id) === staff.id ? toIdle(deal) : undefined;
}

async function pressingTasks({ now, timeZone }: Viewer, staff: Staff): Promise<FeedItem[]> {
  const whose = { staff: staff.id };
  const page = { page: 1, perPage: mostTasks };
  const tonight = endOfDay(zonedTime(now, timeZone).day, timeZone);
  const [due, today] = await Promise.all([
    listTasks({ whose, which: { until: new Date(now.getTime() + soonMs + 1) }, ...page }),
    listTasks({ whose, which: { from: tonight, until: new Date(tonight.getTime() + 1) }, ...page }),
  ]);
  return [...new Map([...due.tasks, ...today.tasks].map(task => [task.id, task])).values()].flatMap(task => toItem(task) ?? []);
}

function toItem(task: Task): FeedItem | undefined {
  const { id, due, allDay, priority } = task;
  return due && { key: `task:${id}`, kind: 'task', due, ...(allDay && { allDay }), priority, task };
}

async function waitingCustomers(viewer: Viewer, staff: Staff, rules: HouseRules): Promise<FeedItem[]> {
  const since = new Date(viewer.now.getTime() - waitingMs);
  return waitingOf(viewer, staff, rules, await customersWaiting({ since, limit: mostWaiting }));
}

/** Nothing that this person could not open. */
async function waitingOf(viewer: Viewer, staff: Staff, rules: HouseRules, found: Conversation[]): Promise<FeedItem[]> {
  const cards = await getContacts(found.flatMap(({ contact }) => contact ?? []));
  const owners = new Map(cards.map(({ id, owner }) => [id, owner]));
  return found
    .filter(conversation => mayOpen(staff, conversation, owners.get(conversation.contact ?? '')))
    .flatMap(conversation => toWaiting(viewer, staff, rules, conversation) ?? []);
}

/** A customer who waits for this person, or for nobody in particular. */
function toWaiting(viewer: Viewer, staff: Staff, rules: HouseRules, conversation: Conversation): FeedItem | undefined {
  const { id, mode, queue, waitingSince: since, dueAt, firstReply } = conversation;
  const isMine = mode === 'queue' || (mode === 'staff' && conversation.staff === staff.id);
  if (!since || !isMine || conversation.snoozed) return undefined;
  const defaults = { region: viewer.region, timeZone: viewer.timeZone, rules: () => rules };
  const promised = dueAt ?? answerDue(queue, { defaults, now: since, isFirst: firstReply === undefined });
  return { key: `conversation:${id}`, kind: 'conversation', since, promised, conversation };
}

/** Open deals of this person, and nobody's, for which nothing is to be done; those that stand longest first. */
async function idleDeals(staff: Staff): Promise<FeedItem[]> {
  const found: Deal[] = [];
  for (const { id: pipeline } of await listPipelines()) {
    let count = 0;
    for await (const deal of everyDeal({ pipeline, onlyOf: staff.id, withoutNext: true }, { order: 'stageAt', up: true })) {
      found.push(deal);
      if (++count === mostDeals) break;
    }
  }
  // What the deal itself noted may be a moment old.
  const busy = await openTasksOf(found.map(({ id }) => id));
  return found.filter(({ id }) => !busy.has(id)).map(toIdle);
}

function toIdle(deal: Deal): FeedItem {
  return { key: `deal:${deal.id}`, kind: 'deal', since: deal.stageAt ?? deal.changedAt, deal };
}

/** Whom a thing is about, and where one talks with them. */
export async function whereOf(item: FeedItem): Promise<{ contact?: string; deal?: string; conversation?: string }> {
  if (item.kind === 'conversation') {
    const { id, contact } = item.conversation;
    return { conversation: id, ...(contact && { contact }) };
  }
  const about = item.kind === 'deal' ? { contact: item.deal.contact, deal: item.deal.id } : item.task;
  const contact = about.contact ?? (about.deal ? (await getDeal(about.deal))?.contact : undefined);
  const [latest] = contact ? await conversationsOf(contact) : [];
  return { ...(contact && { contact }), ...(about.deal && { deal: about.deal }), ...(latest && { conversation: latest.id }) };
}
