import { z } from 'zod';
import type { Broadcast, BroadcastPatch, BroadcastSchedule, BroadcastTest } from '../../broadcasts/index.ts';
import type { MessageContent } from '../../deliveries/index.ts';
import { messengerNames } from '../../messages/index.ts';
import type { Rule } from '../../rules/index.ts';
import type { Staff } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { readContent } from '../content/index.ts';
import { errorText } from '../errors.ts';
import { hiddenField, hiddenPlaces } from '../hidden-fields.ts';
import { fromLocal } from '../present-scheduled.ts';
import { readRule } from '../segments/rule-form.ts';
import type { Viewer } from '../viewer.ts';

/** Which field cannot be read, and what to do about it. */
export type DraftProblems = Record<string, string>;

const many = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());
const typed = z.string().trim().max(500).default('');

const draftForm = z.object({
  name: typed,
  purpose: z.enum(['advertising', 'service']).catch('advertising'),
  topic: typed,
  include: many.default([]),
  exclude: many.default([]),
  messenger: many.default([]),
  'schedule.kind': z.enum(['now', 'at', 'local', 'repeat']).catch('now'),
  'schedule.at': typed,
  'schedule.day': typed,
  'schedule.time': typed,
  'schedule.every': z.enum(['day', 'week', 'month']).catch('week'),
  'schedule.days': many.default([]),
  'schedule.dayOfMonth': typed,
  'schedule.repeatTime': typed,
  'schedule.from': typed,
  'schedule.until': typed,
  'parts.on': z.string().optional(),
  'parts.size': typed,
  'parts.pause': typed,
  pace: typed,
  'test.variant': many.default([]),
  'test.share': typed,
  'test.by': z.enum(['clicks', 'replies', 'goal']).catch('clicks'),
  'test.hours': typed,
  'control.on': z.string().optional(),
  control: typed,
  'stop.errors': typed,
  'stop.blocks': typed,
  'utm.source': typed,
  'utm.medium': typed,
  'utm.campaign': typed,
});
type DraftForm = z.output<typeof draftForm>;

interface Around {
  before: Broadcast;
  staff: Staff;
  viewer: Pick<Viewer, 'language' | 'timeZone' | 'staff'>;
}

/**
 * The form of a mailing as a change of it. What cannot be read stays as it was and is told beside its field; whether what can be read makes
 * sense is the room's question (`problemsOf`).
 */
export async function readDraft(body: unknown, around: Around): Promise<{ patch: BroadcastPatch; problems: DraftProblems }> {
  const form = draftForm.parse(body);
  const { before } = around;
  const problems: DraftProblems = {};
  const text = (key: string) => t(around.viewer.language, `panel:broadcasts.wrong.${key}`);
  if (form.name === '') problems.name = text('name');
  const numbers = numberReader(problems, text);
  const schedule = readSchedule(form, around, problems, text);
  const rule = await readWhole(body, { name: 'audience.rule', before: before.audience.rule, around, problems });
  const stopAt = {
    errors: numbers('stop.errors', form['stop.errors']) ?? before.stopAt.errors,
    blocks: numbers('stop.blocks', form['stop.blocks']) ?? before.stopAt.blocks,
  };
  const content = await readWords(body, { prefix: 'content', before: before.content, around, problems });
  const patch: BroadcastPatch = {
    ...(form.name !== '' && { name: form.name.slice(0, 200) }),
    advertising: form.purpose === 'advertising',
    topic: form.topic === '' ? null : form.topic.slice(0, 100),
    audience: {
      include: form.include.filter(Boolean),
      exclude: form.exclude.filter(Boolean),
      messengers: form.messenger.flatMap(name => messengerNames.find(each => each === name) ?? []),
      ...(rule && { rule }),
    },
    ...(content && { content }),
    ...(schedule && { schedule }),
    ...readPace(form, numbers, before),
    stopAt: { errors: percent(stopAt.errors), blocks: percent(stopAt.blocks) },
    test: await readTest(body, form, { ...around, problems, numbers }),
    utm: readUtm(form),
  };
  return { patch, problems };
}

type Numbers = (field: string, text: string) => number | undefined;

/** A number as people type it: with a comma, with a percent sign behind it; what is none is told. */
function numberReader(problems: DraftProblems, text: (key: string) => string): Numbers {
  return (field, given) => {
    const plain = given.replace(/[\s%]/g, '').replace(',', '.');
    if (plain === '') return undefined;
    const number = Number(plain);
    if (Number.isFinite(number) && Math.abs(number) < 1e9) return number;
    problems[field] = text('number');
    return undefined;
  };
}

const percent = (value: number): number => Math.min(100, Math.max(0, value));

function readPace(form: DraftForm, numbers: Numbers, before: Broadcast): BroadcastPatch {
  const size = numbers('parts.size', form['parts.size']) ?? before.parts?.size ?? 1000;
  const pauseMinutes = numbers('parts.pause', form['parts.pause']) ?? before.parts?.pauseMinutes ?? 60;
  return {
    parts: form['parts.on'] === undefined ? null : { size, pauseMinutes },
    pace: numbers('pace', form.pace) ?? null,
    control: form['control.on'] === undefined ? null : (numbers('control', form.control) ?? before.control ?? 10),
  };
}

function readUtm(form: DraftForm): BroadcastPatch['utm'] {
  const utm = Object.fromEntries(
    (['source', 'medium', 'campaign'] as const).flatMap(name => {
      const value = form[`utm.${name}`].slice(0, 100);
      return value === '' ? [] : [[name, value]];
    }),
  );
  return Object.keys(utm).length > 0 ? utm : null;
}

const day = z.iso.date();
const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

function readSchedule(
  form: DraftForm,
  { viewer: { timeZone } }: Around,
  problems: DraftProblems,
  text: (key: string) => string,
): BroadcastSchedule | undefined {
  const isDay = (value: string) => day.safeParse(value).success;
  switch (form['schedule.kind']) {
    case 'now':
      return { kind: 'now' };
    case 'at': {
      const at = fromLocal(form['schedule.at'], timeZone);
      if (!at) problems['schedule.at'] = text('moment');
      return at && { kind: 'at', at };
    }
    case 'local': {
      const [date, time] = [form['schedule.day'], form['schedule.time']];
      if (!isDay(date)) problems['schedule.day'] = text('day');
      if (!isTime(time)) problems['schedule.time'] = text('time');
      return isDay(date) && isTime(time) ? { kind: 'local', day: date, time } : undefined;
    }
    case 'repeat':
      return readRepeat(form, { isDay, problems, text });
  }
}

function readRepeat(
  form: DraftForm,
  { isDay, problems, text }: { isDay(value: string): boolean; problems: DraftProblems; text(key: string): string },
): BroadcastSchedule | undefined {
  const [every, time, from, until] = [
    form['schedule.every'],
    form['schedule.repeatTime'],
    form['schedule.from'],
    form['schedule.until'],
  ];
  const days = form['schedule.days'].map(Number).filter(each => Number.isInteger(each) && each >= 1 && each <= 7);
  const dayOfMonth = Number(form['schedule.dayOfMonth']);
  if (!isTime(time)) problems['schedule.repeatTime'] = text('time');
  if (!isDay(from)) problems['schedule.from'] = text('day');
  if (until !== '' && !isDay(until)) problems['schedule.until'] = text('day');
  if (every === 'week' && days.length === 0) problems['schedule.days'] = text('days');
  const isMonthDay = Number.isInteger(dayOfMonth) && dayOfMonth >= 1 && dayOfMonth <= 31;
  if (every === 'month' && !isMonthDay) problems['schedule.dayOfMonth'] = text('dayOfMonth');
  if (Object.keys(problems).some(field => field.startsWith('schedule.'))) return undefined;
  return {
    kind: 'repeat',
    every,
    time,
    from,
    ...(every === 'week' && { days: [...new Set(days)].sort((a, b) => a - b) }),
    ...(every === 'month' && { dayOfMonth }),
    ...(until !== '' && { until }),
  };
}

/** A wording, unless it names a field that is hidden from whoever writes it: then it stays what it was. */
async function readWords(
  body: unknown,
  {
    prefix,
    field = prefix,
    before,
    around,
    problems,
  }: { prefix: string; field?: string; before: MessageContent | undefined; around: Around; problems: DraftProblems },
): Promise<MessageContent | undefined> {
  const { staff, viewer } = around;
  const content = await readContent(body, { prefix, staff, ...(before && { known: before }) });
  const [place] = await hiddenPlaces(viewer, content, before);
  if (!place) return content;
  problems[field] = errorText(viewer.language, hiddenField(place));
  return before;
}

/** The rule of a builder. While a row is only half filled in, the rule stays what it was. */
async function readWhole(
  body: unknown,
  { name, before, around, problems }: { name: string; before: Rule | undefined; around: Around; problems: DraftProblems },
): Promise<Rule | undefined> {
  const { rule, problems: found } = await readRule(body, name, around.viewer);
  const [first] = found;
  if (!first) return rule;
  problems[name] = first.text;
  return before;
}

async function readTest(
  body: unknown,
  form: DraftForm,
  { numbers, problems, ...around }: Around & { numbers: Numbers; problems: DraftProblems },
): Promise<BroadcastPatch['test']> {
  const { before } = around;
  const ids = [...new Set(form['test.variant'])].filter(id => /^[b-h]$/.test(id));
  if (ids.length === 0) return null;
  const known = (id: string) => before.test?.variants.find(variant => variant.id === id)?.content;
  const variants: BroadcastTest['variants'] = await Promise.all(
    ids.map(async id => {
      const prefix = `variant.${id}`;
      const field = `test.variants.${id}`;
      const content = await readWords(body, { prefix, field, before: known(id), around: { ...around, before }, problems });
      return { id, content: content ?? before.content };
    }),
  );
  const byGoal = form['test.by'] === 'goal';
  const goal = byGoal ? await readWhole(body, { name: 'test.goal', before: before.test?.goal, around, problems }) : undefined;
  return {
    variants,
    share: numbers('test.share', form['test.share']) ?? before.test?.share ?? 20,
    by: form['test.by'],
    hours: Math.min(720, Math.max(0, numbers('test.hours', form['test.hours']) ?? before.test?.hours ?? 4)),
    ...(goal && { goal }),
  };
}
