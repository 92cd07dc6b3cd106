import { type OutlineStep, optionLabels, type PublishedOutline, publishedOutlines, wordsInBoth } from '../../../flows/index.ts';
import { isPathName } from '../make/values.ts';
import { fixedChoices, inBoth, named } from './standard-fields.ts';
import { type TraitChoice, type TraitField, type TraitKind, traitOps } from './trait-field.ts';

/** Questions deeper than this in calls of calls are not offered. */
const deepest = 3;
const longestLabel = 120;

/** What runs of every questionnaire can be asked: how they ended, where they stand, what was answered. */
export async function flowFields(): Promise<TraitField[]> {
  const flows = (await publishedOutlines()).filter(({ id }) => isPathName(id));
  const byId = new Map(flows.map(flow => [flow.id, flow]));
  return flows.flatMap(flow => [...runFields(flow), ...questionFields(flow, byId)]);
}

function runFields({ id, title, steps }: PublishedOutline): TraitField[] {
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

function questionFields(flow: PublishedOutline, byId: ReadonlyMap<string, PublishedOutline>): TraitField[] {
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
  { steps }: PublishedOutline,
  byId: ReadonlyMap<string, PublishedOutline>,
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

function choiceOf(step: OutlineStep): { kind: TraitKind; choices: TraitChoice[] } {
  const raw = step.raw as { multiple?: unknown; other?: unknown };
  const choices = optionLabels(step);
  const all = step.other ? [...choices, { value: 'other', label: wordsInBoth(raw.other) ?? named('other') }] : choices;
  return { kind: raw.multiple ? 'list' : 'choice', choices: all };
}

const shorten = (words: string): string => {
  const line = words.replace(/\s+/g, ' ');
  return line.length > longestLabel ? `${line.slice(0, longestLabel)}…` : line;
};
