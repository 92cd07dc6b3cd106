import { type Language, t } from '../texts/index.ts';
import { findAnswer } from './answers.ts';
import type { CompiledFlow, CompiledStep, Run, Turn } from './engine.ts';
import type { ExpressionScope } from './expression/evaluate.ts';
import { unpark } from './park.ts';
import type { Effect, Facts, Position, RunOutcome, StepResult } from './position.ts';
import { readPath, readValue } from './read-path.ts';
import { recordOf } from './run-record.ts';
import { schedule } from './schedule.ts';
import { shortHash } from './short-hash.ts';
import { type RichText, renderText } from './text/render-text.ts';
import type { Wording } from './text/template.ts';

/** Begins to work one event through. The position is copied, the caller's stays as it was: lists in it are replaced, never changed. */
export function beginTurn({ library, flow, position }: Run, facts: Facts): Turn {
  return {
    library,
    flow,
    facts,
    position: { ...position },
    contact: { ...facts.contact },
    ...(facts.deal && { deal: facts.deal }),
    effects: [],
    endedRuns: [],
    replaying: false,
    changed: false,
    unasked: false,
    silence: false,
    held: false,
  };
}

/** A new run at the flow's beginning. */
export function newPosition(flow: CompiledFlow, facts: Facts, source: Position['source']): Position {
  return {
    run: facts.newRunId,
    flow: flow.id,
    revision: flow.revision,
    step: flow.steps[0]?.id ?? '',
    answers: [],
    attempts: 0,
    trail: [],
    language: flow.languages.includes(facts.language) ? facts.language : flow.language,
    startedAt: facts.now.toISOString(),
    ...(source && { source }),
  };
}

/** Closes the turn of a run that goes on. */
export function waiting(turn: Turn): StepResult {
  schedule(turn);
  return { position: turn.position, effects: withRecords(turn) };
}

/** Closes the turn of a run that ended; one that waited aside is in its place again. */
export function ended(turn: Turn, outcome: RunOutcome): StepResult {
  turn.changed = true;
  const position = unpark(turn.position);
  return { ...(position && { position }), effects: withRecords(turn, outcome) };
}

/** The record comes first, so that a report knows the run before it hears of its questions. */
function withRecords(turn: Turn, outcome?: RunOutcome): Effect[] {
  if (!turn.changed) return turn.endedRuns.length > 0 ? [...turn.endedRuns, ...turn.effects] : turn.effects;
  return [...turn.endedRuns, { kind: 'run', run: recordOf(turn, outcome) }, ...turn.effects];
}

export type FactOf = Extract<Effect, { kind: 'fact' }>['what'];

export function noteFact(turn: Turn, step: CompiledStep, what: FactOf, text?: string): void {
  const { flow, position } = turn;
  turn.effects.push({
    kind: 'fact',
    flow: flow.id,
    revision: position.revision,
    run: position.run,
    step: step.id,
    what,
    ...(text !== undefined && { text }),
  });
}

/** Something in the flow did not work, and the run goes on all the same: the managers are told. */
export function noteTrouble(turn: Turn, key: string, values: Record<string, unknown>): void {
  const text = t(turn.flow.language, `flow:trouble.${key}`, { flow: turn.flow.title, ...values });
  turn.effects.push({ kind: 'notify', to: 'managers', text });
}

/** Renders an author's text. The same run hears the same variant of a step each time. */
export function render(turn: Turn, wording: Wording, step: CompiledStep): RichText {
  return renderText(wording, {
    read: path => readPath(turn, path),
    language: turn.position.language,
    now: turn.facts.now,
    timeZone: turn.facts.timeZone,
    seed: variantSeed(wording, turn, step),
  });
}

/** The great majority of texts have one variant, which needs no seed. */
function variantSeed(wording: Wording, { position }: Turn, step: CompiledStep): number {
  const variants = wording[position.language] ?? wording.ru ?? wording.en ?? [];
  return variants.length < 2 ? 0 : Number.parseInt(shortHash(`${position.run} ${step.id}`, 6), 36);
}

/** A built-in text of the namespace `flow`, in the run's language. */
export function builtIn(turn: Turn, key: string, values?: Record<string, unknown>): string {
  const { language } = turn.position;
  if (values && 'count' in values) return t(language satisfies Language, `flow:${key}`, values);
  const text = textOf(language, key);
  return values ? text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? '')) : text;
}

/** The words of the catalogue as they stand there: looking them up costs more than all the rest of a step, and they never change. */
const texts = { ru: new Map<string, string>(), en: new Map<string, string>() };

function textOf(language: Language, key: string): string {
  const known = texts[language].get(key);
  if (known !== undefined) return known;
  const text = t(language, `flow:${key}`, { skipInterpolation: true });
  texts[language].set(key, text);
  return text;
}

export function expressionScope(turn: Turn): ExpressionScope {
  return { value: path => readValue(turn, path), now: turn.facts.now, timeZone: turn.facts.timeZone };
}

/** The answer to a step of the present flow, so far. */
export function answerTo(turn: Turn, step: string) {
  return findAnswer(turn.position.answers, step);
}

/** Adds and removes tags, as far as that changes anything. */
export function changeTags(turn: Turn, change: { add?: readonly string[]; remove?: readonly string[] }): void {
  const add = (change.add ?? []).filter(tag => !turn.contact.tags.includes(tag));
  const remove = (change.remove ?? []).filter(tag => turn.contact.tags.includes(tag) && !change.add?.includes(tag));
  if (add.length + remove.length === 0) return;
  turn.contact.tags = [...turn.contact.tags.filter(tag => !remove.includes(tag)), ...add];
  turn.effects.push({ kind: 'tag', add, remove });
}

export function changeScore(turn: Turn, add: number): void {
  if (add === 0) return;
  turn.contact.score += add;
  turn.effects.push({ kind: 'score', add });
}
