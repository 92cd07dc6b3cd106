import { advance } from './advance.ts';
import { wishButton } from './buttons.ts';
import type { CompiledFlow } from './engine.ts';
import type { FlowLibrary } from './library.ts';
import { speak } from './outside.ts';
import type { Effect, Facts, Position, StepResult } from './position.ts';
import { askAgain } from './step.ts';
import { beginTurn, builtIn, newPosition, recordOf } from './turn.ts';
import { continueRun, type Run } from './wishes.ts';

interface Wanted {
  library: FlowLibrary;
  run: Run | undefined;
  flow: CompiledFlow;
  facts: Facts;
  source?: Position['source'];
}

/** Starts a flow: goes on with its run where there is one, ends that of another, and minds `again`. */
export function startFlow({ run, flow, facts, source }: Wanted): StepResult {
  if (run?.flow.id === flow.id) return continueRun(run, facts);
  if (flow.again === 'ignore' && facts.finished[flow.id] === 'finished') return refuse(flow, run, facts);
  return beginRun({ flow, facts, source, leaving: run });
}

/** The same flow from its beginning, in its present revision. */
export function restartRun(library: FlowLibrary, run: Run, facts: Facts): StepResult {
  return beginRun({ flow: library.byId(run.flow.id) ?? run.flow, facts, source: run.position.source, leaving: run });
}

interface Beginning {
  flow: CompiledFlow;
  facts: Facts;
  source?: Position['source'];
  /** The run that ends with this. */
  leaving?: Run | undefined;
}

/** A new run from the first step. */
export function beginRun({ flow, facts, source, leaving }: Beginning): StepResult {
  const position = newPosition(flow, facts, source ?? (facts.source.link ? facts.source : undefined));
  if (leaving?.position.keyboard) position.keyboard = true;
  const turn = beginTurn(flow, position, facts);
  turn.changed = true;
  const result = advance(turn, { to: flow.steps[0]?.id });
  return leaving ? { ...result, effects: [leavingRecord(leaving, facts), ...result.effects] } : result;
}

function leavingRecord({ flow, position }: Run, facts: Facts): Effect {
  return { kind: 'run', run: recordOf(beginTurn(flow, position, facts), 'switched') };
}

function refuse(flow: CompiledFlow, run: Run | undefined, facts: Facts): StepResult {
  if (run) {
    const turn = beginTurn(run.flow, run.position, facts);
    return askAgain(turn, builtIn(turn, 'alreadyAnswered', { title: flow.title }));
  }
  const operator = wishButton(speak(facts, 'button.operator'), 'operator');
  return {
    effects: [{ kind: 'say', message: { text: speak(facts, 'alreadyAnswered', { title: flow.title }), buttons: [[operator]] } }],
  };
}
