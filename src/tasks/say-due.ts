import { addDays, zonedTime } from '../lib/zoned-time.ts';
import { type Language, t } from '../texts/index.ts';

interface Reader {
  now: Date;
  timeZone: string;
  language: Language;
}

/** A due time said back in full: "завтра, 23 ноября, 10:00", "пятница, 27 ноября", "Monday, 4 January 2027, 9:00". */
export function sayDue({ due, hasTime }: { due: Date; hasTime: boolean }, { now, timeZone, language }: Reader): string {
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(due);
  const { day } = zonedTime(due, timeZone);
  const today = zonedTime(now, timeZone).day;
  const near = [today, addDays(today, 1), addDays(today, 2)].indexOf(day);
  const name =
    near < 0 ? format({ weekday: 'long' }) : t(language, `panel:tasks.due.${['today', 'tomorrow', 'afterTomorrow'][near]}`);
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  const date = format({ day: 'numeric', month: 'long', ...(!isThisYear && { year: 'numeric' }) }).replace(/ г\.$/, '');
  return [name, date, ...(hasTime ? [format({ hour: '2-digit', minute: '2-digit' })] : [])].join(', ');
}
