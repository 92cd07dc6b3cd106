import { z } from 'zod';
import { defaultQueue, handingOut, type Queue } from '../../conversations/index.ts';
import { usualHours } from '../../inbox/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { presentWeek, readWeek, toWeekForm, weekForm } from './hours-form.ts';
import { readNumber } from './read-number.ts';

const typed = z.string().max(5000).default('');
const several = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

const ownForm = z.object({
  id: z.string().trim().max(200).default(''),
  title: z.string().trim().max(500).default(''),
  members: several.default([]),
  handsOut: z.enum(handingOut).default('byHand'),
  mostOpen: typed,
  firstReplyMinutes: typed,
  nextReplyMinutes: typed,
  returnAfterMinutes: typed,
  hours: z.enum(['firm', 'own']).default('firm'),
  closedOn: z.literal('yes').optional(),
  closedRu: typed,
  closedEn: typed,
});
export const queueForm = z.intersection(weekForm, ownForm);
export type QueueForm = z.infer<typeof queueForm>;

type Faults = Record<string, string>;
type Reader = Pick<Viewer, 'language'>;

const limits = {
  mostOpen: { least: 1, most: 1000 },
  firstReplyMinutes: { least: 1, most: 10_080 },
  nextReplyMinutes: { least: 1, most: 10_080 },
  returnAfterMinutes: { least: 5, most: 43_200 },
} as const;
const numbers = ['mostOpen', 'firstReplyMinutes', 'nextReplyMinutes', 'returnAfterMinutes'] as const;

/** The queue that was typed, or what is wrong with it by field. */
export function readQueue(form: QueueForm, reader: Reader, { isNew }: { isNew: boolean }): { queue?: Queue; faults: Faults } {
  const wrong = (key: string, values = {}) => t(reader.language, `panel:queues.wrong.${key}`, values);
  const faults: Faults = {};
  if (isNew && !/^[a-zA-Z0-9_-]{1,40}$/.test(form.id)) faults.id = wrong('id');
  if (form.title.length > 60 || (form.title === '' && form.id !== defaultQueue)) faults.title = wrong('title');
  const read = numbers.map(name => [name, form[name].trim() === '' ? undefined : readNumber(form[name], limits[name])] as const);
  for (const [name, number] of read) {
    if (number === undefined && form[name].trim() !== '') faults[name] = wrong('number', limits[name]);
  }
  for (const name of ['closedRu', 'closedEn'] as const) if (form[name].length > 1000) faults[name] = wrong('closed');
  const own = form.hours === 'own' ? readWeek(form, reader) : undefined;
  Object.assign(faults, own?.faults);
  if (Object.keys(faults).length > 0) return { faults };
  const [ru, en] = [form.closedRu.trim(), form.closedEn.trim()];
  return {
    faults,
    queue: {
      id: form.id,
      title: form.title,
      members: [...new Set(form.members)].slice(0, 500),
      handsOut: form.handsOut,
      ...Object.fromEntries(read.filter(([, number]) => number !== undefined)),
      ...(own?.week && { hours: own.week }),
      closedAnswer: { on: form.closedOn === 'yes', ...(ru && { ru }), ...(en && { en }) },
    },
  };
}

export function toQueueForm(queue: Queue): QueueForm {
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  const { id, title, members, handsOut, hours, closedAnswer } = queue;
  return {
    ...toWeekForm(hours ?? usualHours),
    id,
    title,
    members,
    handsOut,
    mostOpen: text(queue.mostOpen),
    firstReplyMinutes: text(queue.firstReplyMinutes),
    nextReplyMinutes: text(queue.nextReplyMinutes),
    returnAfterMinutes: text(queue.returnAfterMinutes),
    hours: hours ? 'own' : 'firm',
    ...(closedAnswer.on && { closedOn: 'yes' as const }),
    closedRu: closedAnswer.ru ?? '',
    closedEn: closedAnswer.en ?? '',
  };
}

export function presentQueueForm(
  reader: Reader,
  form: QueueForm,
  { people, faults }: { people: { id: string; name: string }[]; faults?: Faults | undefined },
) {
  return {
    ...form,
    members: people.map(({ id, name }) => ({ id, name, on: form.members.includes(id) })),
    handsOut: handingOut.map(value => ({
      value,
      label: t(reader.language, `panel:queues.handsOut.${value}`),
      on: value === form.handsOut,
    })),
    week: presentWeek(reader, form, faults),
    isOwn: form.hours === 'own',
    usualRu: t('ru', 'panel:queues.closedAnswer.usual'),
    usualEn: t('en', 'panel:queues.closedAnswer.usual'),
  };
}
