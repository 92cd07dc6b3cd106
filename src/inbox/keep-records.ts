import { type FlowFact, recordFacts } from '../analytics/index.ts';
import { recordConsent } from '../consents/index.ts';
import { type Conversation, type Pending, recordRun } from '../conversations/index.ts';
import type { Effect } from '../flow/index.ts';

interface Where {
  contact: string;
  /** `<conversation>:<revision>`; each effect is kept under `<key>:<n>`. */
  key: string;
  now: Date;
}

/** Keeps what an advance left to keep in rooms of its own, beside the card and the history. Again it changes nothing. */
export async function keepRecords(conversation: Conversation, pending: Pending, where: Where): Promise<void> {
  const { effects, flow } = pending;
  await Promise.all([
    keepFacts(conversation, pending, where),
    ...effects.map((effect, n) =>
      keepRecord(effect, { ...where, key: `${where.key}:${n}`, conversation: conversation.id, flow }),
    ),
  ]);
}

async function keepRecord(
  effect: Effect,
  { key, contact, conversation, now, flow }: Where & { conversation: string; flow: string | undefined },
): Promise<void> {
  if (effect.kind === 'run') return recordRun(effect.run, { conversation, contact, now });
  if (effect.kind !== 'consent') return;
  const { kind: _kind, consent, step, ...entry } = effect;
  await recordConsent({
    id: key,
    contact,
    kind: consent,
    ...entry,
    at: now,
    conversation,
    ...(flow && { flow }),
    ...(step && { step }),
  });
}

/** The facts of one run after the other: where they came from is the run's. */
async function keepFacts(conversation: Conversation, { effects, revision, at }: Pending, { contact }: Where): Promise<void> {
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

function sourceOf(
  { position, run }: Conversation,
  effects: Effect[],
  id: string,
): { link?: string; detail?: string } | undefined {
  if (position?.run === id) return position.source;
  if (run?.id === id) return run.source;
  const ended = effects.find(effect => effect.kind === 'run' && effect.run.id === id);
  return ended?.kind === 'run' ? ended.run.source : undefined;
}
