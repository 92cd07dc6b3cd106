import { answersOf, type RunRecord } from '../../../flow/index.ts';
import type { ConversationSource, Sources } from '../read-sources.ts';
import type { TraitRun, Traits } from '../trait-model.ts';
import { isPathName, longestText, traitValue } from './values.ts';

type Run = Pick<RunRecord, 'flow' | 'outcome' | 'startedAt' | 'endedAt' | 'answers'> & { id: string; step?: string };

/** How runs of flows went, and what was answered in the latest run of each. Pure. */
export function runTraits({ runs, conversations }: Pick<Sources, 'runs' | 'conversations'>): Pick<Traits, 'runs' | 'answers'> {
  const ended: Run[] = runs.map(({ _id, ...run }) => ({ id: _id, ...run }));
  const known = new Set(ended.map(({ id }) => id));
  const going = conversations.flatMap(goingRun).filter(({ id }) => !known.has(id));
  const byFlow = new Map<string, Run[]>();
  for (const run of [...ended, ...going]) {
    if (isPathName(run.flow)) byFlow.set(run.flow, [...(byFlow.get(run.flow) ?? []), run]);
  }
  const told: Record<string, TraitRun> = {};
  const answers: Record<string, unknown> = {};
  for (const [flow, all] of [...byFlow].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const latest = all.reduce((one, other) => (isLater(other, one) ? other : one));
    told[flow] = runOf(latest, all.length);
    const given = answersIn(latest.answers);
    if (Object.keys(given).length > 0) answers[flow] = given;
  }
  return {
    ...(Object.keys(told).length > 0 && { runs: told }),
    ...(Object.keys(answers).length > 0 && { answers }),
  };
}

const isLater = (one: Run, other: Run): boolean =>
  one.startedAt === other.startedAt ? one.id > other.id : one.startedAt > other.startedAt;

function runOf({ outcome, startedAt, endedAt, step, answers }: Run, count: number): TraitRun {
  const answered = answers.at(-1)?.step;
  return {
    outcome: outcome ?? 'running',
    ...(step && { step }),
    ...(answered && { answered }),
    at: new Date(endedAt ?? startedAt),
    count,
  };
}

/** The run that goes on in a conversation; its answers stand in the position. */
function goingRun({ run, position }: ConversationSource): Run[] {
  if (!run || !position || run.outcome || run.id !== position.run) return [];
  // Of a run in a called flow it is the caller's step that the flow's author knows.
  const step = position.callers?.[0]?.step ?? position.step;
  return [{ ...run, answers: Array.isArray(position.answers) ? answersOf(position) : [], step }];
}

/** By question; those of a called flow by call and question. */
function answersIn(given: RunRecord['answers']): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  for (const { step, value, text } of given) {
    const path = step.split('.');
    const trait = traitValue(value) ?? described(value, text);
    if (trait !== undefined && path.every(isPathName)) put(answers, path, trait);
  }
  return answers;
}

/** A place is compared by its words, files by being there. */
function described(value: unknown, text: string): string | boolean | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? true : text.slice(0, longestText) || true;
}

function put(target: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = target[name];
  const next = isRecord(inner) ? inner : {};
  target[name] = next;
  put(next, rest, value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
