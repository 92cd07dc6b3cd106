import type { AnswerValue, Effect } from '../../flow/index.ts';

type Text = (key: string, values?: Record<string, unknown>) => string;

/** What the engine decided besides speaking, as notes in the chat: `text` speaks under `flows.chat.done`. Facts for reports are none. */
export function describeEffect(effect: Effect, text: Text, moment: (iso: string) => string): string[] {
  switch (effect.kind) {
    case 'say':
    case 'fact':
      return [];
    case 'field':
      return [text('field', { field: text(`fields.${effect.field}`), value: effect.value })];
    case 'customField':
      return [text('field', { field: effect.field, value: valueWords(effect.value) })];
    case 'tag':
      return [
        ...(effect.add.length > 0 ? [text('tag', { tags: effect.add.join(', ') })] : []),
        ...(effect.remove.length > 0 ? [text('untag', { tags: effect.remove.join(', ') })] : []),
      ];
    case 'score':
      return [text('score', { score: effect.add > 0 ? `+${effect.add}` : `−${Math.abs(effect.add)}` })];
    case 'consent':
      return [
        text(effect.given ? 'consent' : 'noConsent', { kind: text(`consents.${effect.consent}`), version: effect.version }),
      ];
    case 'notify':
      return [text('notify', { to: effect.to, text: effect.text })];
    case 'handoff':
      return [text('handoff', { queue: effect.queue })];
    case 'deal':
      return [
        text(effect.amount === undefined ? 'deal' : 'dealWithAmount', {
          title: effect.title,
          place: `${effect.pipeline} / ${effect.stage}`,
          amount: valueWords(effect.amount ?? null),
        }),
      ];
    case 'dealField':
      return [text('dealField', { field: effect.field, value: valueWords(effect.value) })];
    case 'stage':
      return [text('stage', { stage: effect.stage })];
    case 'task':
      return [text('task', { title: effect.title, to: effect.to, due: moment(effect.due) })];
    case 'assign':
      return [text('assign', { to: effect.to })];
    case 'webhook':
      return [text('webhook', { url: effect.url })];
    case 'topic':
      return [text(effect.wanted ? 'topic' : 'noTopic', { topic: effect.topic })];
    case 'language':
      return [text('language', { language: text(`languages.${effect.language}`) })];
    case 'run':
      return effect.run.outcome ? [text(`outcome.${effect.run.outcome}`, { title: effect.run.title })] : [];
  }
}

/** A value as an author reads it. */
export function valueWords(value: AnswerValue): string {
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  return String(value ?? '—');
}
