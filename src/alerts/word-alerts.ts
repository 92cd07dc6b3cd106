import { type Language, t } from '../texts/index.ts';
import type { Alert } from './alert.ts';

/** More would be a wall of text; the panel has them all. */
const mostShown = 3;

/** The contacts and conversations that these words tell of. */
export function toldOf(alerts: Alert[]): string[] {
  return [...new Set(alerts.slice(0, mostShown).flatMap(({ conversation, contact }) => contact ?? (conversation || [])))];
}

/** What a person reads in their messenger: who, the first words, a link to the panel where it has an address. */
export function wordAlerts(language: Language, alerts: Alert[], publicUrl: string | undefined): string {
  const text = (key: string, values = {}) => t(language, `alerts:${key}`, values);
  const origin = publicUrl?.replace(/\/$/, '');
  const parts = alerts.slice(0, mostShown).map(({ kind, who, text: words, conversation, href }) => {
    const head = text(`away.${kind}`, { who: who || text('somebody') });
    return [head, words && `«${words}»`, origin && `${origin}${href ?? `/inbox/${conversation}`}`].filter(Boolean).join('\n');
  });
  const more = alerts.length - mostShown;
  return [...parts, ...(more > 0 ? [text('away.more', { count: more })] : [])].join('\n\n');
}
