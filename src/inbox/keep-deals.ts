import type { Conversation, Pending } from '../conversations/index.ts';
import { createDeal, moveDeal, setDealField } from '../deals/index.ts';
import type { Effect } from '../flow/index.ts';
import type { RecordPlace } from './record-place.ts';
import { sourceOf } from './source-of.ts';

type DealEffect = Extract<Effect, { kind: 'deal' | 'dealField' | 'stage' }>;

/** Does what a flow does to deals, one after the other: a deal is made before it is moved. */
export async function keepDeals(conversation: Conversation, { effects }: Pending, place: RecordPlace): Promise<void> {
  for (const [n, effect] of effects.entries()) {
    if (effect.kind !== 'deal' && effect.kind !== 'dealField' && effect.kind !== 'stage') continue;
    await keepDeal(effect, { ...place, key: `${place.key}:${n}` }, sourceOf(conversation, effects, effect.run));
  }
}

async function keepDeal(effect: DealEffect, place: RecordPlace, source: ReturnType<typeof sourceOf>): Promise<void> {
  const { key, contact, now } = place;
  const which = { contact, run: effect.run, key, now };
  if (effect.kind === 'dealField') {
    await setDealField({ ...which, field: effect.field, value: effect.value });
    return;
  }
  if (effect.kind === 'stage') {
    await moveDeal({ ...which, stage: effect.stage });
    return;
  }
  const { pipeline, stage, title, amount } = effect;
  const { owner } = await place.card;
  await createDeal({
    ...which,
    pipeline,
    stage,
    title,
    ...(amount !== undefined && { amount }),
    ...(owner && { owner }),
    ...(source && { source }),
  });
}
