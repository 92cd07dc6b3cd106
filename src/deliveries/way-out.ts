import { type Button, knownCapabilities, type MessengerName, type Outgoing } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import type { ContentLanguage } from './content.ts';
import type { ContentScope } from './content-scope.ts';
import { pressOf } from './delivery.ts';

/**
 * Advertising shows how to end it: a button, or a line of words where the buttons find no room under the message (38-FZ article 18 part 1: it
 * ends as soon as somebody asks for that).
 */
export function withWayOut(message: Outgoing, scope: ContentScope, language: ContentLanguage): Outgoing {
  const buttons = [...(message.buttons ?? []), wayOut(scope, language)];
  if (hangsUnder(buttons, scope.delivery.messenger)) return { ...message, buttons };
  const line = t(language, 'panel:deliveries.toCustomer.unsubscribeByWord');
  return { ...message, text: message.text ? `${message.text}\n\n${line}` : line };
}

/** Said under each of a million messages. */
const unsubscribe: Record<ContentLanguage, string> = {
  ru: t('ru', 'panel:deliveries.toCustomer.unsubscribe'),
  en: t('en', 'panel:deliveries.toCustomer.unsubscribe'),
};

function wayOut({ delivery: { token, topic }, topics }: ContentScope, language: ContentLanguage): Button[] {
  const all: Button = { label: unsubscribe[language], action: press(token, 'u') };
  if (topic === undefined) return [all];
  const name = topics.find(({ id }) => id === topic)?.name[language] || topic;
  return [
    { label: t(language, 'panel:deliveries.toCustomer.unsubscribeTopic', { topic: name }), action: press(token, 't') },
    all,
  ];
}

const press = (token: string, what: 'u' | 't') => ({ kind: 'press' as const, data: pressOf(token, what) });

/** Whether these rows find room under one message; links are as wide as a row in VK. */
export function hangsUnder(rows: readonly (readonly { action: { kind: string } }[])[], messenger: MessengerName): boolean {
  const { total, rows: most, perRow } = knownCapabilities[messenger].buttons.inline;
  const needed = rows.reduce((sum, row) => sum + rowsNeeded(row, messenger, perRow), 0);
  return rows.flat().length <= total && needed <= most;
}

function rowsNeeded(row: readonly { action: { kind: string } }[], messenger: MessengerName, perRow: number): number {
  if (messenger !== 'vk') return Math.ceil(row.length / perRow);
  const wide = row.filter(({ action }) => action.kind === 'url' || action.kind === 'link').length;
  return wide + Math.ceil((row.length - wide) / perRow);
}
