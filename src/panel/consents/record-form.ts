import { z } from 'zod';
import { consentKinds } from '../../consents/index.ts';
import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

const line = (most: number) => z.string().trim().max(most).default('');
/** A form ends its lines with CR LF; the same words elsewhere do not, and their hash has to be the same. */
const paragraphs = (most: number) => line(most).transform(text => text.replaceAll('\r\n', '\n'));

/** What somebody of the staff writes down for a person, as the form brings it. */
export const recordForm = z.object({
  key: z.string().max(60).default(''),
  kind: z.enum(consentKinds).catch('advertising'),
  given: z.enum(['yes', 'no']).catch('no'),
  topic: line(60),
  text: paragraphs(20_000),
  version: line(60),
  at: line(20),
  reason: paragraphs(1000),
  evidence: paragraphs(1000),
});
export type RecordForm = z.infer<typeof recordForm>;

const topicWord = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u;

/** The word that was typed with its moment, or which fields are wrong. */
export function readRecord(
  form: RecordForm,
  { language, now, timeZone }: Pick<Viewer, 'language' | 'now' | 'timeZone'>,
): { at?: Date; faults: Record<string, string> } {
  const faults: Record<string, string> = {};
  const wrong = (field: string) => {
    faults[field] = t(language, `panel:consents.wrong.${field}`);
  };
  const gives = form.given === 'yes';
  if (!form.reason) wrong('reason');
  if (form.kind === 'topic' && !topicWord.test(form.topic)) wrong('topic');
  if (gives && form.kind !== 'topic' && !form.text) wrong('text');
  if (gives && form.kind !== 'topic' && !form.evidence) wrong('evidence');
  const at = readDay(form.at, now, timeZone);
  if (!at) wrong('at');
  return { ...(at && { at }), faults };
}

/** The beginning of a day of the firm's calendar, or now where none or the present one is named; nothing for one that is none or is to come. */
function readDay(text: string, now: Date, timeZone: string): Date | undefined {
  if (text === '') return now;
  const [, date = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const day = year ? `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}` : text;
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || addDays(day, 0) !== day)
    return undefined;
  const today = zonedTime(now, timeZone).day;
  if (day === today) return now;
  return day < today ? instantOf(day, { hour: 12, minute: 0 }, timeZone) : undefined;
}
