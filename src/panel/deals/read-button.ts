import { z } from 'zod';
import { type ButtonStep, type DealButton, mostButtons } from '../../buttons/index.ts';
import { newId } from '../../lib/ids.ts';
import type { Viewer } from '../viewer.ts';
import type { Problems } from './read-pipeline.ts';
import { words } from './words.ts';

export const buttonForm = z.looseObject({
  version: z.coerce.number().int(),
  id: z.string().max(60).default(''),
  stage: z.string().max(200),
  name: z.string().max(200).default(''),
});

/** When a task may be due, as the form offers it: minutes, or `d<days>`. */
export const dues = ['5', '15', '30', '60', '180', '1440', 'd0', 'd1', 'd2', 'd7'] as const;
/** So many repetitions can be set in the panel. */
export const formSteps = 5;

/** A button as it was typed, and what of it cannot be kept, by the name of its input. */
export function readButton(
  viewer: Viewer,
  form: z.infer<typeof buttonForm>,
  others: readonly DealButton[],
): { button: DealButton; problems: Problems } {
  const problems: Problems = {};
  const name = form.name.trim().slice(0, 60);
  if (!name) problems.name = words(viewer, 'settings.noName');
  const steps = stepsFrom(form);
  if (steps.length === 0) problems.steps = words(viewer, 'settings.noStep');
  for (const [n, { field }] of steps.entries())
    if (field && field.value === '') problems[`s${n}.value`] = words(viewer, 'settings.fieldOfStep');
  const inStage = others.filter(({ id, stage }) => stage === form.stage && id !== form.id);
  if (inStage.length >= mostButtons) problems.stage = words(viewer, 'settings.tooManyButtons', { most: mostButtons });
  return { button: { id: form.id || newId(), stage: form.stage, name, steps }, problems };
}

/** The steps of a button up to the last that does something. */
function stepsFrom(form: Record<string, unknown>): ButtonStep[] {
  const steps = Array.from({ length: formSteps }, (_, n) => stepFrom(form, n));
  return steps.slice(0, steps.findLastIndex(step => Object.keys(step).length > 0) + 1);
}

function stepFrom(form: Record<string, unknown>, n: number): ButtonStep {
  const at = (what: string) => z.string().trim().max(2000).catch('').parse(form[`s${n}.${what}`]);
  const due = z.enum(dues).catch('d1').parse(at('due'));
  return {
    ...(at('task') && { task: { title: at('task').slice(0, 300), due: dueFrom(due) } }),
    ...(at('move') && { move: { stage: at('move'), ...(at('reason') && { reason: at('reason').slice(0, 300) }) } }),
    ...(at('message') && { message: at('message') }),
    ...(at('field') && { field: { name: at('field').replaceAll(/[.$]/g, ' ').trim().slice(0, 60), value: at('value') } }),
    ...(at('tag') && { tag: { tag: at('tag').slice(0, 60), on: at('on') === 'contact' ? 'contact' : 'deal' } }),
  };
}

function dueFrom(due: (typeof dues)[number]): NonNullable<ButtonStep['task']>['due'] {
  if (!due.startsWith('d')) return { kind: 'in', minutes: Number(due) };
  return { kind: 'day', days: Number(due.slice(1)), at: due === 'd0' ? '18:00' : '10:00' };
}
