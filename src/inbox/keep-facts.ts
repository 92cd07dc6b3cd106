import { type FlowFact, recordFacts } from '../analytics/index.ts';
import type { Conversation, Pending } from '../conversations/index.ts';
import { sourceOf } from './source-of.ts';

/** Keeps what became of questions, for the reports: the facts of each run with where it came from. */
export async function keepFacts(
  conversation: Conversation,
  { effects, revision, at }: Pending,
  { contact }: { contact: string },
): Promise<void> {
  const byRun = new Map<string, FlowFact[]>();
  for (const effect of effects) {
    if (effect.kind !== 'fact') continue;
    const { kind: _kind, ...fact } = effect;
    byRun.set(fact.run, [...(byRun.get(fact.run) ?? []), fact]);
  }
  const { id, messenger } = conversation;
  await Promise.all(
    [...byRun].map(([run, told]) => {
      const source = sourceOf(conversation, effects, run);
      return recordFacts(told, { contact, conversation: id, messenger, version: revision, at, ...(source && { source }) });
    }),
  );
}
