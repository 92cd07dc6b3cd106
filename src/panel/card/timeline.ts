import { runsOf as automationRunsOf } from '../../automations/index.ts';
import { consentsOf } from '../../consents/index.ts';
import { type Contact, changesOf, fieldSettings } from '../../contacts/index.ts';
import { conversationIdsOf, runsOf } from '../../conversations/index.ts';
import { dealsWith, listPipelines, ordersOf } from '../../deals/index.ts';
import { fieldWords, flowStates } from '../../flows/index.ts';
import { jointHistory, type StoredMessage } from '../../messages/index.ts';
import { staffNames } from '../../staff/index.ts';
import { tasksOf } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { presentRuns } from '../automations/present-runs.ts';
import { seesDeal } from '../deals/words.ts';
import { presentChange, presentConsent, presentRun } from '../present-card.ts';
import { presentDeal } from '../present-deal.ts';
import { presentMessages } from '../present-message.ts';
import { presentTask } from '../present-task.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { mailingsOf } from './mailings-of.ts';
import { money } from './present-orders.ts';
import { visibleChange } from './visible-change.ts';

/** What stands in the stream of a card; `files` are the messages that brought some, `notes` those of the staff for each other. */
export const timelineKinds = [
  'messages',
  'notes',
  'answers',
  'deals',
  'orders',
  'tasks',
  'mailings',
  'consents',
  'automations',
  'changes',
  'files',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

const perPage = 40;
/** Picked out of the messages, which stand in the stream already. */
const picked: ReadonlySet<TimelineKind> = new Set(['notes', 'files']);
/** So many messages are looked through for those before the reader is asked to go on. */
const lookedThrough = 400;

interface Entry {
  at: Date;
  kind: TimelineKind;
  icon: string;
  [part: string]: unknown;
}

interface Stretch {
  before: Date;
  limit: number;
}

/**
 * Everything that happened with a person, the latest first, from a time backwards: the rooms' own lists laid into one another. Each room gives
 * no more than a page; the page ends where the first of those that were cut short ends.
 */
export async function loadTimeline(viewer: Viewer, contact: Contact, { only, before }: { only?: TimelineKind; before?: Date }) {
  const stretch = { before: before ?? new Date(8.64e15), limit: perPage };
  const wanted = only ? [only] : timelineKinds.filter(kind => !picked.has(kind));
  const lists = await Promise.all(wanted.map(kind => sources[kind](viewer, contact, stretch)));
  const ends = lists.flatMap(({ goesOnAt }) => goesOnAt ?? []);
  const end = ends.length > 0 ? new Date(Math.max(...ends.map(at => at.getTime()))) : undefined;
  const entries = lists
    .flatMap(list => list.entries)
    .filter(({ at }) => !end || at >= end)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const address = (values: Record<string, string>) => `/contacts/${contact.id}/timeline?${new URLSearchParams(values)}`;
  return {
    contact: contact.id,
    entries: entries.map(entry => ({ ...entry, when: presentTime(viewer, entry.at) })),
    ...(end && { older: address({ ...(only && { only }), before: String(end.getTime()) }) }),
    isFirst: before === undefined,
    empty: t(viewer.language, `panel:card.timelineEmpty.${only ?? 'all'}`),
    tabs: [undefined, ...timelineKinds].map(kind => ({
      label: t(viewer.language, `panel:card.timeline.${kind ?? 'all'}`),
      href: address(kind ? { only: kind } : {}),
      on: kind === only,
    })),
  };
}

interface Source {
  entries: Entry[];
  /** There is more, before this time. */
  goesOnAt?: Date;
}

const sources: Record<TimelineKind, (viewer: Viewer, contact: Contact, stretch: Stretch) => Promise<Source>> = {
  async messages(viewer, contact, { before, limit }) {
    const found = await jointHistory(conversationIdsOf(contact), { before: orderAt(before), limit });
    return { entries: toEntries(viewer, found), ...goesOn(found, limit) };
  },
  files: (viewer, contact, stretch) =>
    pick(viewer, contact, stretch, ({ attachments }) => attachments !== undefined && attachments.length > 0),
  notes: (viewer, contact, stretch) => pick(viewer, contact, stretch, ({ event }) => event?.what === 'note'),
  async answers(viewer, contact, stretch) {
    const runs = await runsOf(contact.id);
    return page(
      runs.map(run => ({ at: new Date(run.startedAt), kind: 'answers', icon: 'forms', run: presentRun(viewer, run) })),
      stretch,
    );
  },
  async deals(viewer, contact, stretch) {
    if (!contact.hasDeals) return { entries: [] };
    const [deals, names, pipelines] = await Promise.all([dealsWith(contact.id), staffNames(), listPipelines()]);
    return page(
      deals
        .filter(deal => seesDeal(viewer, deal))
        .map(deal => ({
          at: deal.at,
          kind: 'deals',
          icon: 'briefcase',
          deal: presentDeal(viewer, deal, { names, pipelines }),
        })),
      stretch,
    );
  },
  async orders(viewer, contact, stretch) {
    if (!contact.orders) return { entries: [] };
    const orders = await ordersOf(contact.id, { limit: contact.orders.count });
    return page(
      orders.map(order => ({
        at: order.date,
        kind: 'orders',
        icon: 'shopping-cart',
        order: { title: order.title, sum: money(viewer, order.sum, order.currency) },
      })),
      stretch,
    );
  },
  async tasks(viewer, contact, stretch) {
    const [tasks, names] = await Promise.all([tasksOf(contact.id, { limit: 200 }), staffNames()]);
    const whose = { names, ...(contact.owner && { owner: contact.owner }) };
    return page(
      tasks.map(task => ({
        at: task.done?.at ?? task.at,
        kind: 'tasks',
        icon: 'checkbox',
        task: presentTask(viewer, task, whose),
      })),
      stretch,
    );
  },
  async mailings(viewer, contact, stretch) {
    const entries = await mailingsOf(viewer, contact.id);
    return page(
      entries.map(entry => ({ ...entry, kind: 'mailings', icon: 'speakerphone' })),
      stretch,
    );
  },
  async consents(viewer, contact, stretch) {
    const consents = await consentsOf(contact.id);
    return page(
      consents.map(consent => ({
        at: consent.at,
        kind: 'consents',
        icon: 'shield-check',
        consent: presentConsent(viewer, consent),
      })),
      stretch,
    );
  },
  async automations(viewer, contact, { before, limit }) {
    const { runs } = await automationRunsOf({ contact: contact.id }, { page: 1, perPage: limit, before });
    const found = await presentRuns(viewer, runs);
    return {
      entries: found.map(run => ({ ...run, kind: 'automations', icon: 'bolt' })),
      ...(runs.length === limit && cut(found)),
    };
  },
  async changes(viewer, contact, { before, limit }) {
    const [found, staff, flows, fields, words, isVisible] = await Promise.all([
      changesOf(contact.id, { limit, before }),
      staffNames(),
      flowStates(),
      fieldSettings(),
      fieldWords(),
      visibleChange(viewer),
    ]);
    const named = {
      staff,
      flows: new Map(flows.map(({ id, title }) => [id, title])),
      fields: new Map(fields.map(({ key, title }) => [key, title])),
      words,
    };
    return {
      entries: found
        .filter(isVisible)
        .map(change => ({ at: change.at, kind: 'changes', icon: 'pencil', change: presentChange(viewer, change, named) })),
      ...(found.length === limit && cut(found)),
    };
  },
};

async function pick(
  viewer: Viewer,
  contact: Contact,
  { before, limit }: Stretch,
  isWanted: (message: StoredMessage) => boolean,
): Promise<Source> {
  const found = await jointHistory(conversationIdsOf(contact), { before: orderAt(before), limit: lookedThrough });
  const wanted = found.filter(isWanted);
  const shown = wanted.slice(-limit);
  if (shown.length < wanted.length) return { entries: toEntries(viewer, shown), ...goesOn(shown, 1) };
  return { entries: toEntries(viewer, shown), ...goesOn(found, lookedThrough) };
}

/** Messages stand in the order of microseconds (`nextOrder`). */
const orderAt = (before: Date) => Math.min(before.getTime() * 1000, Number.MAX_SAFE_INTEGER);

function toEntries(viewer: Viewer, messages: StoredMessage[]): Entry[] {
  return presentMessages(viewer, messages).map(message => ({
    at: new Date(Math.floor(message.order / 1000)),
    kind: 'messages',
    icon: 'message-2',
    // Beside other things and the latest first: each says its own day.
    message: {
      ...message,
      when: presentTime(viewer, new Date(Math.floor(message.order / 1000))),
      isDayFirst: false,
      isFirst: true,
    },
  }));
}

/** History comes oldest first. A page that is full may go on; a bot says several things in one millisecond. */
function goesOn(messages: StoredMessage[], limit: number): Pick<Source, 'goesOnAt'> {
  if (messages.length < limit) return {};
  return cut(messages.map(({ order }) => ({ at: new Date(Math.floor(order / 1000)) })).toReversed());
}

/** Of a list that was read whole. */
function page(all: Entry[], { before, limit }: Stretch): Source {
  const earlier = all.filter(({ at }) => at < before).toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const shown = earlier.slice(0, limit);
  return { entries: shown, ...(earlier.length > limit && cut(shown)) };
}

/** Of things of one moment none is left behind: they all come with the next page, unless that moment is all there is. */
function cut(shown: { at: Date }[]): Pick<Source, 'goesOnAt'> {
  const [first, last] = [shown[0]?.at, shown.at(-1)?.at];
  if (!first || !last) return {};
  return { goesOnAt: first.getTime() === last.getTime() ? last : new Date(last.getTime() + 1) };
}
