import { peopleIn } from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Author } from './draft-store.ts';
import { readFlow } from './flow-store.ts';
import { countRows, insertMove, insertRows, latestMoves, type Move, type MoveRow, startMove } from './move-store.ts';
import { notFound } from './not-found.ts';
import { isStand, type OutlineStep, outlineOf } from './outline.ts';
import { type MovePlan, type PersonPlan, planPerson, standingOf, type Target, targetOf } from './plan-move.ts';
import { revisionText } from './revision-text.ts';

/** The people of one step of an older revision, and what moving makes of them. */
export interface StepRehearsal {
  step: string;
  /** The question, as the older revision asks it. */
  words: string;
  people: number;
  /** The step is not in the newer revision. */
  isGone: boolean;
  target: Target;
  outcomes: Partial<Record<PersonPlan['outcome'], number>>;
  /** Those who stay although they were to move, by reason. */
  held: Partial<Record<NonNullable<PersonPlan['why']>, number>>;
}

/** A dry run: what a move would do to everybody, told without doing anything. */
export interface MoveRehearsal {
  flow: string;
  from: string;
  to: string;
  people: number;
  steps: StepRehearsal[];
  /** Of everybody: who hears nothing, who is asked, and so on. */
  outcomes: Partial<Record<PersonPlan['outcome'], number>>;
  /** Answers that no longer fit, by question, and of how many people. */
  unfit: { step: string; words: string; people: number }[];
  /** Steps of the newer revision on which somebody may be put. */
  choices: { step: string; words: string; key: string }[];
}

export interface MoveProgress extends Move {
  /** By what became of them; `planned` are still to come. */
  counts: Partial<Record<MoveRow['state'], number>>;
  people: number;
}

const pageSize = 500;

/** Who stands where in an older revision, and what moving them to the newer one would do. AppErrors `flows.not_found`, `flows.no_revision`. */
export async function rehearseMove(input: Pick<MovePlan, 'flow' | 'from' | 'to' | 'targets'>): Promise<MoveRehearsal> {
  const plan = await planOf(input);
  const steps = new Map<string, StepRehearsal>();
  const unfit = new Map<string, number>();
  for await (const person of everybodyIn(plan)) {
    const planned = planPerson(person, plan);
    if (!planned) continue;
    const step = steps.get(planned.step) ?? emptyStep(planned.step, plan);
    steps.set(planned.step, step);
    step.people++;
    step.outcomes[planned.outcome] = (step.outcomes[planned.outcome] ?? 0) + 1;
    if (planned.why && planned.why !== 'asWished') step.held[planned.why] = (step.held[planned.why] ?? 0) + 1;
    for (const question of planned.unfit) unfit.set(question, (unfit.get(question) ?? 0) + 1);
  }
  const order = new Map(plan.older.map(({ id }, index) => [id, index]));
  const inOrder = [...steps.values()].sort((a, b) => (order.get(a.step) ?? 0) - (order.get(b.step) ?? 0));
  return {
    flow: plan.flow,
    from: plan.from,
    to: plan.to,
    people: inOrder.reduce((sum, { people }) => sum + people, 0),
    steps: inOrder,
    outcomes: sumOf(inOrder),
    unfit: [...unfit].map(([step, people]) => ({ step, words: wordsOf(plan.older, step), people })),
    choices: plan.newer
      .filter(each => isStand(each) || !each.id.startsWith('#'))
      .map(({ id, words, key }) => ({ step: id, words, key })),
  };
}

function sumOf(steps: StepRehearsal[]): MoveRehearsal['outcomes'] {
  const sum: MoveRehearsal['outcomes'] = {};
  for (const { outcomes } of steps)
    for (const outcome of ['same', 'asked', 'later', 'ended', 'stays'] as const)
      if (outcomes[outcome]) sum[outcome] = (sum[outcome] ?? 0) + outcomes[outcome];
  return sum;
}

function emptyStep(step: string, plan: MovePlan): StepRehearsal {
  const isGone = targetOf(step, { ...plan, targets: {} }) === 'stay';
  return { step, words: wordsOf(plan.older, step), people: 0, isGone, target: targetOf(step, plan), outcomes: {}, held: {} };
}

const wordsOf = (steps: readonly OutlineStep[], step: string): string => steps.find(({ id }) => id === step)?.words ?? step;

/** The two texts of a move, read. */
export async function planOf({ flow, from, to, targets }: Pick<MovePlan, 'flow' | 'from' | 'to' | 'targets'>): Promise<MovePlan> {
  const [older, newer] = await Promise.all([revisionText(flow, from), revisionText(flow, to)]);
  return { flow, from, to, older: outlineOf(older), newer: outlineOf(newer), targets };
}

async function* everybodyIn({ flow, from }: MovePlan) {
  let after: string | undefined;
  for (;;) {
    const page = await peopleIn({ flow, revision: from, after, limit: pageSize });
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < pageSize) return;
  }
}

interface Begin {
  flow: string;
  from: string;
  /** The revision that runs, as the author saw it. */
  to: string;
  targets: Record<string, Target>;
  by: Author;
  now: Date;
}

/** Begins to move everybody. AppErrors `flows.move_running`, `flows.moved_on` when another revision runs by now, `flows.no_step`. */
export async function beginMove({ now, ...own }: Begin): Promise<Move> {
  const known = await readFlow(own.flow);
  if (!known) throw notFound(own.flow);
  if (known.revision !== own.to || own.from === own.to)
    throw new AppError('flows.moved_on', 'Another revision runs by now. Look at the page again.', { flow: own.flow });
  const { newer } = await planOf(own);
  for (const target of Object.values(own.targets)) {
    if (typeof target === 'object' && !newer.some(({ id }) => id === target.to))
      throw new AppError('flows.no_step', 'The running revision has no such step.', { flow: own.flow, step: target.to });
  }
  const move = await insertMove({ ...own, at: now });
  if (!move)
    throw new AppError('flows.move_running', 'People of this flow are being moved already. Wait until that is done.', {
      flow: own.flow,
    });
  return move;
}

/** Writes down everybody who is to be moved. Doing it again after a crash changes nothing. */
export async function planRows(move: Move): Promise<void> {
  let page: MoveRow[] = [];
  for await (const { id, contact, position } of everybodyIn(await planOf(move))) {
    const standing = standingOf(position, move);
    if (!standing) continue;
    const row = { conversation: id, run: position.run, step: standing.frame.step, state: 'planned' as const };
    page.push({ id: `${move.id}:${id}`, move: move.id, ...row, ...(contact && { contact }) });
    if (page.length === pageSize) {
      await insertRows(page);
      page = [];
    }
  }
  await insertRows(page);
  await startMove(move.id);
}

/** The latest moves of a flow with how far they are. */
export async function movesOf(flow: string): Promise<MoveProgress[]> {
  const latest = await latestMoves(flow, 5);
  return Promise.all(latest.map(progressOf));
}

export async function progressOf(move: Move): Promise<MoveProgress> {
  const counts = await countRows(move.id);
  return { ...move, counts, people: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}
