import type { Conversation } from '../conversations/index.ts';
import { normalize, readOption, readPress } from '../flow/index.ts';
import { type Button, history, type StoredMessage } from '../messages/index.ts';
import type { Arrived } from './to-flow-event.ts';

type Parts = [Arrived, ...Arrived[]];

/** How far back the last thing that was said to them is looked for: the rest is what they have said since, and what has happened. */
const lookedAt = 20;

/**
 * What somebody wrote whose app shows no buttons, as the press that it means: the number or the label of one of those that stand written out in
 * the last message to them. Buttons of questions are left to the flow, which reads such answers itself. Costs everybody else no read.
 */
export async function withChoice(parts: Parts, { id, lacks }: Conversation): Promise<Parts> {
  const [{ id: event, incoming }, ...others] = parts;
  if (!lacks?.includes('buttons') || incoming.content.kind !== 'text') return parts;
  const last = (await history(id, { limit: lookedAt })).findLast(isOurs);
  const choice = last?.choices && choiceIn(last.choices, incoming.content.text);
  if (choice?.action.kind !== 'press' || readPress(choice.action.data)?.kind === 'question') return parts;
  const content = { kind: 'press' as const, data: choice.action.data, label: choice.label };
  return [{ id: event, incoming: { ...incoming, content } }, ...others];
}

function isOurs({ kind, author, removed, delivery }: StoredMessage): boolean {
  const isLost = delivery?.state === 'failed' || delivery?.state === 'suppressed';
  return kind !== 'event' && author.kind !== 'customer' && !removed && !isLost;
}

/** Those beside what can be answered have no number. */
function choiceIn(choices: Button[], text: string): Button | undefined {
  const numbered = choices.filter(({ aside }) => !aside);
  const options = numbered.map(({ label }) => ({ label, value: label }));
  const index = readOption(options, text, { exact: true });
  if (index !== undefined) return numbered[index];
  return choices.find(({ aside, label }) => aside && normalize(label) === normalize(text));
}
