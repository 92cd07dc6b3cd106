import type { ContactFacts, DealFacts, Effect } from '../position.ts';
import { wordsOf } from '../read-path.ts';
import type { Dialogue } from './dialogue.ts';

/** Does to a card what an effect says. */
export function applyToCard(contact: ContactFacts, effect: Effect): void {
  if (effect.kind === 'field') contact[effect.field] = effect.value;
  if (effect.kind === 'customField') contact.fields = { ...contact.fields, [effect.field]: effect.value };
  if (effect.kind === 'tag') contact.tags = [...contact.tags.filter(tag => !effect.remove.includes(tag)), ...effect.add];
  if (effect.kind === 'score') contact.score += effect.add;
  if (effect.kind === 'language') contact.language = effect.language;
  if (effect.kind === 'consent')
    contact.consents = { ...contact.consents, [effect.consent]: { given: effect.given, hash: effect.hash } };
}

/** The deal after an effect on it; without one there is nothing to change. */
export function changedDeal(
  deal: DealFacts | undefined,
  effect: Extract<Effect, { kind: 'deal' | 'dealField' | 'stage' }>,
): DealFacts | undefined {
  if (effect.kind === 'deal') {
    const { title, pipeline, stage, amount } = effect;
    return { title, pipeline, stage, ...(amount !== undefined && { amount }), fields: {} };
  }
  if (!deal) return undefined;
  if (effect.kind === 'stage') return { ...deal, stage: effect.stage };
  const { field, value } = effect;
  if (field === 'title') return { ...deal, title: wordsOf(value) };
  if (field === 'amount') return typeof value === 'number' ? { ...deal, amount: value } : deal;
  return { ...deal, fields: { ...deal.fields, [field]: value } };
}

/** A deal that a dialogue begins with. */
export function dealOf({
  title = '',
  pipeline = 'sales',
  stage = 'new',
  amount,
  fields = {},
}: NonNullable<Dialogue['deal']>): DealFacts {
  return { title, pipeline, stage, ...(amount !== undefined && { amount }), fields: fields as DealFacts['fields'] };
}
