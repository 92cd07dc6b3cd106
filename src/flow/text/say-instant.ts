import { addDays, zonedTime } from '../../lib/zoned-time.ts';

interface Clock {
  now: Date;
  timeZone: string;
  language: 'ru' | 'en';
}

/** An instant as people say it, on the contact's own clock: `14:05`, `завтра в 10:00`, `12 мая в 10:00`. */
export function sayInstant(instant: Date, { now, timeZone, language }: Clock): string {
  const at = zonedTime(instant, timeZone);
  const today = zonedTime(now, timeZone).day;
  const time = `${String(at.hour).padStart(2, '0')}:${String(at.minute).padStart(2, '0')}`;
  if (at.day === today) return time;
  const words = { ru: { tomorrow: 'завтра', at: 'в' }, en: { tomorrow: 'tomorrow', at: 'at' } }[language];
  const day = at.day === addDays(today, 1) ? words.tomorrow : sayDay(at.day, today, language);
  return `${day} ${words.at} ${time}`;
}

function sayDay(day: string, today: string, language: 'ru' | 'en'): string {
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  const format = new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    ...(!sameYear && { year: 'numeric' }),
  });
  return format.format(new Date(`${day}T00:00:00Z`));
}
