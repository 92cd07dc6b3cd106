import type { AutomationStep, Trigger, Wait } from '../../automations/index.ts';
import type { TraitField } from '../../segments/index.ts';
import { plainWords } from '../plain-words.ts';
import { describeRule } from '../segments/describe-rule.ts';
import type { Viewer } from '../viewer.ts';
import { type Choices, labelOf } from './choices.ts';
import { kindOf } from './step-form.ts';
import { stageValue } from './trigger-form.ts';
import { whileWords, words } from './words.ts';

export interface Around {
  choices: Choices;
  fields: ReadonlyMap<string, TraitField>;
}

/** What begins an automation, in one sentence. */
export function triggerWords(viewer: Pick<Viewer, 'language'>, trigger: Trigger, choices: Choices): string {
  const say = (key: string, values = {}) => words(viewer, `when.${key}`, values);
  switch (trigger.kind) {
    case 'flowFinished':
      return flowEndWords(viewer, trigger, choices);
    case 'flowAbandoned': {
      const time = whileWords(viewer, trigger.minutes);
      if (trigger.flow === undefined) return say('anyFlowAbandoned', { time });
      return say('flowAbandoned', { flow: named(viewer, choices.flows, trigger.flow), time });
    }
    case 'tagAdded':
    case 'tagRemoved':
      return say(trigger.kind, { tag: trigger.tag || words(viewer, 'notChosen') });
    case 'fieldChanged': {
      const field = named(viewer, choices.fields, trigger.field);
      return trigger.to === undefined ? say('fieldChanged', { field }) : say('fieldBecame', { field, to: trigger.to });
    }
    case 'stageEntered':
      return say('stageEntered', { stage: named(viewer, choices.stages, stageValue(trigger)) });
    case 'dealWon':
    case 'dealLost':
      if (trigger.pipeline === undefined) return say(trigger.kind);
      return say(`${trigger.kind}In`, { pipeline: named(viewer, choices.pipelines, trigger.pipeline) });
    case 'segmentEntered':
    case 'segmentLeft':
      return say(trigger.kind, { segment: named(viewer, choices.segments, trigger.segment) });
    case 'message':
      return say('message', { words: trigger.words.map(word => `«${word}»`).join(', ') || words(viewer, 'notChosen') });
    case 'noAnswer':
      return say('noAnswer', { time: whileWords(viewer, trigger.minutes) });
    case 'date': {
      const { days, time, yearly } = trigger;
      const field = named(viewer, choices.dates, trigger.field);
      const key = days === 0 ? 'dateOn' : days < 0 ? 'dateBefore' : 'dateAfter';
      const when = say(key, { field, time, days: whileWords(viewer, days * 24 * 60) });
      return yearly ? say('yearly', { when }) : when;
    }
    case 'inactive':
      return say('inactive', { time: whileWords(viewer, trigger.days * 24 * 60) });
    default:
      return say(trigger.kind);
  }
}

function flowEndWords(
  viewer: Pick<Viewer, 'language'>,
  { flow, outcome = 'finished' }: Extract<Trigger, { kind: 'flowFinished' }>,
  choices: Choices,
): string {
  const which = flow === undefined ? 'anyFlow' : 'flow';
  const how = outcome === 'finished' ? 'Finished' : 'Ended';
  return words(viewer, `when.${which}${how}`, {
    flow: named(viewer, choices.flows, flow ?? ''),
    outcome: words(viewer, `outcome.${outcome}`),
  });
}

/** What a step does: what it is called, and what it is about. */
export function stepWords(viewer: Viewer, step: AutomationStep, { choices, fields }: Around): { title: string; about: string } {
  const title = words(viewer, `step.${kindOf(step)}`);
  const say = (key: string, values = {}) => words(viewer, `does.${key}`, values);
  const about = () => {
    switch (step.do) {
      case 'message':
        return (
          shortText(step.content.texts[viewer.language] ?? Object.values(step.content.texts)[0] ?? '') || words(viewer, 'noText')
        );
      case 'flow':
        return named(viewer, choices.flows, step.flow);
      case 'task':
        return [
          step.title || words(viewer, 'noText'),
          say('due', { time: whileWords(viewer, step.inMinutes) }),
          forWhom(step.staff),
        ].join(', ');
      case 'assign':
        return [
          step.staff !== undefined && named(viewer, choices.staff, step.staff),
          step.queue !== undefined && say('queue', { queue: named(viewer, choices.queues, step.queue) }),
        ]
          .filter(Boolean)
          .join(', ');
      case 'tag':
        return [...step.add.map(tag => `+ ${tag}`), ...step.remove.map(tag => `− ${tag}`)].join(', ');
      case 'field':
        return `${named(viewer, choices.fields, step.field)}: ${step.value || say('empties')}`;
      case 'stage':
        return named(viewer, choices.stages, stageValue(step));
      case 'notify':
        return [shortText(step.text) || words(viewer, 'noText'), forWhom(step.staff)].join(', ');
      case 'webhook':
        return step.url || words(viewer, 'notChosen');
      case 'wait':
        return waitWords(viewer, step.wait, choices);
      case 'branch':
        return describeRule(viewer, step.rule, fields) || words(viewer, 'noRule');
      case 'exit':
        return say('exit');
    }
  };
  return { title, about: about() };

  function forWhom(staff: string | undefined): string {
    return staff === undefined ? say('forOwner') : say('for', { staff: named(viewer, choices.staff, staff) });
  }
}

function waitWords(viewer: Pick<Viewer, 'language'>, wait: Wait, choices: Choices): string {
  const say = (key: string, values = {}) => words(viewer, `waits.${key}`, values);
  if (wait.kind === 'for') return say('for', { time: whileWords(viewer, wait.minutes) });
  if (wait.kind === 'until') {
    if (wait.days === 0) return say('untilToday', { time: wait.time });
    return say('until', { days: whileWords(viewer, wait.days * 24 * 60), time: wait.time });
  }
  const key = wait.minutes === 0 ? 'dateOn' : wait.minutes < 0 ? 'dateBefore' : 'dateAfter';
  const when = say(key, { field: named(viewer, choices.dates, wait.field), time: whileWords(viewer, wait.minutes) });
  return wait.missed === 'exit' ? `${when}. ${say('missedExit')}` : when;
}

const named = (viewer: Pick<Viewer, 'language'>, choices: Choices['flows'], value: string): string =>
  value === '' ? words(viewer, 'notChosen') : labelOf(choices, value);

const shortText = (text: string): string => {
  const line = plainWords(text).replace(/\s+/g, ' ').trim();
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
};
