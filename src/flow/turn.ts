import { type Language, t } from '../texts/index.ts';
import type { CompiledFlow, CompiledStep, SaveTarget, Turn } from './engine.ts';
import type { ExpressionScope } from './expression/evaluate.ts';
import type { AnswerValue, Effect, Facts, Position, RunOutcome, RunRecord, StepResult } from './position.ts';
import { readPath, readValue, wordsOf } from './read-path.ts';
import { shortHash } from './short-hash.ts';
import { type RichText, renderText } from './text/render-text.ts';
import type { Wording } from './text/template.ts';

/** Begins to work one event through. The position is copied, the caller's stays as it was. */
export function beginTurn(flow: CompiledFlow, position: Position, facts: Facts): Turn {
  return {
    flow,
    facts,
    position: { ...position, answers: { ...position.answers }, trail: [...position.trail] },
    contact: { ...facts.contact },
    effects: [],
    replaying: false,
    changed: false,
  };
}

/** A new run at the flow's beginning. */
export function newPosition(flow: CompiledFlow, facts: Facts, source: Position['source']): Position {
  return {
    run: facts.newRunId,
    flow: flow.id,
    revision: flow.revision,
    step: flow.steps[0]?.id ?? '',
    answers: {},
    attempts: 0,
    trail: [],
    language: flow.languages.includes(facts.language) ? facts.language : flow.language,
    startedAt: facts.now.toISOString(),
    ...(source && { source }),
  };
}

/** Closes the turn of a run that goes on. */
export function waiting(turn: Turn): StepResult {
  return { position: turn.position, effects: withRecord(turn) };
}

/** Closes the turn of a run that ended. */
export function ended(turn: Turn, outcome: RunOutcome): StepResult {
  turn.changed = true;
  return { effects: withRecord(turn, outcome) };
}

/** The record comes first, so that a report knows the run before it hears of its questions. */
function withRecord(turn: Turn, outcome?: RunOutcome): Effect[] {
  return turn.changed ? [{ kind: 'run', run: recordOf(turn, outcome) }, ...turn.effects] : turn.effects;
}

export function recordOf({ flow, position, facts }: Turn, outcome?: RunOutcome): RunRecord {
  const answers = position.trail.flatMap(step => {
    const answer = Object.hasOwn(position.answers, step) ? position.answers[step] : undefined;
    if (answer?.question === undefined) return [];
    return [{ step, question: answer.question, value: answer.value, text: answer.text, at: answer.at }];
  });
  return {
    id: position.run,
    flow: flow.id,
    revision: position.revision,
    title: flow.title,
    startedAt: position.startedAt,
    ...(outcome && { outcome, endedAt: facts.now.toISOString() }),
    answers,
    ...(position.source && { source: position.source }),
  };
}

export function noteFact(
  turn: Turn,
  step: CompiledStep,
  what: 'shown' | 'answered' | 'invalid' | 'skipped' | 'back',
  text?: string,
): void {
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
  return t(turn.position.language satisfies Language, `flow:${key}`, values);
}

export function expressionScope(turn: Turn): ExpressionScope {
  return { value: path => readValue(turn, path), now: turn.facts.now, timeZone: turn.facts.timeZone };
}

/** Whether personal data may be kept: agreed to earlier, or in this run. */
function mayKeepPersonalData({ flow, position, contact }: Turn): boolean {
  const here = flow.personalDataConsents.find(step => Object.hasOwn(position.answers, step));
  if (here !== undefined && position.answers[here]?.question !== undefined) return position.answers[here]?.value === true;
  return contact.consents['personal-data']?.given === true;
}

/** Writes to the card, unless the person has not agreed to it. */
export function saveToCard(turn: Turn, target: SaveTarget, value: AnswerValue): void {
  if (!mayKeepPersonalData(turn)) return;
  if (target.kind === 'custom') {
    turn.contact.fields = { ...turn.contact.fields, [target.field]: value };
    turn.effects.push({ kind: 'customField', field: target.field, value });
    return;
  }
  const words = wordsOf(value);
  if (words === '') return;
  turn.contact[target.field] = words;
  turn.effects.push({ kind: 'field', field: target.field, value: words });
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
