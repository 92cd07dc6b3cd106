import { flowOutcomes, type Trigger } from '../../automations/index.ts';
import type { Viewer } from '../viewer.ts';
import type { Choices } from './choices.ts';
import { type Field, FormReader, fieldMaker, type Problems } from './form-fields.ts';
import { words } from './words.ts';

/** Everything that may begin an automation, in the order in which it is offered. */
export const triggerKinds = [
  'contactCreated',
  'message',
  'flowFinished',
  'flowAbandoned',
  'tagAdded',
  'tagRemoved',
  'fieldChanged',
  'segmentEntered',
  'segmentLeft',
  'stageEntered',
  'dealWon',
  'dealLost',
  'order',
  'date',
  'inactive',
  'noAnswer',
  'taskOverdue',
  'webhook',
] as const satisfies readonly Trigger['kind'][];

export const isTriggerKind = (kind: string): kind is Trigger['kind'] => triggerKinds.some(known => known === kind);

/** A trigger as it begins when its kind is chosen. */
export function newTrigger(kind: Trigger['kind']): Trigger {
  switch (kind) {
    case 'flowAbandoned':
      return { kind, minutes: 60 };
    case 'tagAdded':
    case 'tagRemoved':
      return { kind, tag: '' };
    case 'fieldChanged':
      return { kind, field: '' };
    case 'stageEntered':
      return { kind, pipeline: '', stage: '' };
    case 'segmentEntered':
    case 'segmentLeft':
      return { kind, segment: '' };
    case 'message':
      return { kind, words: [] };
    case 'noAnswer':
      return { kind, minutes: 15 };
    case 'date':
      return { kind, field: '', days: 0, time: '10:00', yearly: false };
    case 'inactive':
      return { kind, days: 90 };
    default:
      return { kind };
  }
}

/** The inputs of a trigger. */
export function triggerFields(
  viewer: Pick<Viewer, 'language'>,
  trigger: Trigger,
  { choices, problems = {} }: { choices: Choices; problems?: Problems },
): Field[] {
  const make = fieldMaker(viewer, 'trigger', problems);
  const label = (key: string) => words(viewer, `field.${key}`);
  switch (trigger.kind) {
    case 'flowFinished':
      return [
        make.select('flow', label('flow'), trigger.flow ?? '', choices.flows, words(viewer, 'any.flow')),
        outcomeField(viewer, make, trigger),
      ];
    case 'flowAbandoned':
      return [
        make.select('flow', label('flow'), trigger.flow ?? '', choices.flows, words(viewer, 'any.flow')),
        make.duration('minutes', label('silent'), trigger.minutes),
      ];
    case 'tagAdded':
    case 'tagRemoved':
      return [make.text('tag', label('tag'), trigger.tag)];
    case 'fieldChanged':
      return [
        make.select('field', label('field'), trigger.field, choices.fields),
        make.text('to', label('became'), trigger.to ?? '', { hint: words(viewer, 'hint.became') }),
      ];
    case 'stageEntered':
      return [make.select('stage', label('stage'), stageValue(trigger), choices.stages)];
    case 'dealWon':
    case 'dealLost':
      return [
        make.select('pipeline', label('pipeline'), trigger.pipeline ?? '', choices.pipelines, words(viewer, 'any.pipeline')),
      ];
    case 'segmentEntered':
    case 'segmentLeft':
      return [make.select('segment', label('segment'), trigger.segment, choices.segments)];
    case 'message':
      return [make.area('words', label('words'), trigger.words.join('\n'), { hint: words(viewer, 'hint.words') })];
    case 'noAnswer':
      return [make.duration('minutes', label('unanswered'), trigger.minutes, { hint: words(viewer, 'hint.unanswered') })];
    case 'date':
      return [
        make.select('field', label('date'), trigger.field, choices.dates),
        make.number('days', label('days'), Math.abs(trigger.days), { min: 0, max: 365 }),
        directionOf(viewer, make, trigger.days),
        make.time('time', label('time'), trigger.time),
        make.tick('yearly', label('yearly'), trigger.yearly, { hint: words(viewer, 'hint.yearly') }),
      ];
    case 'inactive':
      return [make.number('days', label('inactive'), trigger.days, { min: 1, max: 3650, hint: words(viewer, 'hint.inactive') })];
    default:
      return [];
  }
}

/** The trigger that a form says; what cannot be read is as in a new one, and told. */
export function readTrigger(form: unknown, viewer: Pick<Viewer, 'language'>): { trigger: Trigger; problems: Problems } {
  const read = new FormReader(form, 'trigger', viewer);
  const kind = read.text('kind');
  const trigger = isTriggerKind(kind) ? triggerOf(kind, read) : newTrigger('contactCreated');
  return { trigger, problems: read.problems };
}

function triggerOf(kind: Trigger['kind'], read: FormReader): Trigger {
  const [flow, pipeline] = [read.text('flow'), read.text('pipeline')];
  switch (kind) {
    case 'flowFinished': {
      const outcome = flowOutcomes.find(each => each !== 'finished' && each === read.text('outcome'));
      return { kind, ...(flow && { flow }), ...(outcome && { outcome }) };
    }
    case 'flowAbandoned':
      return { kind, ...(flow && { flow }), minutes: read.duration('minutes', { min: 1, otherwise: 60 }) };
    case 'tagAdded':
    case 'tagRemoved':
      return { kind, tag: read.text('tag') };
    case 'fieldChanged': {
      const to = read.text('to');
      return { kind, field: read.text('field'), ...(to && { to }) };
    }
    case 'stageEntered':
      return { kind, ...readStage(read) };
    case 'dealWon':
    case 'dealLost':
      return { kind, ...(pipeline && { pipeline }) };
    case 'segmentEntered':
    case 'segmentLeft':
      return { kind, segment: read.text('segment') };
    case 'message':
      return { kind, words: read.list('words').slice(0, 50) };
    case 'noAnswer':
      return { kind, minutes: read.duration('minutes', { min: 1, otherwise: 15 }) };
    case 'date': {
      const days = read.number('days', { min: 0, max: 365, otherwise: 0 });
      return {
        kind,
        field: read.text('field'),
        days: read.text('direction') === 'before' && days > 0 ? -days : days,
        time: read.time('time', '10:00'),
        yearly: read.text('yearly') !== '',
      };
    }
    case 'inactive':
      return { kind, days: read.number('days', { min: 1, max: 3650, otherwise: 90 }) };
    default:
      return { kind };
  }
}

export const stageValue = ({ pipeline, stage }: { pipeline: string; stage: string }): string =>
  pipeline === '' ? '' : `${pipeline}/${stage}`;

export function readStage(read: FormReader): { pipeline: string; stage: string } {
  const [pipeline = '', ...rest] = read.text('stage').split('/');
  return { pipeline, stage: rest.join('/') };
}

function outcomeField(
  viewer: Pick<Viewer, 'language'>,
  make: ReturnType<typeof fieldMaker>,
  { outcome = 'finished' }: Extract<Trigger, { kind: 'flowFinished' }>,
): Field {
  const options = flowOutcomes.map(value => ({ value, label: words(viewer, `outcome.${value}`) }));
  return withoutNone(make.select('outcome', words(viewer, 'field.outcome'), outcome, options));
}

/** One of the choices is always made. */
const withoutNone = (field: Field): Field => ({ ...field, ...(field.options && { options: field.options.slice(1) }) });

/** Before a date or after it. */
export function directionOf(viewer: Pick<Viewer, 'language'>, make: ReturnType<typeof fieldMaker>, value: number): Field {
  const options = (['before', 'after'] as const).map(each => ({ value: each, label: words(viewer, `direction.${each}`) }));
  return withoutNone(make.select('direction', words(viewer, 'field.direction'), value < 0 ? 'before' : 'after', options));
}
