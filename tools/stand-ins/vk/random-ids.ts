import type { Dialog } from './world.ts';

const windowMs = 3_600_000;
const windowMessages = 100;
const keptSent = 1000;

/** The message that this random_id already made in this dialog: within the last hour and among the last hundred messages. 0 is never compared. */
export function findRepeat(dialog: Dialog, randomId: number, now: number) {
  if (randomId === 0) return undefined;
  const oldest = dialog.lastCmid - windowMessages;
  return dialog.sent.findLast(sent => sent.randomId === randomId && sent.cmid > oldest && sent.at > now - windowMs);
}

export function rememberSent(dialog: Dialog, sent: Dialog['sent'][number]): void {
  dialog.sent.push(sent);
  if (dialog.sent.length > keptSent) dialog.sent = dialog.sent.slice(-windowMessages);
}
