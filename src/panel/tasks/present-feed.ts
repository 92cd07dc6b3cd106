import { jointHistory } from '../../messages/index.ts';
import type { Reason, Urgent } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { contactName } from '../present-contact.ts';
import { presentMessages } from '../present-message.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentDue } from '../present-task.ts';
import type { Viewer } from '../viewer.ts';
import { type FeedItem, whereOf } from './load-feed.ts';
import { loadAround, presentAbout, stretch } from './present-row.ts';
import { placeOf } from './visible-task.ts';

const shownMessages = 6;

/** What was typed into the feed, shown again when something is wrong with it. */
export interface TypedFeed {
  result?: string;
  next?: string;
  nextWhen?: string;
  when?: string;
  text?: string;
}
export type FeedProblems = TypedFeed;

/** The thing to be done next with all that is needed for it. */
export async function presentFeed(
  viewer: Viewer,
  { item, reason }: Urgent<FeedItem>,
  {
    left,
    typed = {},
    problems = {},
    needsResult,
  }: { left: number; typed?: TypedFeed; problems?: FeedProblems; needsResult: boolean },
) {
  const words = (key: string, values = {}) => t(viewer.language, `panel:tasks.feed.${key}`, values);
  const where = await whereOf(item);
  const [around, messages] = await Promise.all([
    loadAround([where]),
    where.conversation ? jointHistory([where.conversation], { limit: shownMessages }) : [],
  ]);
  const contact = where.contact ? around.contacts.get(where.contact) : undefined;
  const about = presentAbout(viewer, where, around);
  const who = contactName(viewer, contact);
  const open =
    item.kind === 'conversation'
      ? `/inbox/${item.conversation.id}`
      : item.kind === 'deal'
        ? `/deals/${encodeURIComponent(item.deal.id)}`
        : (about.deal?.href ?? about.contact?.href ?? `/tasks/${encodeURIComponent(item.task.id)}`);
  return {
    key: item.key,
    place: placeOf(item.key),
    isTask: item.kind === 'task',
    isConversation: item.kind === 'conversation',
    isDeal: item.kind === 'deal',
    title:
      item.kind === 'task'
        ? presentPersonal(viewer, item.task.title)
        : words(`titleOf.${item.kind}`, { who, deal: item.kind === 'deal' ? presentPersonal(viewer, item.deal.title) : '' }),
    reasons: reasonsOf(viewer, reason),
    isLate: reason.why === 'taskLate' || reason.why === 'conversationLate',
    ...(item.kind === 'task' && { due: presentDue(viewer, item.task) }),
    ...about,
    ...(where.conversation && { conversation: `/inbox/${where.conversation}` }),
    open,
    messages: presentMessages(viewer, messages),
    left: words('left', { count: left }),
    typed,
    problems,
    needsResult,
  };
}

/** Why it is handed out now, in words. */
function reasonsOf({ language }: Viewer, { why, minutes, isHigh }: Reason): string[] {
  const time = stretch(language, Math.abs(minutes));
  return [
    t(language, `panel:tasks.feed.why.${why === 'taskNow' && minutes > -1 ? 'taskRightNow' : why}`, { time }),
    ...(isHigh ? [t(language, 'panel:tasks.priority.high')] : []),
  ];
}
