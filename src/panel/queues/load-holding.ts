import { type Conversation, heldBy } from '../../conversations/index.ts';
import type { HouseRules } from '../../inbox/index.ts';
import { may, staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { findConversation } from '../load-conversation.ts';
import { presentMode } from '../present-conversation.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** Who holds an open conversation and what may be done about that: laid over what the page of a conversation shows. */
export async function loadHolding(viewer: Viewer, id: string, rules: HouseRules) {
  const [conversation, names] = await Promise.all([findConversation(id), staffNames()]);
  const { mode, snoozed } = conversation;
  const canWrite = viewer.staff !== undefined && may(viewer.staff, 'write');
  const isPeoples = mode === 'queue' || mode === 'staff';
  const notice = canWrite ? noticeOf(viewer, conversation) : undefined;
  return {
    mode: presentMode(viewer, conversation, names, rules),
    held: heldBy(conversation),
    canTransfer: canWrite,
    canSnooze: canWrite && isPeoples && !snoozed,
    canWake: canWrite && snoozed !== undefined,
    canClose: canWrite && isPeoples,
    canReopen: canWrite && mode === 'closed',
    ...(mode === 'closed' && { canTakeOver: false }),
    ...(notice && { notice }),
  };
}

/** Why nobody is at it just now. */
function noticeOf(viewer: Viewer, { mode, closed, snoozed }: Conversation): string | undefined {
  const text = (key: string, values = {}) => t(viewer.language, `panel:queues.notice.${key}`, values);
  if (mode === 'closed') return closed?.reason ? text('closedWhy', { reason: closed.reason }) : text('closed');
  return snoozed && text('snoozed', { time: presentTime(viewer, snoozed.until).words });
}
