import { type Automation, type AutomationProblem, type AutomationStep, automationProblemText } from '../../automations/index.ts';
import type { Viewer } from '../viewer.ts';
import { type Place, placeText } from './edit-chain.ts';
import { type Around, stepWords } from './say-chain.ts';
import { kindOf, type StepKind, stepKinds } from './step-form.ts';
import { words } from './words.ts';

const icons: Record<StepKind, string> = {
  message: 'message-2',
  'wait.for': 'hourglass',
  'wait.until': 'clock',
  'wait.date': 'calendar',
  branch: 'arrows-split-2',
  flow: 'route',
  tag: 'tag',
  field: 'forms',
  assign: 'user',
  task: 'checkbox',
  stage: 'briefcase',
  notify: 'bell',
  webhook: 'webhook',
  exit: 'logout',
};

/** What is open in the chain: one thing at a time. */
export interface Open {
  /** Where the kinds of steps are offered. */
  picker?: string;
  /** The form, at a place where a step is added or at the step that is changed. */
  form?: { at: string } & Record<string, unknown>;
  /** What is asked before a step is moved or taken away. */
  ask?: { at: string } & Record<string, unknown>;
}

interface Shown extends Around {
  standing: ReadonlyMap<string, number>;
  problems: readonly AutomationProblem[];
  open: Open;
}

/** The chain as a list of lists for the partial `automations/chain`. */
export function presentChain(viewer: Viewer, automation: Automation, shown: Shown) {
  const href = `/automations/${automation.id}`;
  const { open, standing, problems } = shown;
  const isQuiet = open.form === undefined && open.ask === undefined;
  return { href, list: listOf(automation.steps, { arm: 'then' }), count: automation.steps.length };

  function listOf(steps: AutomationStep[], within: Omit<Place, 'index'>): object {
    return {
      steps: steps.map((step, index) => stepOf(step, { ...within, index })),
      last: placeOf({ ...within, index: steps.length }),
    };
  }

  function placeOf(place: Place) {
    const at = placeText(place);
    return {
      href,
      at,
      canAdd: isQuiet && open.picker !== at,
      ...(open.form?.at === at && { form: open.form }),
      ...(open.picker === at && {
        picker: {
          cancel: `${href}/chain`,
          kinds: stepKinds.map(kind => ({
            title: words(viewer, `step.${kind}`),
            icon: icons[kind],
            href: `${href}/chain?${new URLSearchParams({ kind, at })}`,
          })),
        },
      }),
    };
  }

  function stepOf(step: AutomationStep, place: Place) {
    const { title, about } = stepWords(viewer, step, shown);
    const count = standing.get(step.id) ?? 0;
    const own = problems.filter(problem => problem.step === step.id);
    return {
      id: step.id,
      href,
      title,
      about,
      icon: icons[kindOf(step)],
      before: placeOf(place),
      isQuiet,
      canEdit: step.do !== 'exit',
      label: about ? `${title}: ${about}` : title,
      ...(count > 0 && {
        people: {
          words: words(viewer, 'people', { count }),
          href: `${href}/runs?state=waiting&step=${encodeURIComponent(step.id)}`,
        },
      }),
      problems: [...new Set(own.map(problem => automationProblemText(viewer.language, problem)))],
      ...(open.form?.at === step.id && { form: open.form }),
      ...(open.ask?.at === step.id && { ask: open.ask }),
      ...(step.do === 'branch' && {
        arms: (['then', 'else'] as const).map(arm => ({
          title: words(viewer, arm === 'then' ? 'arm.holds' : 'arm.otherwise'),
          list: listOf(step[arm], { branch: step.id, arm }),
        })),
      }),
    };
  }
}
