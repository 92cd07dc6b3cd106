import { facts, matchOf } from './fact-model.ts';
import type { FactFilter, FactState } from './question-fact.ts';

/** One question's line of the funnel, in runs. `seen` = `answered` + `skipped` + `left` + `waiting`; `invalid` and `back` are some of `seen`. */
export interface FunnelStep {
  step: string;
  seen: number;
  answered: number;
  skipped: number;
  /** They saw it and went away from it without an answer. */
  left: number;
  /** It is the question that they stand at now. */
  waiting: number;
  /** Those of whom an answer was refused. */
  invalid: number;
  /** Those who went back from it. */
  back: number;
  /** From the question to the first answer; exact up to 1000 s, above that in three digits. Absent where nobody answered. */
  medianSeconds?: number;
}

interface Counted {
  _id: { step: string; state: FactState; seconds: number | null };
  runs: number;
  invalid: number;
  back: number;
}

/** How far people get in a flow, by question, the most seen first, of equal ones by their name. Counted by the database over the index of the flow's facts. */
export async function funnelOf(filter: FactFilter): Promise<FunnelStep[]> {
  const counted = await facts
    .aggregate<Counted>([
      { $match: matchOf(filter) },
      {
        $group: {
          _id: { step: '$step', state: '$state', seconds: seconds() },
          runs: { $sum: 1 },
          invalid: { $sum: { $cond: [{ $gt: ['$invalid', 0] }, 1, 0] } },
          back: { $sum: { $cond: [{ $gt: ['$back', 0] }, 1, 0] } },
        },
      },
    ])
    .toArray();
  const byStep = new Map<string, Counted[]>();
  for (const row of counted) byStep.set(row._id.step, [...(byStep.get(row._id.step) ?? []), row]);
  return [...byStep].map(([step, rows]) => funnelStep(step, rows)).sort((a, b) => b.seen - a.seen || (a.step < b.step ? -1 : 1));
}

/** Seconds to the first answer in steps that grow with them, so that there are few different ones to count, and no operator that DocumentDB lacks. */
function seconds() {
  const exact = { $divide: [{ $subtract: ['$answeredAt', '$at'] }, 1000] };
  const inStepsOf = (step: number) => ({ $multiply: [{ $floor: { $divide: [exact, step] } }, step] });
  const grown = [10_000, 100_000, 1_000_000].reduceRight<object>(
    (longer, limit) => ({ $cond: [{ $lt: [exact, limit] }, inStepsOf(limit / 1000), longer] }),
    inStepsOf(10_000),
  );
  const rounded = { $cond: [{ $lt: [exact, 1000] }, inStepsOf(1), grown] };
  return { $cond: [{ $eq: ['$state', 'answered'] }, rounded, null] };
}

function funnelStep(step: string, rows: Counted[]): FunnelStep {
  const sum = (value: (row: Counted) => number) => rows.reduce((total, row) => total + value(row), 0);
  const inState = (state: FactState) => sum(row => (row._id.state === state ? row.runs : 0));
  const median = medianOf(
    rows.flatMap(({ _id, runs }) => (typeof _id.seconds === 'number' ? [{ value: _id.seconds, runs }] : [])),
  );
  return {
    step,
    seen: sum(row => row.runs),
    answered: inState('answered'),
    skipped: inState('skipped'),
    left: inState('left'),
    waiting: inState('waiting'),
    invalid: sum(row => row.invalid),
    back: sum(row => row.back),
    ...(median !== undefined && { medianSeconds: median }),
  };
}

/** The middle one, the lower of two. */
function medianOf(counted: { value: number; runs: number }[]): number | undefined {
  const middle = counted.reduce((total, { runs }) => total + runs, 0) / 2;
  let passed = 0;
  for (const { value, runs } of counted.sort((a, b) => a.value - b.value)) {
    passed += runs;
    if (passed >= middle) return value;
  }
  return undefined;
}
