import type { FieldDefinition } from '../contacts/index.ts';
import { defaultQueue } from '../conversations/index.ts';
import type { Pipeline } from '../deals/index.ts';
import { type ContentProblem, checkContent, isMissing } from '../deliveries/index.ts';
import { isInside } from '../lib/outside-agent.ts';
import type { Rule } from '../rules/index.ts';
import { checkRule, type RuleProblem } from '../segments/index.ts';
import type { AutomationInput, AutomationStep, Trigger } from './automation.ts';
import { mostSteps } from './automation-schema.ts';
import { fieldProblem } from './field-problem.ts';
import { goesInCircle } from './goes-in-circle.ts';
import { thingsToName } from './things-to-name.ts';
import { allSteps } from './walk-steps.ts';

/** What is wrong, in a word; `panel:automationProblems.<code>` says it and what to do about it. */
export const automationProblemCodes = [
  'noSteps',
  'tooManySteps',
  'sameStepId',
  'choose',
  'unknownFlow',
  'unknownField',
  'notADate',
  'badValue',
  'unknownPipeline',
  'unknownStage',
  'unknownSegment',
  'unknownStaff',
  'unknownQueue',
  'noTag',
  'noWords',
  'noText',
  'nobody',
  'noMessenger',
  'badAddress',
  'insideAddress',
  'addressVariable',
  'badRule',
  'badContent',
  'circle',
  'noDays',
  'hoursBackwards',
] as const;
export type AutomationProblemCode = (typeof automationProblemCodes)[number];

/** What keeps an automation from working. */
export interface AutomationProblem {
  at: 'trigger' | 'condition' | 'exitWhen' | 'hours' | 'steps';
  /** The step that it is in. */
  step?: string;
  /** Of the trigger or the step: `flow`, `content`, `url`, `wait.field`, `rule`. */
  field?: string;
  code: AutomationProblemCode;
  facts?: Record<string, string | number>;
  /** Of `badContent` and `badRule`: what and where in it. */
  content?: ContentProblem;
  rule?: RuleProblem;
}

/** What the installation has that an automation may name. */
interface Surroundings {
  flows: ReadonlySet<string>;
  fields: readonly FieldDefinition[];
  pipelines: readonly Pipeline[];
  segments: ReadonlySet<string>;
  staff: ReadonlyMap<string, string>;
  queues: ReadonlySet<string>;
  allowPrivate: boolean;
}

/** What a draft may be without for the time being; the rest can never work as it is. */
const notYet: readonly AutomationProblemCode[] = [
  ...(['noSteps', 'choose', 'noTag', 'noWords', 'noText', 'nobody', 'noMessenger', 'noDays'] as const),
];

/** Whether this is wrong as it was entered, and not only missing yet. */
export const isWrong = ({ code, content }: Pick<AutomationProblem, 'code' | 'content'>): boolean =>
  !notYet.includes(code) && !(content && isMissing(content));

type Found = Omit<AutomationProblem, 'at' | 'step'>;

/** Everything that keeps an automation from working, each thing with its place. Whoever switches it on is told all of it. */
export async function problemsOf(
  automation: AutomationInput,
  { allowPrivate = false }: { allowPrivate?: boolean } = {},
): Promise<AutomationProblem[]> {
  const around = await surroundings(allowPrivate);
  const steps = allSteps(automation.steps);
  const ofSteps = await Promise.all(
    steps.map(async step =>
      (await problemsOfStep(step, around)).map(found => ({ at: 'steps' as const, step: step.id, ...found })),
    ),
  );
  const trigger = problemsOfTrigger(automation.trigger, around);
  return [
    ...trigger.map(found => ({ at: 'trigger' as const, ...found })),
    ...(await problemsOfRule('condition', automation.condition)),
    ...(await problemsOfRule('exitWhen', automation.exitWhen)),
    ...problemsOfHours(automation.hours),
    ...problemsOfChain(steps),
    ...ofSteps.flat(),
    ...goesInCircle(automation).map(step => ({ at: 'steps' as const, step, code: 'circle' as const })),
  ];
}

async function surroundings(allowPrivate: boolean): Promise<Surroundings> {
  const { flows, fields, pipelines, segments, staff, queues } = await thingsToName();
  return {
    flows: new Set(flows.map(({ id }) => id)),
    fields,
    pipelines,
    segments: new Set(segments.map(({ id }) => id)),
    staff: new Map(staff.map(({ id, name }) => [id, name])),
    queues: new Set([defaultQueue, ...queues.map(({ id }) => id)]),
    allowPrivate,
  };
}

function problemsOfChain(steps: AutomationStep[]): AutomationProblem[] {
  if (steps.length === 0) return [{ at: 'steps', code: 'noSteps' }];
  if (steps.length > mostSteps) return [{ at: 'steps', code: 'tooManySteps', facts: { most: mostSteps } }];
  const twice = steps.filter(({ id }, i) => steps.findIndex(step => step.id === id) !== i);
  return twice.map(({ id }) => ({ at: 'steps', step: id, code: 'sameStepId' }));
}

function problemsOfHours(hours: AutomationInput['hours']): AutomationProblem[] {
  if (!hours) return [];
  return [
    ...(hours.days.length === 0 ? [{ at: 'hours' as const, field: 'days', code: 'noDays' as const }] : []),
    ...(hours.from >= hours.until ? [{ at: 'hours' as const, field: 'until', code: 'hoursBackwards' as const }] : []),
  ];
}

async function problemsOfRule(at: 'condition' | 'exitWhen', rule: Rule | undefined): Promise<AutomationProblem[]> {
  return (await ruleProblems(rule)).map(found => ({ at, ...found }));
}

async function ruleProblems(rule: Rule | undefined): Promise<Found[]> {
  if (!rule) return [];
  return (await checkRule(rule)).map(problem => ({ field: 'rule', code: 'badRule' as const, rule: problem }));
}

function problemsOfTrigger(trigger: Trigger, around: Surroundings): Found[] {
  switch (trigger.kind) {
    case 'flowFinished':
    case 'flowAbandoned':
      return trigger.flow === undefined ? [] : unknown('flow', trigger.flow, around.flows, 'unknownFlow');
    case 'tagAdded':
    case 'tagRemoved':
      return trigger.tag === '' ? [{ field: 'tag', code: 'noTag' }] : [];
    case 'fieldChanged':
      return fieldFound('field', trigger.field, around);
    case 'date':
      return fieldFound('field', trigger.field, around, { isDate: true });
    case 'stageEntered':
      return unknownStage(trigger, around);
    case 'dealWon':
    case 'dealLost':
      return trigger.pipeline === undefined ? [] : unknownPipeline(trigger.pipeline, around);
    case 'segmentEntered':
    case 'segmentLeft':
      return unknown('segment', trigger.segment, around.segments, 'unknownSegment');
    case 'message':
      return trigger.words.some(word => word !== '') ? [] : [{ field: 'words', code: 'noWords' }];
    default:
      return [];
  }
}

async function problemsOfStep(step: AutomationStep, around: Surroundings): Promise<Found[]> {
  switch (step.do) {
    case 'message':
      return problemsOfMessage(step);
    case 'flow':
      return unknown('flow', step.flow, around.flows, 'unknownFlow');
    case 'task':
      return [...empty('title', step.title, 'noText'), ...unknownStaff(step.staff, around)];
    case 'assign':
      if (step.staff === undefined && step.queue === undefined) return [{ field: 'staff', code: 'nobody' }];
      return [
        ...unknownStaff(step.staff, around),
        ...(step.queue === undefined ? [] : unknown('queue', step.queue, around.queues, 'unknownQueue')),
      ];
    case 'tag':
      return [...step.add, ...step.remove].some(tag => tag !== '') ? [] : [{ field: 'add', code: 'noTag' }];
    case 'field':
      return fieldFound('field', step.field, around, { value: step.value });
    case 'stage':
      return unknownStage(step, around);
    case 'notify':
      return [...empty('text', step.text, 'noText'), ...unknownStaff(step.staff, around)];
    case 'webhook':
      return problemsOfAddress(step.url, around);
    case 'wait':
      return step.wait.kind === 'date' ? fieldFound('wait.field', step.wait.field, around, { isDate: true }) : [];
    case 'branch':
      return ruleProblems(step.rule);
    case 'exit':
      return [];
  }
}

async function problemsOfMessage(step: Extract<AutomationStep, { do: 'message' }>): Promise<Found[]> {
  if (step.messengers.length === 0) return [{ field: 'messengers', code: 'noMessenger' }];
  const { messengers, advertising, topic } = step;
  const found = await checkContent(step.content, { messengers, advertising, ...(topic !== undefined && { topic }) });
  return found.map(problem => ({ field: 'content', code: 'badContent', content: problem }));
}

/** Names are looked at when they are called; here only what nobody could call. */
function problemsOfAddress(address: string, { allowPrivate }: Surroundings): Found[] {
  if (address === '') return [{ field: 'url', code: 'choose' }];
  // What is known of the person goes in the body.
  if (address.includes('{{')) return [{ field: 'url', code: 'addressVariable', facts: { url: address } }];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    return [{ field: 'url', code: 'badAddress', facts: { url: address } }];
  return isInside(url.hostname) && !allowPrivate ? [{ field: 'url', code: 'insideAddress', facts: { url: address } }] : [];
}

function unknown(field: string, id: string, known: ReadonlySet<string>, code: AutomationProblemCode): Found[] {
  if (id === '') return [{ field, code: 'choose' }];
  return known.has(id) ? [] : [{ field, code, facts: { id } }];
}

const empty = (field: string, text: string, code: AutomationProblemCode): Found[] => (text === '' ? [{ field, code }] : []);

const unknownStaff = (staff: string | undefined, around: Surroundings): Found[] =>
  staff === undefined || around.staff.has(staff) ? [] : [{ field: 'staff', code: 'unknownStaff' }];

function unknownPipeline(pipeline: string, { pipelines }: Surroundings): Found[] {
  return unknown('pipeline', pipeline, new Set(pipelines.map(({ id }) => id)), 'unknownPipeline');
}

function unknownStage({ pipeline, stage }: { pipeline: string; stage: string }, around: Surroundings): Found[] {
  const stages = around.pipelines.find(({ id }) => id === pipeline)?.stages;
  if (!stages) return unknownPipeline(pipeline, around);
  return unknown('stage', stage, new Set(stages.map(({ id }) => id)), 'unknownStage');
}

function fieldFound(
  field: string,
  name: string,
  { fields, staff }: Surroundings,
  wishes: { isDate?: true; value?: string } = {},
): Found[] {
  if (name === '') return [{ field, code: 'choose' }];
  const found = fieldProblem(name, { fields, staff, ...wishes });
  return found ? [{ field: found.code === 'badValue' ? 'value' : field, ...found }] : [];
}
