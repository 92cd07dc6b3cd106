import { reasonText } from '../deliveries/index.ts';
import type { DeliveryStatus, MessageChange, StoredMessage } from '../messages/index.ts';
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
export function presentDelivery(
  viewer: Viewer,
  { state, reason, retryAt, sentAt }: DeliveryStatus,
  author?: Pick<StoredMessage['author'], 'kind'>,
) {
  const waits = state === 'queued' && retryAt && retryAt > viewer.now ? retryAt : undefined;
  const text = (key: string, values = {}) => t(viewer.language, `panel:message.delivery.${key}`, values);
  const what = waits ? text('waits', { time: presentClock(viewer, waits).words }) : text(state);
  const when = state === 'sent' && sentAt ? presentTime(viewer, sentAt).words : undefined;
  // That the connection broke is what "may have arrived" says already.
  const why = reason && state !== 'sent' && state !== 'unknown' ? presentReason(viewer, reason) : undefined;
  return {
    state,
    icon: waits ? 'hourglass' : icons[state],
    words: [what, when ?? why].filter(Boolean).join(', '),
    tells: state === 'failed' || state === 'unknown' || state === 'suppressed' || waits !== undefined,
    // What the bot did not say, it was kept from saying.
    canSendAgain: state === 'failed' || state === 'unknown' || (state === 'suppressed' && author?.kind === 'staff'),
    mayHaveArrived: state === 'unknown',
  };
}

/** Sentences of messengers that have a word of ours; the others are shown as they came. */
const sentences: [pattern: RegExp, word: string][] = [
  [/too many requests|flood|too often/i, 'slow_down'],
  [/unauthorized|authorization failed|access_token/i, 'account'],
  [/can't be edited|too old|can't be deleted for everyone|can't delete/i, 'too_old'],
  [/too big|too large|entity too large/i, 'file_too_big'],
  [/message is too long|caption is too long|too long/i, 'too_long'],
  [/message text is empty|empty message/i, 'empty'],
  [/spam restriction|captcha/i, 'suspected'],
  [/wrong file identifier|failed to get http url|file reference/i, 'file_unknown'],
  [/chat not found|no chat access|no conversation with user/i, 'no_chat'],
  [/internal server error|bad gateway|gateway timeout|service unavailable/i, 'messenger_down'],
  [/keyboard format|button_data_invalid|reply markup/i, 'bad_buttons'],
  [/permission to perform|access denied|not enough rights|chat bot feature/i, 'no_right'],
  [/cannot be reached|did not answer|no connection|could not connect/i, 'no_connection'],
];

/** What waits to be made of a message that was sent, or why the messenger has not made it. A page of buttons is the customer's own affair. */
export function presentChange(viewer: Viewer, { what, text: becomes, delivery }: MessageChange) {
  if (what === 'page') return undefined;
  const { state, reason, retryAt } = delivery;
  const text = (key: string, values = {}) => t(viewer.language, `panel:message.change.${key}`, values);
  const isOver = state === 'failed';
  const again =
    !isOver && retryAt && retryAt > viewer.now ? text('again', { time: presentClock(viewer, retryAt).words }) : undefined;
  const why = reason && presentReason(viewer, reason);
  return {
    state,
    icon: isOver ? 'alert-triangle' : 'hourglass',
    words: [text(`${what}.${isOver ? 'failed' : 'waits'}`), why, again].filter(Boolean).join(', '),
    ...(becomes && !isOver && { becomes: { label: text('becomes'), text: becomes } }),
  };
}

/** Why somebody did not get what was sent to many: in our words, and where the messenger said it in its own, in those as well. */
export function presentRefusal(viewer: Viewer, reason: string): string {
  const words = reasonText(viewer.language, reason);
  if (words !== reason) return words;
  const ours = presentReason(viewer, reason);
  return ours === reason ? reason : `${capitalized(ours)} (${reason})`;
}

const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** A reason is a word of ours or the messenger's own sentence. */
function presentReason({ language }: Viewer, reason: string): string {
  const word = sentences.find(([pattern]) => pattern.test(reason))?.[1] ?? reason;
  if (!/^\w+$/.test(word)) return reason;
  const key = `panel:message.reason.${word}`;
  const text = t(language, key);
  return key.endsWith(text) ? reason : text;
}
