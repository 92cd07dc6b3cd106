/** What the messengers take, where an author has to mind it. `outbox` fits the rest. */

/** Characters of one message: Telegram Bot API sendMessage, VK messages.send. */
export const textLimit = 4096;

/** Characters on a button: VK keyboard, label. */
export const labelLimit = 40;

/** Buttons of one message: VK keyboard, 10 rows or 40 buttons. */
export const buttonLimit = 40;

/** Buttons that still fit under a message in VK (inline keyboard); more are shown instead of the phone's keyboard. */
export const inlineButtonLimit = 10;

/** Characters under a file: Telegram Bot API, sendPhoto and the like, caption. A longer text follows as a message of its own. */
export const captionLimit = 1024;
