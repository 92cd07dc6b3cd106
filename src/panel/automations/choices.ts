import { thingsToName } from '../../automations/index.ts';
import { standardFieldNames } from '../../contacts/index.ts';
import { defaultQueue } from '../../conversations/index.ts';
import { sendingRules } from '../../outbox/index.ts';
import { t } from '../../texts/index.ts';
import { visibleDefinitions } from '../card/card-fields.ts';
import { pipelineName, stageName } from '../deals/words.ts';
import type { Viewer } from '../viewer.ts';
import { words } from './words.ts';

export interface Choice {
  value: string;
  label: string;
}

/** What an automation may name, each thing as people call it. */
export interface Choices {
  flows: Choice[];
  fields: Choice[];
  /** Fields that hold a date. */
  dates: Choice[];
  pipelines: Choice[];
  /** `<pipeline>/<stage>`. */
  stages: Choice[];
  segments: Choice[];
  staff: Choice[];
  queues: Choice[];
  topics: Choice[];
}

export async function loadChoices(viewer: Pick<Viewer, 'language' | 'staff'>): Promise<Choices> {
  const [{ flows, fields: defined, pipelines, segments, staff, queues }, rules] = await Promise.all([
    thingsToName(),
    sendingRules(),
  ]);
  const standard = standardFieldNames.map(name => ({ value: name, label: t(viewer.language, `panel:card.fields.${name}`) }));
  const custom = visibleDefinitions(viewer, defined).map(({ key, title, type }) => ({
    value: `fields.${key}`,
    label: title,
    type,
  }));
  return {
    flows: flows.map(({ id, title }) => ({ value: id, label: title })),
    fields: [...standard, ...custom],
    dates: [...standard.filter(({ value }) => value === 'birthday'), ...custom.filter(({ type }) => type === 'date')],
    pipelines: pipelines.map(pipeline => ({ value: pipeline.id, label: pipelineName(viewer, pipeline) })),
    stages: pipelines.flatMap(pipeline =>
      pipeline.stages.map(stage => ({
        value: `${pipeline.id}/${stage.id}`,
        label: `${pipelineName(viewer, pipeline)} → ${stageName(viewer, stage)}`,
      })),
    ),
    segments: segments.map(({ id, name }) => ({ value: id, label: name })),
    staff: staff.map(({ id, name }) => ({ value: id, label: name })),
    queues: [
      ...(queues.some(({ id }) => id === defaultQueue) ? [] : [{ value: defaultQueue, label: words(viewer, 'defaultQueue') }]),
      ...queues.map(({ id, title }) => ({ value: id, label: title || words(viewer, 'defaultQueue') })),
    ],
    topics: rules.topics.map(({ id, name }) => ({ value: id, label: name[viewer.language] || id })),
  };
}

/** What people call it; its id where it is not there any more. */
export const labelOf = (choices: readonly Choice[], value: string): string =>
  choices.find(choice => choice.value === value)?.label ?? value;
