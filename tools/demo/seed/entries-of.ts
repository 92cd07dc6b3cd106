import type { Effect } from '../../../src/flow/index.ts';
import { type Capabilities, fitMessage, type StoredMessage } from '../../../src/messages/index.ts';

type Entry = Pick<StoredMessage, 'author' | 'kind' | 'text' | 'entities' | 'buttons' | 'removeKeyboard' | 'event' | 'delivery'>;

/** What an effect of the flow leaves in the history: the bot's words, or a note of what happened. */
export function entriesOf(effect: Effect, capabilities: Capabilities): Entry[] {
  if (effect.kind === 'say') {
    return fitMessage(effect.message, capabilities).map(({ text, entities, buttons, removeKeyboard }) => ({
      author: { kind: 'bot' },
      kind: 'text',
      text,
      ...(entities && { entities }),
      ...(buttons && { buttons }),
      ...(removeKeyboard && { removeKeyboard }),
      delivery: { state: 'sent', attempts: 1 },
    }));
  }
  if (effect.kind === 'handoff') return [note('handoff', { queue: effect.queue })];
  return effect.kind === 'notify' ? [note('notice', { to: effect.to, text: effect.text })] : [];
}

function note(what: 'handoff' | 'notice', values: Record<string, string>): Entry {
  return { author: { kind: 'system' }, kind: 'event', text: '', event: { what, values } };
}
