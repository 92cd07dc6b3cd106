import {
  type FlowSummary,
  type MoveProgress,
  type MoveRehearsal,
  moveOutcomes,
  type RevisionSummary,
  type Target,
} from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

const textOf =
  ({ language }: Pick<Viewer, 'language'>) =>
  (key: string, values = {}) =>
    t(language, `panel:revisions.${key}`, values);

/** One publication in the list, with what may be done about it. */
export function presentRevision(
  viewer: Viewer,
  flow: FlowSummary,
  { number, title, steps, at, by, how, runs, people }: RevisionSummary,
  { mayWrite }: { mayWrite: boolean },
) {
  const text = textOf(viewer);
  const path = `/flows/${flow.id}/revisions/${number}`;
  return {
    number: text('number', { number }),
    title: title === flow.title ? '' : title,
    at: presentTime(viewer, at),
    how: by.kind === 'staff' ? `${text(`how.${how}`)} · ${by.name}` : text(`how.${how}`),
    steps: text('steps', { count: steps }),
    runs,
    ...(people > 0 && { people: text('people', { count: people }) }),
    href: path,
    ...(people > 0 && !runs && mayWrite && { moveHref: `${path}/move` }),
  };
}

/** A move with how far it is; every number opens the people behind it. */
export function presentMove(
  viewer: Viewer,
  move: MoveProgress,
  revisions: RevisionSummary[],
  { mayWrite }: { mayWrite: boolean },
) {
  const text = textOf(viewer);
  const { id, flow, counts, people, state } = move;
  const done = people - (counts.planned ?? 0);
  const numberOf = (revision: string) => revisions.find(each => each.revision === revision)?.number ?? '?';
  const goesOn = state === 'planning' || state === 'running';
  return {
    id,
    goesOn,
    title: text('move.title', { from: numberOf(move.from), to: numberOf(move.to) }),
    state: text(`move.state.${state}`),
    by: text('move.by', { name: move.by.name, time: presentTime(viewer, move.at).words }),
    progress: { done, people, words: text('move.progress', { done, people }) },
    numbers: moveOutcomes
      .filter(outcome => counts[outcome])
      .map(outcome => ({
        label: text(`move.outcome.${outcome}`),
        count: counts[outcome],
        href: `/flows/${flow}/moves/${id}?state=${outcome}`,
      })),
    ...(goesOn && mayWrite && { stop: `/flows/${flow}/moves/${id}/stop` }),
    refresh: `/flows/${flow}/moves/${id}/progress`,
  };
}

/** A dry run as a form: where the people of each step go, and what that means for them. */
export function presentRehearsal(viewer: Viewer, rehearsal: MoveRehearsal) {
  const text = textOf(viewer);
  const { people, steps, outcomes, unfit, choices } = rehearsal;
  const moving = people - (outcomes.stays ?? 0);
  return {
    people: text('people', { count: people }),
    isEmpty: people === 0,
    steps: steps.map(step => ({
      name: `to.${step.step}`,
      words: step.words,
      id: step.step,
      people: text('people', { count: step.people }),
      isGone: step.isGone,
      options: optionsOf(step.target, choices, text),
      outcomes: outcomesOf(step.outcomes, text),
      held: Object.entries(step.held).map(([why, count]) => text(`held.${why}`, { count })),
    })),
    outcomes: outcomesOf(outcomes, text),
    unfit: unfit.map(({ words, people }) => text('unfit', { words, count: people })),
    moving,
    mayMove: moving > 0,
    confirm: text('confirm', { count: moving }),
  };
}

function outcomesOf(outcomes: MoveRehearsal['outcomes'], text: ReturnType<typeof textOf>) {
  return (['same', 'asked', 'later', 'ended', 'stays'] as const)
    .filter(outcome => outcomes[outcome])
    .map(outcome => ({ outcome, words: text(`outcome.${outcome}`, { count: outcomes[outcome] }) }));
}

function optionsOf(target: Target, choices: MoveRehearsal['choices'], text: ReturnType<typeof textOf>) {
  const present = typeof target === 'object' ? `step:${target.to}` : target;
  const own = [
    { value: 'stay', label: text('target.stay') },
    { value: 'end', label: text('target.end') },
  ];
  const steps = choices.map(({ step, words }) => ({ value: `step:${step}`, label: words === step ? step : `${step}: ${words}` }));
  return [...own, ...steps].map(({ value, label }) => ({
    value,
    label: label.length > 90 ? `${label.slice(0, 89)}…` : label,
    on: value === present,
  }));
}

/** Reads the targets of the form: `to.<step>` with `stay`, `end` or `step:<id>`. */
export function readTargets(query: Record<string, unknown>): Record<string, Target> {
  const entries = Object.entries(query).flatMap(([name, value]): [string, Target][] => {
    if (!name.startsWith('to.') || typeof value !== 'string') return [];
    const step = name.slice(3);
    if (value === 'stay' || value === 'end') return [[step, value]];
    return value.startsWith('step:') ? [[step, { to: value.slice(5) }]] : [];
  });
  return Object.fromEntries(entries);
}
