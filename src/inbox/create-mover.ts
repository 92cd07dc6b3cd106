import { getContact } from '../contacts/index.ts';
import { advance, type Conversation, settleWakeAt } from '../conversations/index.ts';
import { goToStep, type Position, type StepResult } from '../flow/index.ts';
import {
  endMove,
  type Flows,
  type Move,
  type MovePlan,
  type MoveRow,
  noteRowFailure,
  openMoves,
  type PersonPlan,
  planOf,
  planPerson,
  planRows,
  readMove,
  rebasePosition,
  rowsOf,
  settleRow,
} from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import type { Logger } from '../lib/logger.ts';
import type { Messenger, MessengerName } from '../messages/index.ts';
import { type AnswerContext, advanceUnattended, factsOf } from './answer.ts';
import type { Inbox } from './create-inbox.ts';

/** Moves people in the middle of a flow to its newer revision. */
export interface Mover {
  /** Goes on with every move that is not over. Twice at once, in one process or two, moves nobody twice. */
  work(): Promise<void>;
  /** Ends after those who are being moved; the others come with the next work. */
  stop(): Promise<void>;
}

const pageSize = 200;
/** So many are moved at once: customers who write at this moment go first. */
const mostAtOnce = 16;
/** The tick that calls us is taken for dead after a minute; what is left over comes with the next one. */
const longestMs = 30_000;

export function createMover(options: {
  inbox: Inbox;
  flows: Flows;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  defaults: AnswerContext['defaults'];
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
}): Mover {
  const { inbox, flows, messengers, defaults, clock, log, checkpoint } = options;
  const gate = new Gate(mostAtOnce);
  let working: Promise<void> | undefined;
  let stopping = false;

  async function work(): Promise<void> {
    const begun = clock.now().getTime();
    const isLate = () => clock.now().getTime() - begun > longestMs;
    for (const move of await openMoves()) await moveAll(move, isLate);
  }

  async function moveAll(move: Move, isLate: () => boolean): Promise<void> {
    if (move.state === 'planning') await planRows(move);
    const plan = await planOf(move);
    await Promise.all([move.from, move.to].map(flows.ensureRevision));
    let after: string | undefined;
    while (!isLate() && !stopping) {
      const [present, page] = await Promise.all([readMove(move.id), rowsOf(move.id, 'planned', { limit: pageSize, after })]);
      if (present?.state !== 'running') return;
      if (page.length === 0) return finish(move, after !== undefined);
      after = page.at(-1)?.id;
      await Promise.all(page.map(row => gate.run(() => moveOne(row, plan))));
    }
  }

  /** Whoever could not be moved this time is tried again with the next work. */
  async function finish(move: Move, mayHaveLeft: boolean): Promise<void> {
    const left = mayHaveLeft ? await rowsOf(move.id, 'planned', { limit: 1 }) : [];
    if (left.length === 0) await endMove(move.id, 'finished', clock.now());
  }

  async function moveOne(row: MoveRow, plan: MovePlan): Promise<void> {
    try {
      await inbox.exclusively(row.conversation, async conversation => {
        const settled = await moveWithin(conversation, row, plan);
        if (settled) await settleRow(row.id, settled);
      });
    } catch (error) {
      log.error({ err: error, conversation: row.conversation, move: row.move }, 'somebody could not be moved yet');
      await noteRowFailure(row, error instanceof Error ? error.message : String(error));
    }
  }

  /** What became of the person; nothing where somebody changed the conversation meanwhile, so that it is tried again. */
  async function moveWithin(conversation: Conversation, row: MoveRow, plan: MovePlan) {
    const { position, mode } = conversation;
    const isTheirs = position && (position.run === row.run || isParked(position, row.run));
    const planned = isTheirs ? planPerson({ position, mode }, plan) : undefined;
    if (!position || !planned) return { state: recovered(position, row, plan), why: undefined };
    if (planned.outcome === 'stays') return { state: planned.outcome, why: planned.why };
    const moved = await carryOut(conversation, position, planned, plan);
    return moved ? { state: planned.outcome, why: undefined } : undefined;
  }

  async function carryOut(conversation: Conversation, position: Position, planned: PersonPlan, plan: MovePlan): Promise<boolean> {
    const now = clock.now();
    const rebased = rebasePosition(position, plan, planned);
    const { run } = conversation;
    if (planned.outcome === 'same') {
      const pinned = run && run.id === position.run && run.revision === plan.from ? { ...run, revision: plan.to } : undefined;
      const next = await advance(conversation, { now, position: rebased, ...(pinned && { run: pinned }) });
      await checkpoint('conversation advanced');
      return next !== undefined;
    }
    const isSilent = planned.outcome === 'later';
    const answer = isSilent ? { position: rebased, effects: [] } : await answerOf(conversation, rebased, planned, now);
    const next = await advanceUnattended(conversation, answer, { now, defaults });
    if (!next) return false;
    await checkpoint('conversation advanced');
    await inbox.finish(next);
    await settleWakeAt(next);
    return true;
  }

  async function answerOf(
    conversation: Conversation,
    position: Position,
    { outcome, target }: PersonPlan,
    now: Date,
  ): Promise<StepResult> {
    const messenger = messengers.get(conversation.messenger);
    const contact = conversation.contact ? await getContact(conversation.contact) : undefined;
    if (!messenger || !contact)
      throw new AppError('inbox.cannot_speak', 'The messenger is off, or the card is gone.', { conversation: conversation.id });
    const facts = await factsOf({ conversation, contact, messenger }, { flows, defaults, now });
    return goToStep(flows.library, position, outcome === 'ended' ? 'end' : (target ?? position.step), facts);
  }

  return {
    work() {
      working ??= work().finally(() => {
        working = undefined;
      });
      return working;
    },
    async stop() {
      stopping = true;
      await working?.catch(() => undefined);
    },
  };
}

function isParked(position: Position, run: string): boolean {
  return (position.parked ?? []).some(parked => parked.run === run);
}

/** Whoever is not in the older revision any more was moved just before we died, or went on by themselves. */
function recovered(position: Position | undefined, row: MoveRow, { flow, to }: MovePlan): 'same' | 'asked' | 'gone' {
  if (position?.run !== row.run || position.flow !== flow || position.revision !== to) return 'gone';
  return position.step === row.step ? 'same' : 'asked';
}
