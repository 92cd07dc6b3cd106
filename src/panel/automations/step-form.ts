import type { AutomationStep } from '../../automations/index.ts';
import { type MessengerName, messengerNames } from '../../messages/index.ts';
import type { Staff } from '../../staff/index.ts';
import { readContent } from '../content/index.ts';
import { errorText } from '../errors.ts';
import { hiddenField, hiddenPlaces } from '../hidden-fields.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { type ReadRule, readRule } from '../segments/rule-form.ts';
import type { Viewer } from '../viewer.ts';
import type { Choices } from './choices.ts';
import { type Field, FormReader, fieldMaker, type Problems } from './form-fields.ts';
import { directionOf, readStage, stageValue } from './trigger-form.ts';
import { words } from './words.ts';

/** What may be put into a chain, in the order in which it is offered; a wait is one of three things to people. */
export const stepKinds = [
  'message',
  'wait.for',
  'wait.until',
  'wait.date',
  'branch',
  'flow',
  'tag',
  'field',
  'assign',
  'task',
  'stage',
  'notify',
  'webhook',
  'exit',
] as const;
export type StepKind = (typeof stepKinds)[number];

export const isStepKind = (kind: unknown): kind is StepKind => stepKinds.some(known => known === kind);

export const kindOf = (step: AutomationStep): StepKind => (step.do === 'wait' ? `wait.${step.wait.kind}` : step.do);

/** A step as it begins. */
export function newStep(kind: StepKind, id: string, messengers: MessengerName[]): AutomationStep {
  switch (kind) {
    case 'message':
      return {
        id,
        do: kind,
        content: { texts: {}, files: [], buttons: [], variants: {} },
        messengers,
        advertising: false,
        priority: 'chain',
      };
    case 'wait.for':
      return { id, do: 'wait', wait: { kind: 'for', minutes: 24 * 60 } };
    case 'wait.until':
      return { id, do: 'wait', wait: { kind: 'until', days: 1, time: '10:00' } };
    case 'wait.date':
      return { id, do: 'wait', wait: { kind: 'date', field: '', minutes: -24 * 60, missed: 'go' } };
    case 'branch':
      // biome-ignore lint/suspicious/noThenProperty: what is done where the rule holds; nobody awaits a step
      return { id, do: kind, rule: { all: [] }, then: [], else: [] };
    case 'flow':
      return { id, do: kind, flow: '' };
    case 'tag':
      return { id, do: kind, add: [], remove: [] };
    case 'field':
      return { id, do: kind, field: '', value: '' };
    case 'assign':
      return { id, do: kind };
    case 'task':
      return { id, do: kind, title: '', inMinutes: 24 * 60 };
    case 'stage':
      return { id, do: kind, pipeline: '', stage: '' };
    case 'notify':
      return { id, do: kind, text: '' };
    case 'webhook':
      return { id, do: kind, url: '' };
    case 'exit':
      return { id, do: kind };
  }
}

interface Around {
  choices: Choices;
  problems?: Problems;
}

/** The inputs of a step; of a message and a branch those that stand beside their editors. */
export function stepFields(viewer: Pick<Viewer, 'language'>, step: AutomationStep, { choices, problems = {} }: Around): Field[] {
  const make = fieldMaker(viewer, 'step', problems);
  const label = (key: string) => words(viewer, `field.${key}`);
  const hint = (key: string) => ({ hint: words(viewer, `hint.${key}`) });
  switch (step.do) {
    case 'message':
      return [
        make.boxes('messengers', label('messengers'), step.messengers, messengerChoices(viewer, step.messengers)),
        make.select('first', label('firstMessenger'), step.messengers[0] ?? '', messengerChoices(viewer, step.messengers)),
        make.select('kind', label('messageKind'), messageKind(step), messageKinds(viewer)),
        make.select('topic', label('topic'), step.topic ?? '', choices.topics, words(viewer, 'any.topic')),
      ].map(field => ({
        ...field,
        ...(field.id === 'step-kind' && { ...hint('messageKind'), options: field.options?.slice(1) ?? [] }),
      }));
    case 'flow':
      return [make.select('flow', label('flow'), step.flow, choices.flows)];
    case 'task':
      return [
        make.text('title', label('taskTitle'), step.title, { max: 200 }),
        make.duration('inMinutes', label('taskDue'), step.inMinutes),
        make.select('staff', label('taskStaff'), step.staff ?? '', choices.staff, words(viewer, 'any.owner')),
      ];
    case 'assign':
      return [
        make.select('staff', label('staff'), step.staff ?? '', choices.staff, words(viewer, 'any.nobody')),
        make.select('queue', label('queue'), step.queue ?? '', choices.queues, words(viewer, 'any.noQueue')),
      ];
    case 'tag':
      return [
        make.text('add', label('addTags'), step.add.join(', '), hint('tags')),
        make.text('remove', label('removeTags'), step.remove.join(', '), hint('tags')),
      ];
    case 'field':
      return [
        make.select('field', label('field'), step.field, choices.fields),
        make.text('value', label('value'), step.value, hint('value')),
      ];
    case 'stage':
      return [{ ...make.select('stage', label('stage'), stageValue(step), choices.stages), ...hint('stage') }];
    case 'notify':
      return [
        make.area('text', label('notice'), step.text),
        make.select('staff', label('noticeStaff'), step.staff ?? '', choices.staff, words(viewer, 'any.owner')),
      ];
    case 'webhook':
      return [make.text('url', label('url'), step.url, { max: 2000, ...hint('url') })];
    case 'wait':
      return waitFields(viewer, step.wait, make, choices);
    default:
      return [];
  }
}

type Wait = Extract<AutomationStep, { do: 'wait' }>['wait'];

function waitFields(
  viewer: Pick<Viewer, 'language'>,
  wait: Wait,
  make: ReturnType<typeof fieldMaker>,
  choices: Choices,
): Field[] {
  const label = (key: string) => words(viewer, `field.${key}`);
  switch (wait.kind) {
    case 'for':
      return [make.duration('minutes', label('wait'), wait.minutes)];
    case 'until':
      return [
        make.number('days', label('waitDays'), wait.days, { min: 0, max: 365, hint: words(viewer, 'hint.waitDays') }),
        make.time('time', label('time'), wait.time),
      ];
    case 'date': {
      const missed = (['go', 'exit'] as const).map(value => ({ value, label: words(viewer, `missed.${value}`) }));
      const isMissed = make.select('missed', label('missed'), wait.missed, missed);
      return [
        make.select('wait.field', label('date'), wait.field, choices.dates),
        make.duration('minutes', label('waitFromDate'), Math.abs(wait.minutes)),
        directionOf(viewer, make, wait.minutes),
        { ...isMissed, ...(isMissed.options && { options: isMissed.options.slice(1) }) },
      ];
    }
  }
}

type Message = Extract<AutomationStep, { do: 'message' }>;

const messageKind = ({ advertising, priority }: Message): string => (advertising ? `advertising-${priority}` : priority);

/** Reminders go first and lose their sense soon; advertising needs a consent. */
const messageKinds = (viewer: Pick<Viewer, 'language'>) =>
  ['chain', 'reminder', 'advertising-chain', 'advertising-reminder'].map(value => ({
    value,
    label: words(viewer, `messageKind.${value}`),
  }));

function messengerChoices(viewer: Pick<Viewer, 'language'>, first: readonly MessengerName[]) {
  const ordered = [...first, ...messengerNames.filter(name => !first.includes(name))];
  return ordered.map(name => ({ value: name, label: presentMessengerMark(viewer, name).label }));
}

/** The ticked ones, with the one that is tried first in front. */
function firstOf(first: string, ticked: string[]): MessengerName[] {
  const names = ticked.flatMap(name => messengerNames.find(each => each === name) ?? []);
  return [...names.filter(name => name === first), ...names.filter(name => name !== first)];
}

export interface StepReading {
  step: AutomationStep;
  problems: Problems;
  rule?: ReadRule;
}

/** The step that a form says, of the kind that `before` is. What it names and its author may not see is a problem of its input. */
export async function readStep(
  form: unknown,
  before: AutomationStep,
  { viewer, staff }: { viewer: Viewer; staff: Staff },
): Promise<StepReading> {
  const read = await readInputs(form, before, { viewer, staff });
  if (read.rule) return read;
  const places = await hiddenPlaces(viewer, read.step, before);
  const hidden = places.map(place => [
    place[0] === 'content' ? 'content' : place.join('.'),
    errorText(viewer.language, hiddenField(place)),
  ]);
  return { ...read, problems: { ...read.problems, ...Object.fromEntries(hidden) } };
}

async function readInputs(
  form: unknown,
  before: AutomationStep,
  { viewer, staff }: { viewer: Viewer; staff: Staff },
): Promise<StepReading> {
  const read = new FormReader(form, 'step', viewer);
  if (before.do === 'branch') {
    const rule = await readRule(form, 'rule', viewer);
    const isMissing = rule.rule === undefined && rule.problems.length === 0 && rule.pressed === undefined;
    const problems: Problems = isMissing ? { rule: words(viewer, 'wrong.rule') } : {};
    return { step: { ...before, ...(rule.rule && { rule: rule.rule }) }, problems, rule };
  }
  if (before.do === 'message') {
    const content = await readContent(form, { prefix: 'content', staff, known: before.content });
    const kind = read.text('kind');
    const { topic: _topic, ...kept } = before;
    const topic = read.text('topic');
    const step: AutomationStep = {
      ...kept,
      content,
      messengers: firstOf(read.text('first'), read.many('messengers')),
      advertising: kind.startsWith('advertising'),
      priority: kind.endsWith('reminder') ? 'reminder' : 'chain',
      ...(topic && { topic }),
    };
    return { step, problems: read.problems };
  }
  return { step: stepOf(before, read), problems: read.problems };
}

function stepOf(before: Exclude<AutomationStep, { do: 'branch' | 'message' }>, read: FormReader): AutomationStep {
  const { id } = before;
  const [staff, queue] = [read.text('staff'), read.text('queue')];
  switch (before.do) {
    case 'flow':
      return { id, do: 'flow', flow: read.text('flow') };
    case 'task': {
      const inMinutes = read.duration('inMinutes', { min: 0, otherwise: before.inMinutes });
      return { id, do: 'task', title: read.text('title'), inMinutes, ...(staff && { staff }) };
    }
    case 'assign':
      return { id, do: 'assign', ...(staff && { staff }), ...(queue && { queue }) };
    case 'tag':
      return { id, do: 'tag', add: read.list('add').slice(0, 20), remove: read.list('remove').slice(0, 20) };
    case 'field':
      return { id, do: 'field', field: read.text('field'), value: read.text('value', 5000) };
    case 'stage':
      return { id, do: 'stage', ...readStage(read) };
    case 'notify':
      return { id, do: 'notify', text: read.text('text', 1000), ...(staff && { staff }) };
    case 'webhook':
      return { id, do: 'webhook', url: read.text('url', 2000) };
    case 'wait':
      return { id, do: 'wait', wait: readWait(before.wait, read) };
    case 'exit':
      return before;
  }
}

function readWait(before: Wait, read: FormReader): Wait {
  switch (before.kind) {
    case 'for':
      return { kind: 'for', minutes: read.duration('minutes', { min: 1, otherwise: before.minutes }) };
    case 'until':
      return {
        kind: 'until',
        days: read.number('days', { min: 0, max: 365, otherwise: before.days }),
        time: read.time('time', before.time),
      };
    case 'date': {
      const minutes = read.duration('minutes', { min: 0, otherwise: Math.abs(before.minutes) });
      return {
        kind: 'date',
        field: read.text('wait.field'),
        minutes: read.text('direction') === 'before' && minutes > 0 ? -minutes : minutes,
        missed: read.text('missed') === 'exit' ? 'exit' : 'go',
      };
    }
  }
}
