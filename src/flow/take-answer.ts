import { advance, enterQuestion, forgetState, goOn, stepOf } from './advance.ts';
import type { CompiledStep, Question, Reading, Turn } from './engine.ts';
import type { AnswerValue, StepResult } from './position.ts';
import { askQuestion, questionButtons, say } from './say.ts';
import { handOver } from './steps/handoff.ts';
import { joinTexts } from './text/join-texts.ts';
import type { RichText } from './text/render-text.ts';
import { builtIn, ended, noteFact, render, saveToCard, waiting } from './turn.ts';

/** Does what the reading of an event calls for. */
export function takeReading(
  turn: Turn,
  step: CompiledStep,
  question: Question,
  reading: Exclude<Reading, { kind: 'stale' }>,
): StepResult {
  switch (reading.kind) {
    case 'answer':
      return takeAnswer(turn, step, question, reading);
    case 'invalid':
      return takeInvalid(turn, step, question, reading.text);
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
  delete position.answers[step.id];
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
  const previous = Object.hasOwn(position.answers, step.id) ? position.answers[step.id] : undefined;
  const { value, text } = reading;
  const answer = {
    value,
    text,
    at: turn.facts.now.toISOString(),
    question: position.asked ?? render(turn, question.text, step).text,
  };
  position.answers[step.id] = answer;
  turn.acknowledgement = () => ({ text: builtIn(turn, 'noted', { answer: text }) });
  question.body.taken?.(answer, previous, turn, step);
  if (question.save) saveToCard(turn, question.save, savedValue(value, text, question));
  noteFact(turn, step, 'answered');
  if (reading.end === undefined) return leaveQuestion(turn, step, reading.say);
  rememberAsked(turn, step);
  say(turn, reading.say ?? { text: builtIn(turn, 'finished') });
  return ended(turn, reading.end);
}

/** A standard field holds what people read; a custom field what is computed with. */
function savedValue(value: AnswerValue, text: string, { save, ask }: Question): AnswerValue {
  return save?.kind === 'standard' && ask === 'choice' ? text : value;
}

function leaveQuestion(turn: Turn, step: CompiledStep, before?: RichText): StepResult {
  rememberAsked(turn, step);
  turn.replaying = turn.position.editing !== undefined;
  return advance(turn, { to: goOn(turn, step).to, after: step, ...(before && { before }) });
}

function rememberAsked(turn: Turn, step: CompiledStep): void {
  const { position } = turn;
  if (!position.trail.includes(step.id)) position.trail.push(step.id);
  delete position.asked;
  forgetState(turn);
  turn.changed = true;
}

function takeInvalid(turn: Turn, step: CompiledStep, question: Question, problem: string): StepResult {
  const { position } = turn;
  noteFact(turn, step, 'invalid');
  position.attempts++;
  const words: RichText = question.invalid ? render(turn, question.invalid, step) : { text: problem };
  if (position.attempts < question.attempts.max) return askOnceMore(turn, step, question, words);
  if (question.skip && question.attempts.next === undefined)
    return skipQuestion(turn, step, { text: builtIn(turn, 'skippedAfterAttempts') });
  position.attempts = 0;
  if (question.attempts.next === undefined) return handOver(turn, builtIn(turn, 'operatorAfterAttempts'));
  // Where the author sent them is no longer the way to the summary.
  delete position.editing;
  return advance(turn, { to: question.attempts.next, after: step });
}

function askOnceMore(turn: Turn, step: CompiledStep, question: Question, before: RichText): StepResult {
  askQuestion(turn, step, question, { before, again: true });
  return waiting(turn);
}

/** Goes to an earlier question and tells what stands there now. */
function editAnswer(turn: Turn, confirm: CompiledStep, id: string): StepResult {
  const target = stepOf(turn.flow, id);
  if (!target?.question) return waiting(turn);
  const present = Object.hasOwn(turn.position.answers, id) ? turn.position.answers[id] : undefined;
  turn.position.editing = confirm.id;
  enterQuestion(turn, target, present && joinTexts([{ text: builtIn(turn, 'nowStands', { answer: present.text }) }]));
  return waiting(turn);
}

function expectation(turn: Turn, { ask }: Question): string {
  return builtIn(turn, `expected.${ask}`);
}
