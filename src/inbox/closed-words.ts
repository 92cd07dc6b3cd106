import { addDays, zonedTime } from '../lib/zoned-time.ts';
import { type Language, t } from '../texts/index.ts';

interface Opening {
  opens: Date;
  now: Date;
  timeZone: string;
  language: Language;
}

/** The answer outside the hours; `{when}` in the firm's own words is when people are back. Pure. */
export function closedWords({ text, ...opening }: Opening & { text: string | undefined }): string {
  const words = text?.trim() || t(opening.language, 'panel:queues.closedAnswer.usual');
  return words.replaceAll('{when}', whenOpen(opening));
}

/** "сегодня с 9:00", "завтра с 9:00", "в понедельник с 9:00", "12 января с 9:00". */
export function whenOpen({ opens, now, timeZone, language }: Opening): string {
  const [today, then] = [zonedTime(now, timeZone), zonedTime(opens, timeZone)];
  const time = `${then.hour}:${String(then.minute).padStart(2, '0')}`;
  const say = (key: string, values = {}) => t(language, `panel:queues.when.${key}`, { time, ...values });
  if (then.day === today.day) return say('today');
  if (then.day === addDays(today.day, 1)) return say('tomorrow');
  const at = new Date(`${then.day}T00:00:00Z`);
  if (then.day <= addDays(today.day, 6)) return say(`weekday.${at.getUTCDay() || 7}`);
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
  return say('date', { date });
}
