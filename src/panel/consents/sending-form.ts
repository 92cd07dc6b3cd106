import { z } from 'zod';
import type { SendingRules, SendingTopic } from '../../outbox/index.ts';
import { t } from '../../texts/index.ts';
import { readNumber } from '../queues/read-number.ts';
import type { Viewer } from '../viewer.ts';

const line = (most: number) => z.string().trim().max(most).default('');
const several = (most: number) =>
  z
    .union([z.string().transform(value => [value]), z.array(z.string())])
    .pipe(z.array(z.string().trim().max(most)).max(101))
    .default([]);

/** The rules of sending as the form brings them. */
export const sendingForm = z.object({
  quiet: z.string().optional(),
  from: line(10),
  until: line(10),
  day: line(9),
  week: line(9),
  people: line(9),
  bot: line(9),
  consent: z.string().optional(),
  confirm: z.string().optional(),
  topicId: several(60),
  topicRu: several(500),
  topicEn: several(500),
  topicAboutRu: several(500),
  topicAboutEn: several(500),
});
export type SendingForm = z.infer<typeof sendingForm>;
type Faults = Record<string, string>;

export function toSendingForm({ quietHours, caps, hold, consentNeeded, topics }: SendingRules): SendingForm {
  return {
    ...(quietHours.on && { quiet: 'yes' }),
    from: quietHours.from,
    until: quietHours.until,
    day: String(caps.day ?? ''),
    week: String(caps.week ?? ''),
    people: String(hold.people),
    bot: String(hold.bot),
    ...(consentNeeded && { consent: 'yes' }),
    topicId: topics.map(({ id }) => id),
    topicRu: topics.map(({ name }) => name.ru),
    topicEn: topics.map(({ name }) => name.en),
    topicAboutRu: topics.map(({ description }) => description.ru),
    topicAboutEn: topics.map(({ description }) => description.en),
  };
}

/** The rules that were typed, or which fields are wrong. `before`: as they stand, so that what is dangerous is asked about once. */
export function readSending(
  form: SendingForm,
  { language }: Pick<Viewer, 'language'>,
  before: SendingRules,
): { rules?: SendingRules; faults: Faults } {
  const faults: Faults = {};
  const wrong = (field: string, key: string, values = {}) => {
    faults[field] ??= t(language, `panel:consents.sending.wrong.${key}`, values);
  };
  const number = (field: 'day' | 'week' | 'people' | 'bot', least: number, most: number) => {
    const read = readNumber(form[field], { least, most });
    if (read === undefined) wrong(field, 'number', { least, most });
    return read ?? least;
  };
  const [from, until] = [readTime(form.from), readTime(form.until)];
  if (!from) wrong('from', 'time');
  if (!until) wrong('until', 'time');
  if (form.quiet && from && from === until) wrong('until', 'same');
  const day = form.day === '' ? undefined : number('day', 1, 100);
  const week = form.week === '' ? undefined : number('week', 1, 500);
  if (day !== undefined && week !== undefined && week < day) wrong('week', 'weekBelowDay');
  const hold = { people: number('people', 0, 10_080), bot: number('bot', 0, 10_080) };
  const consentNeeded = form.consent !== undefined;
  if (!consentNeeded && before.consentNeeded && form.confirm === undefined) wrong('confirm', 'confirm');
  const topics = readTopics(form, wrong);
  if (!from || !until || Object.keys(faults).length > 0) return { faults };
  const caps = { ...(day !== undefined && { day }), ...(week !== undefined && { week }) };
  return { rules: { quietHours: { on: form.quiet !== undefined, from, until }, caps, hold, consentNeeded, topics }, faults };
}

type Wrong = (field: string, key: string, values?: object) => void;

/** A row without a word is no topic. */
function readTopics(form: SendingForm, wrong: Wrong): SendingTopic[] {
  const topics: SendingTopic[] = [];
  for (const [i, id] of form.topicId.entries()) {
    if (id === '') continue;
    const name = { ru: form.topicRu[i] ?? '', en: form.topicEn[i] ?? '' };
    if (!/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u.test(id)) wrong(`topic${i}`, 'topic', { n: i + 1 });
    else if (!name.ru && !name.en) wrong(`topic${i}`, 'topicName', { n: i + 1 });
    else if (topics.some(other => other.id === id)) wrong(`topic${i}`, 'topicTwice', { id });
    topics.push({
      id,
      name: { ru: name.ru || name.en, en: name.en || name.ru },
      description: { ru: form.topicAboutRu[i] ?? '', en: form.topicAboutEn[i] ?? '' },
    });
  }
  return topics;
}

/** `9`, `9:00` and `09:00` are one time. */
function readTime(text: string): string | undefined {
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text.trim()) ?? [];
  const time = `${hour.padStart(2, '0')}:${minute}`;
  return hour && /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? time : undefined;
}
