import { z } from 'zod';
import { type Deal, type DealField, type DealValue, dealValue, type Pipeline } from '../../deals/index.ts';
import { t } from '../../texts/index.ts';
import { presentPersonal } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';
import { fieldName, shown, words } from './words.ts';

export interface FieldContext {
  pipeline: Pipeline | undefined;
  /** The people of the firm by id. */
  names: ReadonlyMap<string, string>;
  canWrite: boolean;
}

const ownFields = ['title', 'amount', 'owner', 'expectedAt', 'tags'] as const;

/** A field by its name in an address or a form. */
export function fieldFrom(text: unknown): DealField {
  const own = ownFields.find(field => field === text);
  if (own) return own;
  return z.templateLiteral(['fields.', z.string().min(1).max(100)]).parse(text);
}

/** The deal's own fields, those that the pipeline names and those that a flow has written. */
export function fieldsOf(deal: Deal, pipeline: Pipeline | undefined): DealField[] {
  const names = new Set([...(pipeline?.fields.map(({ name }) => name) ?? []), ...Object.keys(deal.fields)]);
  return [...ownFields, ...[...names].map(name => `fields.${name}` as const)];
}

/** One field to be read or to be typed; `typed` and `problem` where it could not be taken. */
export function presentField(
  viewer: Viewer,
  deal: Deal,
  field: DealField,
  { pipeline, names, canWrite, ...more }: FieldContext & { typed?: string | string[] } & Record<string, unknown>,
) {
  const value = dealValue(deal, field);
  const known = shown(viewer, {
    field,
    value,
    kind: kindOf(field, pipeline),
    currency: pipeline?.currency ?? 'RUB',
    staff: names,
  });
  const seen = presentPersonal(viewer, known);
  const isMasked = seen !== known;
  const said = isMasked ? '' : (more.typed ?? (value === undefined || value === null ? '' : plain(value)));
  return {
    field,
    place: `deal-field-${Buffer.from(field).toString('hex')}`,
    href: `/deals/${deal.id}/fields/${encodeURIComponent(field)}`,
    label: fieldName(viewer, field),
    words: seen,
    link: !isMasked && kindOf(field, pipeline) === 'link' && typeof value === 'string' && /^https?:/.test(value) && value,
    was: isMasked ? '' : JSON.stringify(value ?? null),
    // The amount is the sum of the lines where there are any.
    // What somebody cannot see in full they do not change.
    canWrite: canWrite && !isMasked && !(field === 'amount' && deal.lines?.length),
    ...choicesOf(viewer, field, { pipeline, names, value: said }),
    ...more,
    typed: Array.isArray(said) ? said.join(', ') : said,
  };
}

/** How a field is typed: its choices where it has such, else the kind of its input. `one`: a single input whatever it is. */
export function choicesOf(
  viewer: Viewer,
  field: DealField,
  {
    pipeline,
    names,
    value = '',
    one = false,
  }: {
    pipeline: Pipeline | undefined;
    names: ReadonlyMap<string, string>;
    value?: string | string[] | undefined;
    one?: boolean;
  },
) {
  const kind = kindOf(field, pipeline);
  const on = new Set([value].flat());
  const options = pipeline?.fields.find(({ name }) => `fields.${name}` === field)?.options ?? [];
  const listed = (all: readonly (readonly [id: string, name: string])[]) =>
    all.map(([id, name]) => ({ id, name, on: on.has(id) }));
  const noChoice = words(viewer, field === 'owner' ? 'noOwner' : 'none');
  if (kind === 'staff') return { choices: listed([...names]), noChoice };
  if (kind === 'list') return { choices: listed(options.map(option => [option, option])), noChoice };
  if (kind === 'yesNo')
    return {
      choices: listed([
        ['true', t(viewer.language, 'panel:card.yes')],
        ['false', t(viewer.language, 'panel:card.no')],
      ]),
      noChoice,
    };
  if (kind === 'many' && !one) return { checks: listed(options.map(option => [option, option])) };
  const isNumber = kind === 'number' || kind === 'money' || field === 'amount';
  return { type: kind === 'date' ? 'date' : 'text', ...(isNumber && { inputmode: 'decimal' }) };
}

function kindOf(field: DealField, pipeline: Pipeline | undefined) {
  if (field === 'expectedAt') return 'date';
  if (field === 'owner') return 'staff';
  return pipeline?.fields.find(({ name }) => `fields.${name}` === field)?.kind;
}

function plain(value: DealValue): string | string[] {
  return Array.isArray(value) ? value.map(String) : String(value);
}
