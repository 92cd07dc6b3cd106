import type { PressAnswer } from './customer.ts';
import type { Mailbox, Received, ReceivedButton } from './mailbox.ts';

/** The newest button with this label among what the customer can press now: the keyboard first, then the messages backwards. */
export function findButton(
  messages: Received[],
  keyboard: ReceivedButton[][],
  label: string,
): { button: ReceivedButton; message?: Received } {
  const onKeyboard = keyboard.flat().find(button => button.label === label);
  const message = messages.findLast(
    ({ buttons, deleted }) => !deleted && buttons.flat().some(button => button.inline && button.label === label),
  );
  const inline = message?.buttons.flat().find(button => button.inline && button.label === label);
  // A message younger than the keyboard is nearer to the thumb; which of the two came last decides.
  const keyboardAge = messages.findLastIndex(({ buttons }) => buttons === keyboard);
  const messageAge = message ? messages.indexOf(message) : -1;
  if (inline && message && (!onKeyboard || messageAge > keyboardAge)) return { button: inline, message };
  if (onKeyboard) return { button: onKeyboard };
  const known = [...keyboard, ...messages.flatMap(({ buttons }) => buttons)].flat().map(button => button.label);
  throw new Error(`No button "${label}" to press. Buttons so far: ${[...new Set(known)].join(', ') || 'none'}.`);
}

/** Waits for answers to presses one after another. */
export function followAnswers(mailbox: Mailbox, answers: PressAnswer[], owner: string) {
  let read = 0;
  return ({ timeoutMs = 15_000 }: { timeoutMs?: number } = {}) =>
    mailbox.waiting.until(
      () => {
        const answer = answers[read];
        if (answer) read += 1;
        return answer;
      },
      { timeoutMs, complaint: () => `${owner}'s press was not answered in ${timeoutMs} ms.` },
    );
}
