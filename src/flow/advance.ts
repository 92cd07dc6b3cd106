import type { CompiledFlow, CompiledStep, Turn } from './engine.ts';
import type { StepResult } from './position.ts';
import { askQuestion, say } from './say.ts';
import type { RichText } from './text/render-text.ts';
import { builtIn, ended, noteFact, waiting } from './turn.ts';

/** Where to go on, and what is to be said before the next question, in its message. */
export interface Way {
  /** A step's id, `end`, or undefined for the step after `after`. */
  to: string | undefined;
  after?: CompiledStep;
  before?: RichText;
}

/** Runs steps until one waits, hands over or ends. */
export function advance(turn: Turn, { to, after, ...way }: Way): StepResult {
  let before = way.before;
  let step = to === undefined && after ? following(turn.flow, after) : stepOf(turn.flow, to);
  // A checked flow has no loop without a question, so this is reached only while answers are replayed round a loop of questions.
  for (let left = turn.flow.steps.length * 2 + 8; step; left--) {
    const passed = passesOver(turn, step, left);
    if (passed === 'wait') return arrive(turn, step, before);
    if (before && speaks(step)) {
      say(turn, before);
      before = undefined;
    }
    const next = passed ?? step.run(turn, step);
    if (next.kind === 'end') return finish(turn, next.outcome, before);
    if (next.kind === 'wait') return waiting(turn);
    step = next.to === undefined ? following(turn.flow, step) : stepOf(turn.flow, next.to);
  }
  return finish(turn, 'finished', before);
}

const speaks = ({ key }: CompiledStep): boolean => key === 'say' || key === 'handoff';

type Passing = { kind: 'go'; to?: string } | 'wait' | undefined;

/** Whether a question is asked, passed over, or the step is no question at all (undefined). */
function passesOver(turn: Turn, step: CompiledStep, left: number): Passing {
  const { position } = turn;
  if (left <= 0 && position.editing !== undefined)
    return step.id === position.editing ? 'wait' : { kind: 'go', to: position.editing };
  if (!step.question) return undefined;
  if (turn.replaying && step.id !== position.editing && position.trail.includes(step.id)) {
    return { kind: 'go', ...goOn(turn, step) };
  }
  const known = step.question.body.known?.(turn);
  if (!known) return 'wait';
  position.answers[step.id] ??= { ...known, at: turn.facts.now.toISOString() };
  return { kind: 'go', ...goOn(turn, step) };
}

/** Where an answered (or skipped, or known) question leads. */
export function goOn({ position }: Turn, step: CompiledStep): { to?: string } {
  const answer = Object.hasOwn(position.answers, step.id) ? position.answers[step.id] : undefined;
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

function finish(turn: Turn, outcome: Parameters<typeof ended>[1], before: RichText | undefined): StepResult {
  if (before) say(turn, before);
  // Nobody is left without an answer, also where the last question is followed by nothing at all.
  if (!turn.effects.some(effect => effect.kind === 'say')) say(turn, { text: builtIn(turn, 'finished') });
  return ended(turn, outcome);
}

function following(flow: CompiledFlow, step: CompiledStep): CompiledStep | undefined {
  return flow.steps[(flow.index.get(step.id) ?? flow.steps.length) + 1];
}

export function stepOf(flow: CompiledFlow, id: string | undefined): CompiledStep | undefined {
  const index = id === undefined ? undefined : flow.index.get(id);
  return index === undefined ? undefined : flow.steps[index];
}
