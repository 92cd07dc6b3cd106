import { advance, enterQuestion, forgetState, goOn } from './advance.ts';
import { dropAnswer } from './answers.ts';
import { editable, enterEditable } from './editable.ts';
import type { CompiledStep, Question, Reading, Turn } from './engine.ts';
import { giveAnswer, noteAnswered } from './furthest.ts';
import type { AnswerValue, StepResult } from './position.ts';
import { saveValue } from './save-value.ts';
import { askQuestion, questionButtons, say } from './say.ts';
import { handOver } from './steps/handoff.ts';
import type { RichText } from './text/render-text.ts';
import { builtIn, ended, noteFact, render, waiting } from './turn.ts';

/** Does what the reading of an event calls for. `said` are the words that were read. */
export function takeReading(
  turn: Turn,
  step: CompiledStep,
  question: Question,
  { reading, said }: { reading: Exclude<Reading, { kind: 'stale' }>; said?: string | undefined },
): StepResult {
  switch (reading.kind) {
    case 'answer':
      return takeAnswer(turn, step, question, reading);
    case 'invalid':
      return takeInvalid(turn, step, question, { problem: reading.text, said });
    case 'foreign':
      return askOnceMore(turn, step, question, { text: reading.text ?? expectation(turn, question) });
    case 'more':
      say(turn, reading.text, { buttons: questionButtons(turn, step, question), question: step.id });
      return waiting(turn);
    case 'edit':
      return editAnswer(turn, step, reading.step);
  }
}

/** Passes over a question that may be skipped; an earlier answer to it goes. */
export function skipQuestion(turn: Turn, step: CompiledStep, before?: RichText): StepResult {
  const { position } = turn;
  dropAnswer(position, step.id);
  noteFact(turn, step, 'skipped');
  return leaveQuestion(turn, step, before);
}

function takeAnswer(
  turn: Turn,
  step: CompiledStep,
  question: Question,
  reading: Extract<Reading, { kind: 'answer' }>,
): StepResult {
  const { position } = turn;
  const { value, text } = reading;
  const answer = {
    step: step.id,
    value,
    text,
    at: turn.facts.now.toISOString(),
    question: position.asked ?? render(turn, question.text, step).text,
  };
  const previous = giveAnswer(turn, answer);
  // What is said back goes with the next question already.
  if (!reading.say) turn.acknowledgement = () => ({ text: builtIn(turn, 'noted', { answer: text }) });
  question.body.taken?.(answer, previous, turn, step);
  if (question.save) saveValue(turn, question.save, savedValue(value, text, question));
  noteFact(turn, step, 'answered');
  if (reading.end === undefined) return leaveQuestion(turn, step, reading.say);
  rememberAsked(turn, step);
  say(turn, reading.say ?? { text: builtIn(turn, 'finished') });
  return ended(turn, reading.end);
}

/** A standard field holds what people read; a custom field what is computed with. */
function savedValue(value: AnswerValue, text: string, { save, ask }: Question): AnswerValue {
  const inWords = ask === 'choice' || (typeof value === 'object' && value !== null);
  return save?.kind === 'standard' && inWords ? text : value;
}

function leaveQuestion(turn: Turn, step: CompiledStep, before?: RichText): StepResult {
  rememberAsked(turn, step);
  turn.replaying = turn.position.editing !== undefined;
  return advance(turn, { to: goOn(turn, step).to, after: step, ...(before && { before }) });
}

function rememberAsked(turn: Turn, step: CompiledStep): void {
  const { position } = turn;
  noteAnswered(turn, step.id);
  delete position.gathered;
  forgetState(turn);
}

const refusedLimit = 200;

function takeInvalid(
  turn: Turn,
  step: CompiledStep,
  question: Question,
  { problem, said }: { problem: string; said: string | undefined },
): StepResult {
  const { position } = turn;
  noteFact(turn, step, 'invalid', said?.slice(0, refusedLimit));
  position.attempts++;
  const words: RichText = question.invalid ? render(turn, question.invalid, step) : { text: problem };
  if (position.attempts < question.attempts.max) return askOnceMore(turn, step, question, words);
  if (question.skip && question.attempts.next === undefined)
    return skipQuestion(turn, step, { text: builtIn(turn, 'skippedAfterAttempts') });
  position.attempts = 0;
  if (question.attempts.next === undefined) return handOver(turn, builtIn(turn, 'operatorAfterAttempts'));
  // Where the author sent them is no longer the way to the summary.
  delete position.editing;
  noteFact(turn, step, 'skipped');
  return advance(turn, { to: question.attempts.next, after: step });
}

function askOnceMore(turn: Turn, step: CompiledStep, question: Question, before: RichText): StepResult {
  askQuestion(turn, step, question, { before, again: true });
  return waiting(turn);
}

/** Goes to an earlier question and tells what stands there now. */
function editAnswer(turn: Turn, confirm: CompiledStep, path: string): StepResult {
  const present = editable(turn).find(each => each.path === path)?.text;
  const target = enterEditable(turn, confirm.id, path);
  if (target)
    enterQuestion(turn, target, present === undefined ? undefined : { text: builtIn(turn, 'nowStands', { answer: present }) });
  return waiting(turn);
}

function expectation(turn: Turn, { ask }: Question): string {
  return builtIn(turn, `expected.${ask}`);
}
