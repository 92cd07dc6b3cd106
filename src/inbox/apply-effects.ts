import { recordConsent } from '../consents/index.ts';
import { type ChangeAuthor, type ContactPatch, patchContact } from '../contacts/index.ts';
import { type Conversation, recordRun } from '../conversations/index.ts';
import type { Effect } from '../flow/index.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import { type Capabilities, fitMessage, type HistoryEvent, keepMessage, type StoredMessage } from '../messages/index.ts';

/**
 * Does what an advance left to do, each effect under the key `<conversation>:<revision>:<n>`, so that doing it again after a crash
 * changes nothing. Resolves when all of it is stored; that it is done is noted when the conversation is given back. Sending is the outbox's.
 */
export async function applyEffects(
  conversation: Conversation,
  { capabilities, now, checkpoint }: { capabilities: Capabilities; now: Date; checkpoint: Checkpoint },
): Promise<void> {
  const { id, contact, pending } = conversation;
  if (!pending || !contact) return;
  const key = `${id}:${pending.revision}`;
  const where = { conversation: id, contact, now };
  const entries = pending.effects
    .flatMap((effect, n) => historyOf(effect, { key: `${key}:${n}`, capabilities, ...where }))
    .map((entry, n) => ({ ...entry, order: pending.order + n }));
  await Promise.all([
    patchContact(contact, cardPatch(pending.effects, pending.card ?? {}, now), { key, by: authorOf(conversation), now }),
    ...entries.map(keepMessage),
    ...pending.effects.map((effect, n) => keepRecord(effect, { key: `${key}:${n}`, flow: pending.flow, ...where })),
  ]);
  await checkpoint('effects applied');
}

interface Where {
  key: string;
  conversation: string;
  contact: string;
  now: Date;
}

function authorOf({ messenger, pending }: Conversation): ChangeAuthor {
  return pending?.flow ? { kind: 'flow', flow: pending.flow } : { kind: 'messenger', messenger };
}

/** Everything that an event and its flow do to the card, as one write. Pure. */
export function cardPatch(effects: Effect[], card: ContactPatch, now: Date): ContactPatch {
  const patch = { ...card, set: { ...card.set }, custom: { ...card.custom }, consents: { ...card.consents } };
  const tags = new Map<string, 'add' | 'remove'>();
  let score = card.score ?? 0;
  for (const effect of effects) {
    if (effect.kind === 'field') patch.set[effect.field] = effect.value;
    if (effect.kind === 'customField') patch.custom[effect.field] = effect.value;
    if (effect.kind === 'consent') patch.consents[effect.consent] = { given: effect.given, hash: effect.hash, at: now };
    if (effect.kind === 'score') score += effect.add;
    if (effect.kind !== 'tag') continue;
    for (const tag of effect.add) tags.set(tag, 'add');
    for (const tag of effect.remove) tags.set(tag, 'remove');
  }
  const named = (what: 'add' | 'remove') => [...tags].filter(([, done]) => done === what).map(([tag]) => tag);
  return { ...patch, score, addTags: named('add'), removeTags: named('remove') };
}

/** What an effect adds to the history: messages on their way, in parts that the messenger can carry, or a note of what happened. */
function historyOf(effect: Effect, where: Where & { capabilities: Capabilities }): Omit<StoredMessage, 'order'>[] {
  if (effect.kind === 'say') {
    return fitMessage(effect.message, where.capabilities).map((part, i) => ({
      ...entry(where, `${where.key}:${i}`),
      author: { kind: 'bot' },
      kind: 'text',
      text: part.text,
      ...(part.entities && { entities: part.entities }),
      ...(part.buttons && { buttons: part.buttons }),
      ...(part.removeKeyboard && { removeKeyboard: part.removeKeyboard }),
      delivery: { state: 'queued', attempts: 0 },
    }));
  }
  const told = eventOf(effect);
  return told ? [{ ...entry(where, where.key), author: { kind: 'system' }, kind: 'event', text: '', event: told }] : [];
}

function eventOf(effect: Effect): { what: HistoryEvent; values: Record<string, string> } | undefined {
  if (effect.kind === 'handoff') return { what: 'handoff', values: { queue: effect.queue } };
  if (effect.kind === 'notify') return { what: 'notice', values: { to: effect.to, text: effect.text } };
  return undefined;
}

function entry(
  { conversation, contact, now }: Where,
  id: string,
): Pick<StoredMessage, 'id' | 'conversation' | 'contact' | 'at' | 'changedAt'> {
  return { id, conversation, contact, at: now, changedAt: now };
}

async function keepRecord(effect: Effect, where: Where & { flow: string | undefined }): Promise<void> {
  switch (effect.kind) {
    case 'consent': {
      const { consent, given, version, hash, text, step } = effect;
      const { key, contact, conversation, now, flow } = where;
      return recordConsent({
        id: key,
        contact,
        kind: consent,
        given,
        version,
        hash,
        text,
        at: now,
        conversation,
        ...(flow && { flow }),
        ...(step && { step }),
      });
    }
    case 'run':
      return recordRun(effect.run, where);
    case 'say':
    case 'field':
    case 'customField':
    case 'tag':
    case 'score':
    case 'notify':
    case 'handoff':
    case 'fact':
    case 'deal':
    case 'dealField':
    case 'stage':
    case 'task':
    case 'assign':
    case 'webhook':
    case 'topic':
    case 'language':
      return;
    default:
      return assertNever(effect);
  }
}
