import type { DeliveryStatus } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { presentClock, presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

const icons = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  failed: 'alert-triangle',
  unknown: 'help',
  suppressed: 'ban',
} as const;

/** How far a message of ours has come: a mark, and the words behind it. `tells` is set when the words have to be seen at once. */
export function presentDelivery(viewer: Viewer, { state, reason, retryAt, sentAt }: DeliveryStatus) {
  const waits = state === 'queued' && retryAt && retryAt > viewer.now ? retryAt : undefined;
  const text = (key: string, values = {}) => t(viewer.language, `panel:message.delivery.${key}`, values);
  const what = waits ? text('waits', { time: presentClock(viewer, waits).words }) : text(state);
  const when = state === 'sent' && sentAt ? presentTime(viewer, sentAt).words : undefined;
  const why = reason && state !== 'sent' ? presentReason(viewer, reason) : undefined;
  return {
    state,
    icon: waits ? 'hourglass' : icons[state],
    words: [what, when ?? why].filter(Boolean).join(', '),
    tells: state === 'failed' || state === 'unknown' || state === 'suppressed' || waits !== undefined,
    canSendAgain: state === 'failed' || state === 'unknown',
    mayHaveArrived: state === 'unknown',
  };
}

/** A reason is a word of ours or the messenger's own sentence. */
function presentReason({ language }: Viewer, reason: string): string {
  const key = `panel:message.reason.${reason}`;
  if (!/^\w+$/.test(reason)) return reason;
  const text = t(language, key);
  return key.endsWith(text) ? reason : text;
}
