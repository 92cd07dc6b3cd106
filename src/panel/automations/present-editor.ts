import type { Response } from 'express';
import { type Automation, type AutomationProblem, automationProblemText, problemsOf, standing } from '../../automations/index.ts';
import { presentTime } from '../present-time.ts';
import { fieldsByPath, presentRule, type ReadRule } from '../segments/rule-form.ts';
import { linkTo } from '../staff/link-to.ts';
import { type Viewer, viewerOf } from '../viewer.ts';
import { loadChoices } from './choices.ts';
import { fieldMaker, type Problems } from './form-fields.ts';
import { type AutomationOptions, doing } from './means.ts';
import { type Open, presentChain } from './present-chain.ts';
import { besideFields } from './present-form.ts';
import { triggerWords } from './say-chain.ts';
import { triggerFields, triggerKinds } from './trigger-form.ts';
import { words } from './words.ts';

/** All that the parts of the editor are made of. */
export async function loadEditor(res: Response, automation: Automation, options: AutomationOptions) {
  const viewer = viewerOf(res);
  const [choices, fields, stand, problems] = await Promise.all([
    loadChoices(viewer),
    fieldsByPath(viewer),
    standing(automation),
    problemsOf(automation, doing(res, options)),
  ]);
  return {
    viewer,
    automation,
    choices,
    fields,
    standing: new Map(stand.map(({ step, count }) => [step, count])),
    problems,
    options,
  };
}
type Loaded = Awaited<ReturnType<typeof loadEditor>>;

export const chainOf = (loaded: Loaded, open: Open = {}) => presentChain(loaded.viewer, loaded.automation, { ...loaded, open });

/** The state, what is missing, and the switch. */
export function statusOf({ viewer, automation, problems, standing: stand }: Loaded) {
  const { id, state, trouble, version } = automation;
  const inside = [...stand.values()].reduce((sum, count) => sum + count, 0);
  return {
    href: `/automations/${id}`,
    title: automation.name,
    version,
    state: { words: words(viewer, `state.${state}`), colour: state === 'on' ? 'good' : state === 'off' ? 'wait' : '' },
    isOn: state === 'on',
    inside: words(viewer, 'inside', { count: inside }),
    hasPeople: inside > 0,
    missing: problems.map(problem => ({ text: automationProblemText(viewer.language, problem), href: placeHref(problem) })),
    ...(trouble && { trouble: words(viewer, 'trouble'), troubleAt: presentTime(viewer, trouble.at) }),
  };
}

/** The form of what begins it, for whom and how often. */
export async function beginOf(
  res: Response,
  { viewer, automation, choices, problems, options }: Loaded,
  typed: { problems?: Problems; rule?: ReadRule; secret?: string } = {},
) {
  const { id, name, trigger, reentry, hook, condition } = automation;
  const make = fieldMaker(viewer, 'begin', typed.problems ?? {});
  const kinds = (['never', 'finished', 'always'] as const).map(value => ({ value, label: words(viewer, `reentry.${value}`) }));
  const again = make.select('reentry', words(viewer, 'field.reentry'), reentry.kind, kinds);
  return {
    href: `/automations/${id}`,
    nameField: make.text('name', words(viewer, 'field.name'), name, { max: 100 }),
    kinds: triggerKinds.map(value => ({ value, label: words(viewer, `kind.${value}`), on: value === trigger.kind })),
    sentence: triggerWords(viewer, trigger, choices),
    triggerFields: triggerFields(viewer, trigger, {
      choices,
      problems: { ...besideFields(viewer.language, at(problems, 'trigger')), ...typed.problems },
    }),
    rule: await presentRule(res, {
      name: 'condition',
      ...(condition && { rule: condition }),
      ...(typed.rule && { read: typed.rule }),
    }),
    ruleProblems: at(problems, 'condition').map(problem => automationProblemText(viewer.language, problem)),
    again: [
      { ...again, ...(again.options && { options: again.options.slice(1) }) },
      make.text('afterDays', words(viewer, 'field.afterDays'), String(reentry.afterDays ?? ''), {
        hint: words(viewer, 'hint.afterDays'),
      }),
    ],
    ...(trigger.kind === 'webhook' && {
      hook: {
        isMade: hook !== undefined,
        ...(typed.secret && called(linkTo(res.req, options.config.publicUrl, `/hooks/${id}/${typed.secret}`))),
      },
    }),
  };
}

/** How another program calls an automation. */
function called(url: string) {
  const body = JSON.stringify({ phone: '+7 999 000-00-01', name: 'Анна', create: true, values: { order: '1024' } });
  return { url, curl: `curl -X POST '${url}' -H 'content-type: application/json' -d '${body}'` };
}

/** The form of when it lets go, and at which hours it does things. */
export async function limitsOf(
  res: Response,
  { viewer, automation, problems }: Loaded,
  typed: { problems?: Problems; rule?: ReadRule } = {},
) {
  const { id, exitWhen, hours } = automation;
  const found = { ...besideFields(viewer.language, at(problems, 'hours')), ...typed.problems };
  const make = fieldMaker(viewer, 'hours', found);
  return {
    href: `/automations/${id}`,
    rule: await presentRule(res, {
      name: 'exitWhen',
      ...(exitWhen && { rule: exitWhen }),
      ...(typed.rule && { read: typed.rule }),
    }),
    ruleProblems: at(problems, 'exitWhen').map(problem => automationProblemText(viewer.language, problem)),
    hours: [
      make.tick('on', words(viewer, 'field.hours'), hours !== undefined, { hint: words(viewer, 'hint.hours') }),
      make.text('from', words(viewer, 'field.from'), hours?.from ?? '09:00'),
      make.text('until', words(viewer, 'field.until'), hours?.until ?? '20:00'),
      make.boxes('days', words(viewer, 'field.weekdays'), (hours?.days ?? [1, 2, 3, 4, 5, 6, 7]).map(String), weekdays(viewer)),
    ],
  };
}

const at = (problems: AutomationProblem[], where: AutomationProblem['at']) => problems.filter(problem => problem.at === where);

function placeHref({ at: where, step }: AutomationProblem): string {
  if (where === 'steps') return step === undefined ? '#chain' : `#step-${step}`;
  return where === 'trigger' || where === 'condition' ? '#begin' : '#limits';
}

function weekdays({ language }: Pick<Viewer, 'language'>) {
  const format = new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { weekday: 'short', timeZone: 'UTC' });
  // The first of January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map(day => ({ value: String(day), label: format.format(new Date(Date.UTC(2024, 0, day))) }));
}
