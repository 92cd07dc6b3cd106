import { buttonsOf, type DealButton } from '../../buttons/index.ts';
import { fieldTypes } from '../../contacts/index.ts';
import { countInStage, defaultPipeline, type Pipeline, stageColours } from '../../deals/index.ts';
import type { Viewer } from '../viewer.ts';
import { dues, formSteps } from './read-button.ts';
import type { Problems, TypedField } from './read-pipeline.ts';
import { pipelineName, stageName, words } from './words.ts';

/** What was typed and could not be kept. */
export interface Refused {
  problems?: Problems;
  /** The rows of fields as they were typed. */
  typed?: TypedField[];
  /** What somebody else has saved meanwhile. */
  conflict?: string | undefined;
  button?: { button: DealButton; problems: Problems; conflict?: string };
}

/** The page of a pipeline's settings; `pipeline` may be a draft that could not be kept. */
export async function presentPipeline(viewer: Viewer, pipeline: Pipeline, refused: Refused = {}) {
  const { problems = {}, typed, conflict, button: wrong } = refused;
  const { buttons, version } = await buttonsOf(pipeline.id, viewer.language);
  const counts = await Promise.all(pipeline.stages.map(({ id }) => countInStage(pipeline.id, id)));
  const labelOf = (id: string) => stageName(viewer, pipeline.stages.find(stage => stage.id === id) ?? { id });
  const stageIds = pipeline.stages.map(({ id }) => id);
  const needed = ['amount', 'expectedAt', 'owner', 'lines', ...pipeline.fields.map(field => `fields.${field.name}`)];
  const rows = typed ?? pipeline.fields.map(({ name, kind, options = [] }) => ({ name, kind, options: options.join(', ') }));
  const blank = rows.some(({ name }) => name.trim() === '') ? [] : [{ name: '', kind: 'text', options: '' }];
  const shown = (button: DealButton, said?: Refused['button']) =>
    presentButton(viewer, button, { version, stageIds, labelOf, ...said });
  const isNew = wrong && !buttons.some(({ id }) => id === wrong.button.id);
  const fresh = isNew ? wrong.button : { id: '', name: '', stage: '', steps: [] };
  return {
    title: pipelineName(viewer, pipeline),
    pipeline: {
      ...pipeline,
      name: pipeline.name ?? pipelineName(viewer, pipeline),
      href: `/settings/pipelines/${encodeURIComponent(pipeline.id)}`,
      reasons: pipeline.lostReasons.join('\n'),
      canRemove: pipeline.id !== defaultPipeline,
    },
    problems,
    isWrong: Object.keys(problems).length > 0,
    conflict,
    fields: [...rows, ...blank].map((row, i) => ({
      n: i,
      name: row.name,
      options: row.options,
      types: options(fieldTypes, row.kind, key => words(viewer, `settings.types.${key}`)),
      problem: problems[`field.${i}`],
    })),
    stages: pipeline.stages.map((stage, i) => ({
      id: stage.id,
      name: stage.name === '' ? '' : stageName(viewer, stage),
      problem: problems[`stage.${stage.id}`],
      count: counts[i] ? words(viewer, 'settings.removeNote', { count: counts[i] }) : undefined,
      colours: options(stageColours, stage.colour ?? 'grey', key => words(viewer, `settings.colours.${key}`)),
      kinds: options(['open', 'won', 'lost'], stage.kind, key => words(viewer, `settings.kinds.${key}`)),
      required: needed.map(field => ({
        value: `${stage.id} ${field}`,
        label: field.startsWith('fields.') ? field.slice(7) : words(viewer, `fields.${field}`),
        on: stage.required?.includes(field),
      })),
      isAsked: (stage.required?.length ?? 0) > 0,
      others: options(
        stageIds.filter(id => id !== stage.id),
        '',
        labelOf,
      ),
    })),
    buttons: buttons.map(button => (wrong?.button.id === button.id ? shown(wrong.button, wrong) : shown(button))),
    fresh: { ...shown(fresh, isNew ? wrong : undefined), id: '' },
    hint: words(viewer, 'settings.messageHint', {
      contactName: '{{contact.name}}',
      dealTitle: '{{deal.title}}',
      staffName: '{{staff.name}}',
    }),
  };
}

interface ButtonContext {
  version: number;
  stageIds: string[];
  labelOf(id: string): string;
  problems?: Problems;
  conflict?: string;
}

function presentButton(
  viewer: Viewer,
  { id, name, stage, steps }: DealButton,
  { version, stageIds, labelOf, problems, conflict }: ButtonContext,
) {
  return {
    id,
    place: id || 'new',
    name,
    version,
    problems,
    conflict,
    isOpen: problems !== undefined,
    stageLabel: stage && labelOf(stage),
    stages: options(stageIds, stage, labelOf),
    steps: Array.from({ length: formSteps }, (_, n) => {
      const { task, move, message, field, tag } = steps[n] ?? {};
      const due = task?.due.kind === 'in' ? String(task.due.minutes) : `d${task?.due.days ?? 1}`;
      return {
        n,
        place: `${id || 'new'}-${n}`,
        label: words(viewer, 'settings.step', { n: n + 1 }),
        isOpen: n === 0 || n < steps.length,
        task,
        move,
        message,
        field,
        tag,
        problem: problems?.[`s${n}.value`],
        dues: options(dues, due, key => words(viewer, `settings.dues.${key}`)),
        moves: options(stageIds, move?.stage ?? '', labelOf),
        onContact: tag?.on === 'contact',
      };
    }),
  };
}

const options = (all: readonly string[], on: string, label: (id: string) => string) =>
  all.map(id => ({ id, label: label(id), on: id === on }));

/** A pipeline in a few words: what a conflict shows of what stands there now. */
export function pipelineWords(viewer: Viewer, pipeline: Pipeline): string {
  const stages = pipeline.stages.map(stage => stageName(viewer, stage)).join(' → ');
  const fields = pipeline.fields.map(({ name }) => name).join(', ');
  return [`${pipelineName(viewer, pipeline)}, ${pipeline.currency}`, stages, pipeline.lostReasons.join(', '), fields]
    .filter(Boolean)
    .join('; ');
}
