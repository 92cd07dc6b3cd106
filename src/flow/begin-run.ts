import { advance } from './advance.ts';
import { framesOf } from './answers.ts';
import { wishButton } from './buttons.ts';
import type { CompiledFlow, FlowLibrary, Run, Turn } from './engine.ts';
import { leaveRun } from './leave-run.ts';
import { titleIn } from './menu.ts';
import { speak } from './outside.ts';
import { isWaiting, park } from './park.ts';
import type { Facts, Position, StepResult } from './position.ts';
import { askAgain } from './step.ts';
import { takeUp } from './take-up.ts';
import { beginTurn, builtIn, newPosition } from './turn.ts';
import { continueRun } from './wishes.ts';

interface Wanted {
  library: FlowLibrary;
  run: Run | undefined;
  flow: CompiledFlow;
  facts: Facts;
  source?: Position['source'];
}

/** Starts a flow: goes on with its run where there is one, ends that of another, and minds `again`. */
export function startFlow({ library, run, flow, facts, source }: Wanted): StepResult {
  if (run && framesOf(run.position).some(frame => frame.flow === flow.id)) return continueRun(run, facts);
  if (flow.again === 'ignore' && facts.finished[flow.id] === 'finished') return refuse(flow, run, facts);
  return beginRun({ library, flow, facts, source, leaving: run });
}

/** The run's flow from its beginning, in its present revision. */
export function restartRun(run: Run, facts: Facts): StepResult {
  const { library, flow, position } = run;
  const root = framesOf(position)[0]?.flow ?? flow.id;
  return beginRun({ library, flow: library.byId(root) ?? flow, facts, source: position.source, leaving: run, anew: true });
}

interface Beginning {
  library: FlowLibrary;
  flow: CompiledFlow;
  facts: Facts;
  source?: Position['source'];
  /** The run that ends with this; one that rests on a `wait` goes on in its time. */
  leaving?: Run | undefined;
  /** The same flow once more: nothing of the run before is kept, whatever it was doing. */
  anew?: boolean;
}

/** A new run from the first step, or an earlier one taken up again. */
export function beginRun({ library, flow, facts, source, leaving, anew = false }: Beginning): StepResult {
  const position = newPosition(flow, facts, source ?? (facts.source.link ? facts.source : undefined));
  const waits = leaving && !anew && isWaiting(leaving.position);
  const parked = leaving && (waits ? park(leaving.position) : leaving.position.parked);
  if (leaving?.position.keyboard) position.keyboard = true;
  if (parked) position.parked = parked;
  const turn: Turn = beginTurn({ library, flow, position }, facts);
  turn.changed = true;
  const earlier = flow.again === 'resume' && !anew ? facts.earlier?.[flow.id] : undefined;
  const before = earlier && takeUp(turn, earlier);
  const result = advance(turn, { to: flow.steps[0]?.id, ...(before && { before }) });
  return leaving && !waits ? { ...result, effects: [...leaveRun(leaving, 'switched', facts), ...result.effects] } : result;
}

function refuse(flow: CompiledFlow, run: Run | undefined, facts: Facts): StepResult {
  if (run) {
    const turn = beginTurn(run, facts);
    return askAgain(turn, builtIn(turn, 'alreadyAnswered', { title: titleIn(flow, turn.position.language) }));
  }
  const operator = wishButton(speak(facts, 'button.operator'), 'operator');
  const text = speak(facts, 'alreadyAnswered', { title: titleIn(flow, facts.language) });
  return { effects: [{ kind: 'say', message: { text, buttons: [[operator]] } }] };
}
