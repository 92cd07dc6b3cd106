import { advance, enterQuestion, forgetState, goOn, stepOf } from './advance.ts';
import { readPress, runTag } from './buttons.ts';
import type { CompiledFlow, CompiledStep, Input, Question, Turn } from './engine.ts';
import { normalize } from './normalize.ts';
import type { Facts, FlowEvent, Position, StepResult } from './position.ts';
import { askQuestion, questionButtons, restartRow, say } from './say.ts';
import { skipQuestion, takeReading } from './take-answer.ts';
import { beginTurn, builtIn, noteFact, waiting } from './turn.ts';
import { readWord } from './words.ts';

/** The step that the run waits on, where it is a question. */
interface Standing {
  turn: Turn;
  step: CompiledStep;
  question: Question;
}

/**
 * Moves a run by one event. Pure: the position given stays as it was. Always answers, whatever comes.
 * Words about more than the present run (stop, operator, menu) and starts are `converse`'s.
 */
export function step(flow: CompiledFlow, position: Position, event: FlowEvent, facts: Facts): StepResult {
  const turn = beginTurn(flow, position, facts);
  const at = stepOf(flow, position.step);
  if (!at) return startOver(turn);
  if (!at.question) return rest(turn, at, event);
  return answer({ turn, step: at, question: at.question }, event);
}

/** Whether a text is the label of a button of the present question: then it is an answer, whatever words it is made of. */
export function isLabel(flow: CompiledFlow, position: Position, text: string, facts: Facts): boolean {
  const at = stepOf(flow, position.step);
  return (
    at?.question !== undefined &&
    optionByLabel({ turn: beginTurn(flow, position, facts), step: at, question: at.question }, text) !== undefined
  );
}

/** Asks the present question again, saying something first in the same message. */
export function askAgain(turn: Turn, before: string, { restart = false, again = false } = {}): StepResult {
  const at = stepOf(turn.flow, turn.position.step);
  if (at?.question)
    askQuestion(turn, at, at.question, { before: { text: before }, again, ...(restart && { extra: [restartRow(turn)] }) });
  else say(turn, { text: before });
  return waiting(turn);
}

function answer(standing: Standing, event: FlowEvent): StepResult {
  const { turn } = standing;
  switch (event.kind) {
    case 'resume':
      forgetState(turn);
      return askAgain(turn, builtIn(turn, 'resumed'));
    case 'start':
      return askAgain(turn, builtIn(turn, 'continued'), { restart: true });
    case 'tick':
      return waiting(turn);
    case 'press':
      return answerPress(standing, event.data);
    case 'text':
      return answerText(standing, event.text);
    case 'contact':
    case 'location':
    case 'media':
    case 'other':
      return read(standing, event);
  }
}

function answerPress(standing: Standing, data: string): StepResult {
  const { turn, step: at } = standing;
  const press = readPress(data);
  const ours = press?.kind === 'question' && press.run === runTag(turn.position.run) && press.step === at.tag;
  return ours ? choose(standing, press.option) : stale(turn);
}

function answerText(standing: Standing, text: string): StepResult {
  const option = optionByLabel(standing, text);
  if (option !== undefined) return choose(standing, option);
  const word = readWord(text);
  if (word === 'back') return goBack(standing);
  if (word === 'repeat') return askAgain(standing.turn, '');
  if (word === 'skip') return skip(standing);
  if (/^\/[a-z]/i.test(text.trim())) return askAgain(standing.turn, builtIn(standing.turn, 'unknownCommand'), { again: true });
  return read(standing, { kind: 'text', text: text.trim() });
}

function choose(standing: Standing, option: string): StepResult {
  if (option === 'back') return goBack(standing);
  if (option === 'skip') return skip(standing);
  return read(standing, { kind: 'option', option });
}

function read(standing: Standing, input: Input): StepResult {
  const { turn, step: at, question } = standing;
  const reading = question.body.read(input, turn, at);
  return reading.kind === 'stale' ? stale(turn) : takeReading(turn, at, question, reading);
}

function stale(turn: Turn): StepResult {
  return askAgain(turn, builtIn(turn, 'stale'), { again: true });
}

function skip({ turn, step: at, question }: Standing): StepResult {
  if (!question.skip) return askAgain(turn, builtIn(turn, 'cannotSkip'), { again: true });
  return skipQuestion(turn, at);
}

function goBack({ turn, step: at, question }: Standing): StepResult {
  const { position } = turn;
  if (position.choosing || position.offer) {
    forgetState(turn);
    askQuestion(turn, at, question);
    return waiting(turn);
  }
  const edited = position.editing !== undefined && position.trail.includes(at.id);
  const target = stepOf(turn.flow, edited ? position.editing : previous(position, at.id));
  if (!target?.question) return askAgain(turn, builtIn(turn, 'firstQuestion'), { again: true });
  noteFact(turn, at, 'back');
  if (edited) delete position.editing;
  else if (position.editing === undefined) position.trail = position.trail.slice(0, position.trail.indexOf(target.id));
  enterQuestion(turn, target);
  return waiting(turn);
}

/** The question before this one; a question asked in a loop may stand in the trail itself. */
function previous({ trail }: Position, id: string): string | undefined {
  const here = trail.indexOf(id);
  return here < 0 ? trail.at(-1) : trail[here - 1];
}

/** The run stands on a `handoff`: people hold the conversation until they give it back. */
function rest(turn: Turn, at: CompiledStep, event: FlowEvent): StepResult {
  if (event.kind === 'resume') return advance(turn, { to: goOn(turn, at).to, after: at });
  say(turn, { text: builtIn(turn, 'peopleAnswer') });
  return waiting(turn);
}

/** The step is not in this revision (it can only come from a hand-made position): nothing answered is lost, the questions begin again. */
function startOver(turn: Turn): StepResult {
  forgetState(turn);
  delete turn.position.editing;
  return advance(turn, { to: turn.flow.steps[0]?.id, before: { text: builtIn(turn, 'continued') } });
}

function optionByLabel({ turn, step: at, question }: Standing, text: string): string | undefined {
  const wanted = normalize(text);
  for (const { label, action } of questionButtons(turn, at, question).flat()) {
    if (action.kind !== 'press' || normalize(label) !== wanted) continue;
    const press = readPress(action.data);
    if (press?.kind === 'question') return press.option;
  }
  return undefined;
}
