import type { AskButton } from '../engine.ts';
import { readOption } from './read-option.ts';

/** Which of a question's own buttons a text means: by its label, or by its number where an app shows buttons as numbered words. */
export function readButton(rows: readonly AskButton[][], text: string): string | undefined {
  const options = rows.flat().flatMap(button => ('option' in button ? [{ label: button.label, value: button.option }] : []));
  const index = readOption(options, text, { exact: true });
  return index === undefined ? undefined : options[index]?.value;
}
