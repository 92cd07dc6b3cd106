import { expect, it } from 'vitest';
import { type AutomationStep, allSteps, automationSchema, type Trigger } from '../../src/automations/index.ts';
import type { Choices } from '../../src/panel/automations/choices.ts';
import { insertStep, moveStep, placeText, readPlace, removeStep } from '../../src/panel/automations/edit-chain.ts';
import type { Field } from '../../src/panel/automations/form-fields.ts';
import { triggerWords } from '../../src/panel/automations/say-chain.ts';
import { newTrigger, readTrigger, triggerFields, triggerKinds } from '../../src/panel/automations/trigger-form.ts';

const viewer = { language: 'ru' } as const;
const none: Choices = {
  flows: [],
  fields: [],
  dates: [],
  pipelines: [],
  stages: [],
  segments: [],
  staff: [],
  queues: [],
  topics: [],
};
const full: Trigger[] = [
  { kind: 'flowFinished', flow: 'lead' },
  { kind: 'flowFinished', flow: 'lead', outcome: 'handoff' },
  { kind: 'flowFinished', outcome: 'any' },
  { kind: 'flowAbandoned', flow: 'lead', minutes: 90 },
  { kind: 'tagAdded', tag: 'vip' },
  { kind: 'fieldChanged', field: 'city', to: 'Казань' },
  { kind: 'stageEntered', pipeline: 'sales', stage: 'in-work' },
  { kind: 'dealLost', pipeline: 'sales' },
  { kind: 'segmentLeft', segment: 'x' },
  { kind: 'message', words: ['цена', 'сколько стоит'] },
  { kind: 'noAnswer', minutes: 120 },
  { kind: 'date', field: 'birthday', days: -3, time: '09:30', yearly: true },
  { kind: 'inactive', days: 30 },
];

/** What a browser sends of these inputs. */
function sent(fields: Field[]): Record<string, string> {
  const pairs = fields.flatMap(({ name, value, options = [], isTick, on, isWhile }) => {
    const chosen = options.find(option => option.on)?.value ?? '';
    if (isTick) return on ? [[name, 'yes']] : [];
    if (isWhile)
      return [
        [name, String(value)],
        [`${name}.unit`, chosen],
      ];
    return [[name, options.length > 0 ? chosen : String(value ?? '')]];
  });
  return Object.fromEntries(pairs);
}

it.each([...triggerKinds.map(newTrigger), ...full])('the form of a trigger says the same trigger: %j', trigger => {
  const form = { 'trigger.kind': trigger.kind, ...sent(triggerFields(viewer, trigger, { choices: none })) };
  expect(readTrigger(form, viewer)).toEqual({ trigger, problems: {} });
  const input = { name: 'x', trigger, reentry: { kind: 'never' }, steps: [] };
  expect(automationSchema.safeParse(input).success).toBe(true);
  for (const language of ['ru', 'en'] as const) expect(triggerWords({ language }, trigger, none)).not.toMatch(/panel:|when\./);
});

it('what cannot be read of a trigger is told beside its field', () => {
  const form = { 'trigger.kind': 'date', 'trigger.field': 'birthday', 'trigger.days': 'три', 'trigger.time': '25:00' };
  expect(Object.keys(readTrigger(form, viewer).problems)).toEqual(['days', 'time']);
});

const wait = (id: string): AutomationStep => ({ id, do: 'wait', wait: { kind: 'for', minutes: 1 } });
const chain: AutomationStep[] = [
  wait('a'),
  // biome-ignore lint/suspicious/noThenProperty: what is done where the rule holds; nobody awaits a step
  { id: 'b', do: 'branch', rule: { field: 'contact.city', op: 'eq', value: 'Казань' }, then: [wait('c')], else: [] },
];
const shape = (steps: AutomationStep[]): unknown =>
  steps.map(step => (step.do === 'branch' ? [step.id, shape(step.then), shape(step.else)] : step.id));

it('a step goes down through both ways of a branch and out of it, and up the same way', () => {
  const ways = [
    ['a', ['b', ['c'], []]],
    [['b', ['a', 'c'], []]],
    [['b', ['c', 'a'], []]],
    [['b', ['c'], ['a']]],
    [['b', ['c'], []], 'a'],
  ];
  let steps = chain;
  for (const way of ways.slice(1)) {
    steps = moveStep(steps, 'a', 1);
    expect(shape(steps)).toEqual(way);
  }
  expect(moveStep(steps, 'a', 1)).toEqual(steps);
  for (const way of ways.slice(0, -1).reverse()) {
    steps = moveStep(steps, 'a', -1);
    expect(shape(steps)).toEqual(way);
  }
});

it('a branch moves with what stands in it, and goes with it', () => {
  expect(shape(moveStep(chain, 'b', -1))).toEqual([['b', ['c'], []], 'a']);
  expect(allSteps(removeStep(chain, 'b')).map(({ id }) => id)).toEqual(['a']);
});

it('a place is written and read', () => {
  const place = { branch: 'b', arm: 'else', index: 0 } as const;
  expect(readPlace(placeText(place))).toEqual(place);
  expect(shape(insertStep(chain, place, wait('d')))).toEqual(['a', ['b', ['c'], ['d']]]);
  expect(readPlace(placeText({ arm: 'then', index: 2 }))).toEqual({ arm: 'then', index: 2 });
  expect(readPlace('somewhere')).toBeUndefined();
});
