import type { Button, Outgoing, OutgoingAttachment } from '../messages/index.ts';
import { questionData, wishButton } from './buttons.ts';
import type { CompiledStep, Question, Turn } from './engine.ts';
import { joinTexts } from './text/join-texts.ts';
import type { RichText } from './text/render-text.ts';
import { builtIn, render } from './turn.ts';

interface Saying {
  buttons?: Button[][];
  /** The step whose question this asks. */
  question?: string;
  media?: OutgoingAttachment | undefined;
  typingFor?: number | undefined;
}

/** Says something. A keyboard of ours that still lies under the input field is taken away with it. */
export function say(turn: Turn, text: RichText, { buttons, question, media, typingFor }: Saying = {}): void {
  const rows = (buttons ?? []).filter(row => row.length > 0);
  const message: Outgoing = {
    ...text,
    ...(rows.length > 0 && { buttons: rows }),
    ...(media && { attachments: [media] }),
    ...(typingFor !== undefined && { typingMs: typingFor }),
  };
  const bringsKeyboard = rows.some(row => row.some(({ action }) => isKey(action, turn)));
  if (turn.position.keyboard && !bringsKeyboard) removeKeyboard(turn, message);
  if (bringsKeyboard) turn.position.keyboard = true;
  turn.effects.push({ kind: 'say', message, ...(question !== undefined && { question }) });
}

/** Where a phone can be shared, that is a key under the input field, and so is a place; elsewhere a place is a button of its message. */
function isKey({ kind }: Button['action'], { facts }: Turn): boolean {
  return kind === 'sharePhone' || (kind === 'shareLocation' && facts.can.sharePhone);
}

/** A message carries buttons or takes a keyboard away, never both (Telegram has one reply_markup), so a word goes before. */
function removeKeyboard(turn: Turn, message: Outgoing): void {
  delete turn.position.keyboard;
  if (!message.buttons) {
    message.removeKeyboard = true;
    return;
  }
  const words = turn.acknowledgement?.() ?? { text: builtIn(turn, 'fine') };
  turn.effects.push({ kind: 'say', message: { ...words, removeKeyboard: true } });
}

interface Asking {
  /** Said before the question, in the same message. */
  before?: RichText | undefined;
  /** Rows under the question's own. */
  extra?: Button[][];
  /** Asked a moment ago: what belongs under the question, such as the text of a consent, need not be read again. */
  again?: boolean;
}

/** Asks the question of a step, with whatever belongs before it in the same message. */
export function askQuestion(
  turn: Turn,
  step: CompiledStep,
  question: Question,
  { before, extra = [], again = false }: Asking = {},
): void {
  const words = render(turn, question.text, step);
  const addition = (!again && question.body.addition?.(turn)) || { text: '' };
  turn.position.asked = words.text;
  say(turn, joinTexts([before ?? { text: '' }, words, addition]), {
    buttons: [...questionButtons(turn, step, question), ...extra],
    question: step.id,
    ...(question.media && !again && !before && { media: question.media }),
  });
}

/** The rows of buttons of a question in its present state, Skip and Back in a last row. */
export function questionButtons(turn: Turn, step: CompiledStep, question: Question): Button[][] {
  const rows = question.body.buttons?.(turn, step) ?? [];
  const last: Button[] = [];
  if (question.body.backButton && (turn.position.trail.length > 0 || turn.position.editing !== undefined))
    last.push({ ...pressButton(turn, step, builtIn(turn, 'button.back'), 'back'), aside: true });
  if (question.skip) last.push({ ...pressButton(turn, step, skipLabel(turn, step, question.skip), 'skip'), aside: true });
  const own = rows.map(row =>
    row.map((button): Button => {
      if ('sharePhone' in button) return { label: button.label, action: { kind: 'sharePhone' } };
      if ('shareLocation' in button) return { label: button.label, action: { kind: 'shareLocation' } };
      return pressButton(turn, step, button.label, button.option);
    }),
  );
  return last.length > 0 ? [...own, last] : own;
}

function skipLabel(turn: Turn, step: CompiledStep, skip: NonNullable<Question['skip']>): string {
  return skip === true ? builtIn(turn, 'button.skip') : render(turn, skip, step).text;
}

function pressButton(turn: Turn, step: CompiledStep, label: string, option: string): Button {
  return { label, action: { kind: 'press', data: questionData(turn, step, option) } };
}

/** The button for a flow from its beginning. */
export function restartRow(turn: Turn): Button[] {
  return [wishButton(builtIn(turn, 'button.restart'), 'restart')];
}
