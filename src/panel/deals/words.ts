import type { FieldType } from '../../contacts/index.ts';
import type { Deal, DealValue, Pipeline, Stage } from '../../deals/index.ts';
import { t } from '../../texts/index.ts';
import { presentDate } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

export const words = ({ language }: Pick<Viewer, 'language'>, key: string, values: Record<string, unknown> = {}): string =>
  t(language, `panel:deals.${key}`, values);

/** A stage as the owner called it; those that are there from the beginning have words of ours. */
export function stageName(viewer: Pick<Viewer, 'language'>, { id, name }: Pick<Stage, 'id' | 'name'>): string {
  const ours = ['new', 'in-work', 'won', 'lost'].includes(id);
  return name ?? (ours ? words(viewer, `stage.${id}`) : id);
}

export const stageIn = (pipeline: Pipeline | undefined, id: string): Stage =>
  pipeline?.stages.find(stage => stage.id === id) ?? { id, kind: 'open' };

export function pipelineName(viewer: Pick<Viewer, 'language'>, { id, name }: Pick<Pipeline, 'id' | 'name'>): string {
  return name ?? (id === 'sales' ? words(viewer, 'defaultPipeline') : id);
}

/** A field of a deal as people call it. */
export function fieldName(viewer: Pick<Viewer, 'language'>, field: string): string {
  return field.startsWith('fields.') ? field.slice(7) : words(viewer, `fields.${field}`);
}

/** An amount in the pipeline's currency, without kopecks where there are none. */
export function money({ language }: Pick<Viewer, 'language'>, amount: number, currency: string): string {
  const digits = { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2, maximumFractionDigits: 2 };
  return made(language, currency, Number.isInteger(amount), digits).format(amount);
}

const kept = new Map<string, Intl.NumberFormat>();
function made(language: string, currency: string, whole: boolean, digits: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${currency} ${whole}`;
  const known =
    kept.get(key) ?? new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { style: 'currency', currency, ...digits });
  kept.set(key, known);
  return known;
}

/** A value of a deal as it is read. */
export function shown(
  viewer: Viewer,
  {
    field,
    value,
    kind,
    currency,
    staff,
  }: {
    field: string;
    value: DealValue | undefined;
    /** Of a field that the pipeline names. */
    kind?: FieldType | undefined;
    currency: string;
    staff: ReadonlyMap<string, string>;
  },
): string {
  if (value === undefined || value === null || value === '') return '';
  if (Array.isArray(value)) return value.map(String).join(', ');
  if ((field === 'amount' || kind === 'money') && typeof value === 'number') return money(viewer, value, currency);
  if (field === 'owner' || kind === 'staff') return staff.get(String(value)) ?? '';
  if (typeof value === 'boolean') return t(viewer.language, value ? 'panel:card.yes' : 'panel:card.no');
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return presentDate(viewer, value);
  return typeof value === 'number'
    ? new Intl.NumberFormat(viewer.language === 'ru' ? 'ru-RU' : 'en-GB').format(value)
    : String(value);
}

/** An amount as people type it: `12 500,50`; nothing that is none. */
export function readAmount(text: string): number | undefined {
  const plain = text
    .replaceAll(/[\s\u00a0₽$€]/g, '')
    .replace(/,(\d{3})(?=\D|$)/g, '$1')
    .replace(',', '.');
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) ? Number(plain) : undefined;
}

/** Whether a person sees a deal: all, or their own and nobody's. */
export function seesDeal(viewer: Viewer, { owner }: Pick<Deal, 'owner'>): boolean {
  const { staff } = viewer;
  return staff !== undefined && (staff.rights.includes('seeAll') || owner === undefined || owner === staff.id);
}

/** A stage as a form names it: by its id, or `<pipeline>/<stage>` where it is another pipeline's. */
export function placeOf(pipelines: Pipeline[], text: string, own: string): { pipeline: string; stage: string } {
  const all = pipelines.flatMap(({ id, stages }) => stages.map(stage => ({ pipeline: id, stage: stage.id })));
  const mine = all.find(({ pipeline, stage }) => pipeline === own && stage === text);
  return mine ?? all.find(({ pipeline, stage }) => `${pipeline}/${stage}` === text) ?? { pipeline: own, stage: text };
}

/** All stages of all pipelines to choose from, under the names that `placeOf` reads. */
export function stageChoices(viewer: Viewer, pipelines: Pipeline[], at: { pipeline: string; stage: string | undefined }) {
  return pipelines.map(pipeline => ({
    name: pipelineName(viewer, pipeline),
    stages: pipeline.stages.map(stage => ({
      value: pipeline.id === at.pipeline ? stage.id : `${pipeline.id}/${stage.id}`,
      label: stageName(viewer, stage),
      on: pipeline.id === at.pipeline && stage.id === at.stage,
    })),
  }));
}
