import mongoose from 'mongoose';
import { flowStates, type OutlineStep, outlineOf } from '../../../flows/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { isPathName } from '../make/values.ts';
import { fixedChoices, inBoth, named } from './standard-fields.ts';
import { type TraitChoice, type TraitField, type TraitKind, traitOps } from './trait-field.ts';

interface FlowOutline {
  id: string;
  title: string;
  steps: OutlineStep[];
}

/** Questions deeper than this in calls of calls are not offered. */
const deepest = 3;
const longestLabel = 120;

/** What runs of every questionnaire can be asked: how they ended, where they stand, what was answered. */
export async function flowFields(): Promise<TraitField[]> {
  const flows = await readOutlines();
  const byId = new Map(flows.map(flow => [flow.id, flow]));
  return flows.flatMap(flow => [...runFields(flow), ...questionFields(flow, byId)]);
}

function runFields({ id, title, steps }: FlowOutline): TraitField[] {
  const group = `flow:${id}`;
  const stands: TraitChoice[] = steps.filter(isStand).map(step => ({ value: step.id, label: named(shorten(step.words)) }));
  const questions = stands.filter(({ value }) => steps.some(step => step.id === value && step.key === 'ask'));
  const field = (name: string, kind: TraitKind, choices?: TraitChoice[]): TraitField => ({
    path: `runs.${id}.${name}`,
    group,
    groupLabel: inBoth('groups.flow', { title }),
    label: inBoth(`fields.runs.${name}`, { title }),
    kind,
    ops: traitOps[kind],
    ...(choices && { choices }),
  });
  return [
    field('outcome', 'choice', fixedChoices('outcome')),
    field('step', 'choice', stands),
    field('answered', 'choice', questions),
    field('at', 'date'),
    field('count', 'number'),
  ];
}

const isStand = ({ key }: OutlineStep): boolean => key === 'ask' || key === 'wait' || key === 'handoff';

function questionFields(flow: FlowOutline, byId: ReadonlyMap<string, FlowOutline>): TraitField[] {
  const group = `flow:${flow.id}`;
  return questionsOf(flow, byId, deepest).flatMap(({ path, step }) => {
    const { kind, choices } = kindOf(step);
    return {
      path: `answers.${flow.id}.${path}`,
      group,
      groupLabel: inBoth('groups.flow', { title: flow.title }),
      label: named(shorten(step.words)),
      kind,
      ops: traitOps[kind],
      ...(choices && { choices }),
    };
  });
}

/** The questions of a flow, and of those that it calls as `<call>.<question>`. */
function questionsOf(
  { steps }: FlowOutline,
  byId: ReadonlyMap<string, FlowOutline>,
  depth: number,
): { path: string; step: OutlineStep }[] {
  return steps.flatMap(step => {
    if (!isPathName(step.id)) return [];
    if (step.key === 'ask') return [{ path: step.id, step }];
    const called = step.calls !== undefined && depth > 1 ? byId.get(step.calls) : undefined;
    return called ? questionsOf(called, byId, depth - 1).map(each => ({ ...each, path: `${step.id}.${each.path}` })) : [];
  });
}

/** How answers to a kind of question are asked for. A phone is nobody's to search in answers: it is there or not. */
function kindOf(step: OutlineStep): { kind: TraitKind; choices?: TraitChoice[] } {
  switch (step.ask) {
    case 'number':
    case 'rating':
      return { kind: 'number' };
    case 'date':
    case 'datetime':
      return { kind: 'date' };
    case 'confirm':
    case 'consent':
      return { kind: 'yesNo' };
    case 'choice':
      return choiceOf(step);
    case 'file':
    case 'phone':
    case 'email':
      return { kind: 'present' };
    default:
      return { kind: 'text' };
  }
}

function choiceOf({ raw, other }: OutlineStep): { kind: TraitKind; choices: TraitChoice[] } {
  const step = isRecord(raw) ? raw : {};
  const options: unknown[] = Array.isArray(step.options) ? step.options : [];
  const choices = options.flatMap(option => choiceFrom(option));
  const all = other ? [...choices, { value: 'other', label: labelOf(step.other, 'other') }] : choices;
  return { kind: step.multiple ? 'list' : 'choice', choices: all };
}

/** An option is a word that is both, or a value with its label. */
function choiceFrom(option: unknown): TraitChoice[] {
  const { value, label } = isRecord(option) ? option : { value: option, label: option };
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  return [{ value: String(value), label: labelOf(label, String(value)) }];
}

function labelOf(label: unknown, value: string): TraitChoice['label'] {
  if (typeof label === 'string') return named(label);
  if (!isRecord(label)) return named(value);
  const [ru, en] = [label.ru, label.en].map(each => (typeof each === 'string' ? each : undefined));
  return { ru: ru ?? en ?? value, en: en ?? ru ?? value };
}

const shorten = (words: string): string => {
  const line = words.replace(/\s+/g, ' ');
  return line.length > longestLabel ? `${line.slice(0, longestLabel)}…` : line;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A revision never changes, so that its text is read once. */
const outlines = new Map<string, OutlineStep[]>();

async function readOutlines(): Promise<FlowOutline[]> {
  const states = (await flowStates()).filter(({ revision }) => revision !== undefined);
  await learn(states.flatMap(({ revision }) => (revision && !outlines.has(revision) ? [revision] : [])));
  return states
    .map(({ id, title, revision = '' }) => ({ id, title: title || id, steps: outlines.get(revision) ?? [] }))
    .filter(({ id }) => isPathName(id));
}

async function learn(revisions: string[]): Promise<void> {
  if (revisions.length === 0) return;
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  const found = await db
    .collection<{ _id: string; yaml: string }>('flowRevisions')
    .find({ _id: { $in: revisions } }, { projection: { yaml: 1 } })
    .toArray();
  for (const { _id, yaml } of found) outlines.set(_id, outlineOf(yaml));
}
