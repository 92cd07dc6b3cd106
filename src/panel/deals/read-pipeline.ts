import { z } from 'zod';
import { fieldTypes } from '../../contacts/index.ts';
import { type DealFieldKind, type Pipeline, type Stage, stageColours } from '../../deals/index.ts';
import type { Viewer } from '../viewer.ts';
import { words } from './words.ts';

const many = z
  .union([z.string().max(2000), z.array(z.string().max(2000)).max(500)])
  .optional()
  .transform(value => (value === undefined ? [] : [value].flat()));

export const pipelineForm = z.object({
  version: z.coerce.number().int(),
  name: z.string().max(200).default(''),
  currency: z.string().max(20).default(''),
  stage: many,
  stageName: many,
  colour: many,
  kind: many,
  required: many,
  lostReasons: z.string().max(10_000).default(''),
  fieldName: many,
  fieldType: many,
  fieldOptions: many,
});
type PipelineForm = z.infer<typeof pipelineForm>;

export type Problems = Record<string, string>;

const longestName = 60;
const mostLines = 50;

/** A pipeline as it was typed, and what of it cannot be kept, by the name of its input. */
export function readPipeline(
  viewer: Viewer,
  pipeline: Pipeline,
  form: PipelineForm,
): { draft: Pipeline; typed: TypedField[]; problems: Problems } {
  const problems: Problems = {};
  const wrong = (input: string, key: string) => {
    problems[input] ??= words(viewer, `settings.${key}`);
  };
  const name = form.name.trim().slice(0, longestName);
  if (!name) wrong('name', 'noName');
  const currency = form.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) wrong('currency', 'badCurrency');
  const typed = typedFields(form);
  const fields = readFields(typed, wrong);
  const stages = readStages(form, pipeline, wrong);
  return { draft: { ...pipeline, name, currency, stages, lostReasons: linesOf(form.lostReasons), fields }, typed, problems };
}

/** The stages in the order of the page. One that has come since, as by a flow, stays behind them. */
function readStages(form: PipelineForm, pipeline: Pipeline, wrong: (input: string, key: string) => void): Stage[] {
  const known = new Map(pipeline.stages.map(stage => [stage.id, stage]));
  const read = [...new Set(form.stage)].flatMap(id => {
    const i = form.stage.indexOf(id);
    const before = known.get(id);
    if (!before) return [];
    const name = (form.stageName[i] ?? '').trim().slice(0, longestName);
    if (!name) wrong(`stage.${id}`, 'noName');
    const required = form.required.flatMap(line => (line.startsWith(`${id} `) ? [line.slice(id.length + 1)] : []));
    const { required: _old, ...rest } = before;
    const colour = stageColours.find(one => one === form.colour[i]) ?? 'grey';
    const kind = (['open', 'won', 'lost'] as const).find(one => one === form.kind[i]) ?? before.kind;
    return [{ ...rest, name, colour, kind, ...(required.length > 0 && { required }) }];
  });
  return [...read, ...pipeline.stages.filter(({ id }) => !form.stage.includes(id))];
}

export interface TypedField {
  name: string;
  kind: string;
  options: string;
}

const typedFields = ({ fieldName, fieldType, fieldOptions }: PipelineForm): TypedField[] =>
  fieldName.map((name, i) => ({ name, kind: fieldType[i] ?? 'text', options: fieldOptions[i] ?? '' }));

/** A field without a name is one that goes. */
function readFields(typed: TypedField[], wrong: (input: string, key: string) => void): DealFieldKind[] {
  const seen = new Set<string>();
  return typed.slice(0, mostLines).flatMap((field, i): DealFieldKind[] => {
    const name = field.name.trim().slice(0, longestName);
    if (!name) return [];
    if (/[.$]/.test(name)) wrong(`field.${i}`, 'badField');
    if (seen.has(name.toLowerCase())) wrong(`field.${i}`, 'sameField');
    seen.add(name.toLowerCase());
    const kind = fieldTypes.find(type => type === field.kind) ?? 'text';
    const options = [...new Set(field.options.split(/[,\n]/).map(option => option.trim().slice(0, 100)))].filter(Boolean);
    if (kind !== 'list' && kind !== 'many') return [{ name, kind }];
    if (options.length === 0) wrong(`field.${i}`, 'noOptions');
    return [{ name, kind, options: options.slice(0, 200) }];
  });
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map(line => line.trim().slice(0, 100));
  return [...new Set(lines.filter(Boolean))].slice(0, mostLines);
}
