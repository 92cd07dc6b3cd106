import { putAnswer } from './answers.ts';
import { enterCall, leaveCall } from './calls.ts';
import type { CompiledFlow, CompiledStep, Next, Turn } from './engine.ts';
import type { StepResult } from './position.ts';
import { askQuestion, say } from './say.ts';
import { sayWhenWoken } from './say-when-woken.ts';
import { switchFlow } from './switch-flow.ts';
import type { RichText } from './text/render-text.ts';
import { answerTo, builtIn, ended, noteFact, noteTrouble, waiting } from './turn.ts';

/** Where to go on, and what is to be said before the next question, in its message. */
export interface Way {
  /** A step's id, `end`, or undefined for the step after `after`. */
  to: string | undefined;
  after?: CompiledStep;
  before?: RichText;
}

/** Steps that one event may run beyond those of the flow; only a loop of flows that start each other comes there. */
const patience = 500;

/** Runs steps until one waits, hands over or ends. */
export function advance(turn: Turn, { to, after, ...way }: Way): StepResult {
  let before = way.before;
  let step = to === undefined && after ? following(turn.flow, after) : stepOf(turn.flow, to);
  for (let left = turn.flow.steps.length * 2 + 8; ; left--) {
    if (!step) {
      const call = turn.position.callers && leaveCall(turn);
      if (!call) return finish(turn, 'finished', before);
      turn.replaying = turn.position.editing !== undefined;
      step = nextOf(turn, call, call.next);
      continue;
    }
    if (left < -patience) {
      noteTrouble(turn, 'endless', { step: step.id });
      return finish(turn, 'finished', before);
    }
    const passed = passesOver(turn, step, left);
    if (passed === 'wait') return arrive(turn, step, before);
    if (before && speaks(step)) {
      say(turn, before);
      before = undefined;
    }
    const next: Next = passed ?? step.run(turn, step);
    if (next.kind === 'end' && (next.outcome !== 'finished' || !turn.position.callers)) return finish(turn, next.outcome, before);
    if (next.kind === 'wait') return pause(turn, step, before);
    step = stepAfter(turn, step, next);
  }
}

const speaks = ({ key }: CompiledStep): boolean => key === 'say' || key === 'handoff';

/** The step that comes next; undefined at the end of the present flow. */
function stepAfter(turn: Turn, step: CompiledStep, next: Exclude<Next, { kind: 'wait' }>): CompiledStep | undefined {
  switch (next.kind) {
    case 'end':
      return undefined;
    case 'go':
      return nextOf(turn, step, next.to);
    case 'call':
      return enterCall(turn, step, next.flow) ? turn.flow.steps[0] : nextOf(turn, step, step.next);
    case 'start':
      return switchFlow(turn, step, next.flow) ? turn.flow.steps[0] : nextOf(turn, step, step.next);
  }
}

function nextOf({ flow }: Turn, step: CompiledStep, to: string | undefined): CompiledStep | undefined {
  return to === undefined ? following(flow, step) : stepOf(flow, to);
}

type Passing = { kind: 'go'; to?: string } | 'wait' | undefined;

/** Whether a question is asked, passed over, or the step is no question at all (undefined). */
function passesOver(turn: Turn, step: CompiledStep, left: number): Passing {
  const { position } = turn;
  // A checked flow has no loop without a question, so this is reached only while answers are replayed round a loop of questions.
  if (left <= 0 && position.editing !== undefined)
    return step.id === position.editing ? 'wait' : { kind: 'go', to: position.editing };
  if (turn.replaying && step.id !== position.editing && isPassed(turn, step)) return { kind: 'go', ...goOn(turn, step) };
  if (passesCarried(turn, step)) return { kind: 'go', ...goOn(turn, step) };
  if (!step.question) return undefined;
  const known = step.question.body.known?.(turn);
  if (!known) return 'wait';
  if (!answerTo(turn, step.id)) putAnswer(position, { step: step.id, ...known, at: turn.facts.now.toISOString() });
  return { kind: 'go', ...goOn(turn, step) };
}

/** What a person answered before they were moved to a newer revision is not asked a second time, wherever it stands there. */
function passesCarried({ position }: Turn, { id, key, question }: CompiledStep): boolean {
  const mark = `${position.flow}/${id}`;
  if (!position.carried?.includes(mark) || !(question || key === 'call') || !position.trail.includes(id)) return false;
  position.carried = position.carried.filter(each => each !== mark);
  return true;
}

/** While answers are replayed: what was answered is not asked again, and what was waited for is over. */
function isPassed({ position }: Turn, { id, key, question }: CompiledStep): boolean {
  return key === 'wait' || ((question !== undefined || key === 'call') && position.trail.includes(id));
}

/** Where an answered (or skipped, or known) question leads. */
export function goOn(turn: Turn, step: CompiledStep): { to?: string } {
  const answer = step.question?.body.next && answerTo(turn, step.id);
  const to = (answer && step.question?.body.next?.(answer)) ?? step.next;
  return to === undefined ? {} : { to };
}

function arrive(turn: Turn, step: CompiledStep, before: RichText | undefined): StepResult {
  const { position } = turn;
  if (step.id === position.editing) delete position.editing;
  enterQuestion(turn, step, before);
  return waiting(turn);
}

/** Puts the run on a question and asks it. */
export function enterQuestion(turn: Turn, step: CompiledStep, before?: RichText): void {
  if (!step.question) return;
  turn.position.step = step.id;
  turn.replaying = false;
  forgetState(turn);
  delete turn.position.gathered;
  noteFact(turn, step, 'shown');
  askQuestion(turn, step, step.question, { before });
}

/** What belongs to one showing of a question and goes with it. */
export function forgetState(turn: Turn): void {
  turn.position.attempts = 0;
  delete turn.position.offer;
  delete turn.position.picked;
  delete turn.position.choosing;
}

/** The run rests on a step that is no question. Who has just answered hears at least until when. */
function pause(turn: Turn, step: CompiledStep, before: RichText | undefined): StepResult {
  delete turn.position.asked;
  if (before) say(turn, before);
  else if (step.key === 'wait' && !hasSpoken(turn)) sayWhenWoken(turn);
  return waiting(turn);
}

function finish(turn: Turn, outcome: Parameters<typeof ended>[1], before: RichText | undefined): StepResult {
  if (before) say(turn, before);
  // Nobody is left without an answer, also where the last question is followed by nothing at all.
  if (!hasSpoken(turn)) say(turn, { text: builtIn(turn, 'finished') });
  return ended(turn, outcome);
}

function hasSpoken({ unasked, effects }: Turn): boolean {
  return unasked || effects.some(({ kind }) => kind === 'say');
}

function following(flow: CompiledFlow, step: CompiledStep): CompiledStep | undefined {
  return flow.steps[(flow.index.get(step.id) ?? flow.steps.length) + 1];
}

export function stepOf(flow: CompiledFlow, id: string | undefined): CompiledStep | undefined {
  const index = id === undefined ? undefined : flow.index.get(id);
  return index === undefined ? undefined : flow.steps[index];
}
