import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

type Reader = Pick<Viewer, 'language'>;

const locale = ({ language }: Reader) => (language === 'ru' ? 'ru-RU' : 'en-GB');

/** 12 500 as the reader writes it. */
export const numberWords = (reader: Reader, value: number): string => new Intl.NumberFormat(locale(reader)).format(value);

/** A share, rounded down: what is not done yet is never "100 %". */
export function percentWords(reader: Reader, done: number, total: number): string {
  const share = total > 0 ? Math.floor((100 * done) / total) / 100 : 0;
  return new Intl.NumberFormat(locale(reader), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** A stretch of time as people say it: "40 секунд", "12 минут", "3 часа 20 минут". */
export function durationWords({ language }: Reader, seconds: number): string {
  const text = (unit: string, count: number) => t(language, `panel:broadcasts.duration.${unit}`, { count });
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 90) return text('seconds', whole);
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return text('minutes', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? text('hours', hours) : `${text('hours', hours)} ${text('minutes', minutes % 60)}`;
  return text('days', Math.round(hours / 24));
}
