import { advance, forgetState, goOn, stepOf } from './advance.ts';
import { modernPosition } from './answers.ts';
import { readPress, runTag } from './buttons.ts';
import type { CompiledFlow, CompiledStep, FlowLibrary, Input, Question, Run, Turn } from './engine.ts';
import { goBackFrom } from './go-back.ts';
import { createLibrary } from './library.ts';
import { menuRows } from './menu.ts';
import { normalize } from './normalize.ts';
import type { Facts, FlowEvent, Position, StepResult } from './position.ts';
import { askQuestion, questionButtons, restartRow, say } from './say.ts';
import { sayWhenWoken } from './say-when-woken.ts';
import { skipQuestion, takeReading } from './take-answer.ts';
import { tick } from './tick.ts';
import { beginTurn, builtIn, waiting } from './turn.ts';
import { readWord } from './words.ts';

/** The step that the run waits on, where it is a question. */
interface Standing {
  turn: Turn;
  step: CompiledStep;
  question: Question;
}

/**
 * Moves a run by one event. Pure: the position given stays as it was. Always answers, whatever comes; only a tick may be passed in silence.
 * Words about more than the present run (stop, operator, menu) and starts are `converse`'s. Calls look for their flows in `library`.
 */
export function step(
  flow: CompiledFlow,
  position: Position,
  event: FlowEvent,
  facts: Facts,
  library: FlowLibrary = aloneOf(flow),
): StepResult {
  return stepRun({ library, flow, position: modernPosition(position) }, event, facts);
}

/** The same for a run with its library. */
export function stepRun(run: Run, event: FlowEvent, facts: Facts): StepResult {
  if (event.kind === 'tick') return tick(run, facts);
  const turn = beginTurn(run, facts);
  const at = stepOf(turn.flow, turn.position.step);
  if (!at) return startOver(turn);
  if (!at.question) return rest(turn, at, event);
  return answer({ turn, step: at, question: at.question }, event);
}

const alone = new WeakMap<CompiledFlow, FlowLibrary>();

function aloneOf(flow: CompiledFlow): FlowLibrary {
  const library = alone.get(flow) ?? createLibrary([flow]);
  alone.set(flow, library);
  return library;
}

/** Whether a text is the label of a button of the present question: then it is an answer, whatever words it is made of. */
export function isLabel(run: Run, text: string, facts: Facts): boolean {
  const at = stepOf(run.flow, run.position.step);
  return (
    at?.question !== undefined &&
    optionByLabel({ turn: beginTurn(run, facts), step: at, question: at.question }, text) !== undefined
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

function answer(standing: Standing, event: Exclude<FlowEvent, { kind: 'tick' }>): StepResult {
  const { turn } = standing;
  switch (event.kind) {
    case 'resume':
      forgetState(turn);
      return askAgain(turn, builtIn(turn, 'resumed'));
    case 'start':
      return askAgain(turn, builtIn(turn, 'continued'), { restart: true });
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
  if (reading.kind === 'stale') return stale(turn);
  return takeReading(turn, at, question, { reading, said: input.kind === 'text' ? input.text : undefined });
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
  return goBackFrom(turn, at) ? waiting(turn) : askAgain(turn, builtIn(turn, 'firstQuestion'), { again: true });
}

/** The run stands on a `wait`, or on a `handoff`: people hold the conversation until they give it back. */
function rest(turn: Turn, at: CompiledStep, event: FlowEvent): StepResult {
  if (event.kind === 'resume') {
    if (at.key === 'wait') return waiting(turn);
    turn.changed = true;
    return advance(turn, { to: goOn(turn, at).to, after: at });
  }
  if (at.key === 'wait') sayWhenWoken(turn, menuRows(turn.library, { flow: turn.flow, language: turn.position.language }));
  else say(turn, { text: builtIn(turn, 'peopleAnswer') });
  return waiting(turn);
}

/** The step is not in this revision (it can only come from a hand-made position): nothing answered is lost, the questions begin again. */
function startOver(turn: Turn): StepResult {
  forgetState(turn);
  delete turn.position.editing;
  return advance(turn, { to: turn.flow.steps[0]?.id, before: { text: builtIn(turn, 'continued') } });
}

/** Longer than any label is when it is shown. */
const longestLabel = 200;

function optionByLabel({ turn, step: at, question }: Standing, text: string): string | undefined {
  if (text.length > longestLabel) return undefined;
  const buttons = questionButtons(turn, at, question).flat();
  if (buttons.length === 0) return undefined;
  const wanted = normalize(text);
  for (const { label, action } of buttons) {
    if (action.kind !== 'press' || normalize(label) !== wanted) continue;
    const press = readPress(action.data);
    if (press?.kind === 'question') return press.option;
  }
  return undefined;
}
