import type { Viewer } from '../viewer.ts';

/** A moment to the second by the firm's clock, as a paper says it. */
export function exactTime({ language, timeZone }: Pick<Viewer, 'language' | 'timeZone'>, at: Date): string {
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone }).format(at);
}
