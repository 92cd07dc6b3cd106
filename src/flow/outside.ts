import type { Button } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { wishButton } from './buttons.ts';
import type { FlowLibrary } from './engine.ts';
import { titleIn } from './menu.ts';
import type { Facts, StepResult } from './position.ts';
import { defaultQueue } from './steps/handoff.ts';

/** A built-in text for who is in no run, in their own language. */
export function speak(facts: Facts, key: string, values?: Record<string, unknown>): string {
  return t(facts.language, `flow:${key}`, values);
}

/** An answer where no run is: words, and buttons for what can be done. */
export function answerOutside(library: FlowLibrary, facts: Facts, words: string): StepResult {
  const rows: Button[][] = library.default
    ? [[wishButton(titleIn(library.default, facts.language), 'start', library.default.id)]]
    : [];
  rows.push([wishButton(speak(facts, 'button.operator'), 'operator')]);
  return { effects: [{ kind: 'say', message: { text: speak(facts, words), buttons: rows } }] };
}

export function callOperatorOutside(facts: Facts): StepResult {
  return {
    effects: [
      { kind: 'say', message: { text: speak(facts, 'handedOver') } },
      { kind: 'handoff', queue: defaultQueue },
    ],
  };
}
