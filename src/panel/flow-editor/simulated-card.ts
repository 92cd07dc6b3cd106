import type { ContactFacts, DealFacts, Effect, RunOutcome, RunRecord } from '../../flow/index.ts';

/** The card of a customer who is only played: what would stand on it. */
export interface Card {
  contact: ContactFacts;
  language: 'ru' | 'en';
  deal?: DealFacts;
  finished: Record<string, RunOutcome>;
  earlier: Record<string, RunRecord>;
}

/** The card of somebody who writes for the first time. */
export function emptyCard(language: 'ru' | 'en'): Card {
  return {
    contact: { id: 'simulated', language, tags: [], score: 0, fields: {}, consents: {} },
    language,
    finished: {},
    earlier: {},
  };
}

/** Does to the card what the inbox would do to a real one. */
export function noteOnCard(card: Card, effect: Effect): void {
  const { contact } = card;
  switch (effect.kind) {
    case 'field':
      contact[effect.field] = effect.value;
      return;
    case 'customField':
      contact.fields = { ...contact.fields, [effect.field]: effect.value };
      return;
    case 'tag':
      contact.tags = [...contact.tags.filter(tag => ![...effect.remove, ...effect.add].includes(tag)), ...effect.add];
      return;
    case 'score':
      contact.score += effect.add;
      return;
    case 'consent':
      contact.consents = { ...contact.consents, [effect.consent]: { given: effect.given, hash: effect.hash } };
      return;
    case 'deal':
    case 'dealField':
    case 'stage':
      noteOnDeal(card, effect);
      return;
    case 'language':
      card.language = effect.language;
      contact.language = effect.language;
      return;
    case 'run':
      if (!effect.run.outcome) return;
      card.finished = { ...card.finished, [effect.run.flow]: effect.run.outcome };
      card.earlier = { ...card.earlier, [effect.run.flow]: effect.run };
      return;
    default:
      // The rest leaves no mark on the card.
      return;
  }
}

function noteOnDeal(card: Card, effect: Extract<Effect, { kind: 'deal' | 'dealField' | 'stage' }>): void {
  if (effect.kind === 'deal') {
    const { title, pipeline, stage, amount } = effect;
    card.deal = { title, pipeline, stage, fields: card.deal?.fields ?? {}, ...(amount !== undefined && { amount }) };
  } else if (card.deal && effect.kind === 'stage') {
    card.deal = { ...card.deal, stage: effect.stage };
  } else if (card.deal && effect.kind === 'dealField') {
    const { field, value } = effect;
    const own = (field === 'title' && typeof value === 'string') || (field === 'amount' && typeof value === 'number');
    card.deal = own ? { ...card.deal, [field]: value } : { ...card.deal, fields: { ...card.deal.fields, [field]: value } };
  }
}
