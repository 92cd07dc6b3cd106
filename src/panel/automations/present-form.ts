import type { Response } from 'express';
import { type AutomationProblem, type AutomationStep, automationProblemText } from '../../automations/index.ts';
import type { Rule } from '../../rules/index.ts';
import { contentMessengers, presentContent, sayProblem } from '../content/index.ts';
import { presentRule, type ReadRule } from '../segments/rule-form.ts';
import { viewerOf } from '../viewer.ts';
import type { Choices } from './choices.ts';
import type { Problems } from './form-fields.ts';
import type { AutomationOptions } from './means.ts';
import { kindOf, stepFields } from './step-form.ts';
import { words } from './words.ts';

interface Shown {
  choices: Choices;
  options: AutomationOptions;
  /** Where the form is sent. */
  action: string;
  cancel: string;
  /** What the form itself found. */
  unread?: Problems;
  /** What the room found wrong with the step. */
  problems?: AutomationProblem[];
  rule?: ReadRule;
}

/** The form of a step for the partial `automations/form`. */
export async function presentForm(
  res: Response,
  step: AutomationStep,
  { choices, options, unread = {}, problems = [], rule, ...form }: Shown,
) {
  const viewer = viewerOf(res);
  const fields = stepFields(viewer, step, { choices, problems: { ...besideFields(viewer.language, problems), ...unread } });
  const ofContent = problems.flatMap(({ content }) => (content ? [sayProblem(viewer, content)] : []));
  const ofRule = step.do === 'branch' ? problems.filter(({ field }) => field === 'rule') : [];
  return {
    ...form,
    title: words(viewer, `step.${kindOf(step)}`),
    fields,
    ...(step.do === 'message' && {
      content: await presentContent(viewer, step.content, {
        prefix: 'content',
        messengers: contentMessengers(options.messengers),
      }),
      contentProblems: [...(unread.content ? [unread.content] : []), ...ofContent],
    }),
    ...(step.do === 'branch' && {
      rule: await presentRule(res, { name: 'rule', ...(hasRows(step.rule) && { rule: step.rule }), ...(rule && { read: rule }) }),
      ruleProblems: [
        ...(unread.rule ? [unread.rule] : []),
        ...ofRule.map(problem => automationProblemText(viewer.language, problem)),
      ],
    }),
  };
}

/** A new branch asks nothing yet. */
const hasRows = (rule: Rule): boolean => !('all' in rule) || rule.all.length > 0;

/** The room's problems, each by the name of its input. */
export function besideFields(language: 'ru' | 'en', problems: AutomationProblem[]): Problems {
  return Object.fromEntries(
    problems
      .flatMap(problem => {
        const text = automationProblemText(language, problem);
        // A pipeline and its stage are chosen in one go.
        return (problem.field === 'pipeline' ? ['pipeline', 'stage'] : [problem.field ?? '']).map(name => [name, text] as const);
      })
      .reverse(),
  );
}
