import type { FlowLanguage, FlowLibrary, Run } from './engine.ts';
import { answerOutside, speak } from './outside.ts';
import type { Effect, Facts, StepResult } from './position.ts';
import { askAgain } from './step.ts';
import { beginTurn } from './turn.ts';

/** Speaks the language that the person asked for from now on: the present question comes again in it, where the flow has it. */
export function speakIn(
  language: FlowLanguage,
  { library, run, facts }: { library: FlowLibrary; run: Run | undefined; facts: Facts },
): StepResult {
  const chosen: Effect = { kind: 'language', language };
  const own = { ...facts, language };
  const result = run ? askIn(language, run, own) : answerOutside(library, own, 'spoken');
  return { ...result, effects: [chosen, ...result.effects] };
}

function askIn(language: FlowLanguage, run: Run, facts: Facts): StepResult {
  const known = run.flow.languages.includes(language);
  const turn = beginTurn(run, facts);
  if (known) turn.position.language = language;
  turn.contact.language = language;
  return askAgain(turn, speak(facts, known ? 'spoken' : 'notSpoken'));
}
