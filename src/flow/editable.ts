import { stepOf } from './advance.ts';
import { findAnswer } from './answers.ts';
import { flowOf, reopenCall } from './calls.ts';
import type { CompiledFlow, CompiledStep, Turn } from './engine.ts';
import type { Frame } from './position.ts';

/** A question that was put and may be put again. */
export interface Editable {
  step: CompiledStep;
  /** Ids on the way to it through called flows: `<call>.<question>`. */
  path: string;
  /** Short name for the data of a button. */
  tag: string;
  /** What stands there now, in words; absent where it was skipped. */
  text?: string;
}

/** The questions of the present flow and of those that it called, in the order of asking. A consent is not changed in passing. */
export function editable(turn: Turn): Editable[] {
  return editableIn(turn, turn.flow, turn.position);
}

function editableIn(turn: Turn, flow: CompiledFlow, { trail, answers }: Pick<Frame, 'trail' | 'answers'>): Editable[] {
  return trail.flatMap((id): Editable[] => {
    const step = stepOf(flow, id);
    const answer = findAnswer(answers, id);
    const inside = answer?.called && flowOf(turn.library, answer.called);
    if (step && answer?.called && inside) {
      const own = editableIn(turn, inside, answer.called);
      return own.map(each => ({ ...each, path: `${id}.${each.path}`, tag: `${step.tag}~${each.tag}` }));
    }
    if (!step?.question || step.question.ask === 'consent' || step.question.ask === 'confirm') return [];
    return [{ step, path: id, tag: step.tag, ...(answer && { text: answer.text }) }];
  });
}

/** Stands the run on a question to be changed; from there the way leads back to the confirm step. Undefined where it is gone. */
export function enterEditable(turn: Turn, confirm: string, path: string): CompiledStep | undefined {
  const ids = path.split('.');
  const question = ids.pop();
  turn.position.editing = confirm;
  for (const id of ids) if (!reopenCall(turn, id, 'end')) return undefined;
  return stepOf(turn.flow, question);
}
