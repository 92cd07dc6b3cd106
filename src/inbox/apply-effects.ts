import { type ChangeAuthor, type Contact, type ContactPatch, getContact, patchContact } from '../contacts/index.ts';
import type { Conversation } from '../conversations/index.ts';
import type { Effect } from '../flow/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Logger } from '../lib/logger.ts';
import { type Capabilities, keepMessage, type StoredMessage } from '../messages/index.ts';
import { type Language, languageOf } from '../texts/index.ts';
import { historyOf, placed } from './history-of.ts';
import { keepRecords } from './keep-records.ts';
import { ownerAfter } from './owner-after.ts';

interface Means {
  capabilities: Capabilities;
  /** As the caller has just read it: then it need not be read again. */
  card?: Contact | undefined;
  now: Date;
  checkpoint: Checkpoint;
  log: Logger;
}

/**
 * Does what an advance left to do, each effect under the key `<conversation>:<revision>:<n>`, so that doing it again after a crash
 * changes nothing. Resolves when all of it is stored, with the messages that wait to be sent, where none of them was stored before; that it
 * is done is noted when the conversation is given back. Sending is the outbox's.
 */
export async function applyEffects(
  conversation: Conversation,
  { capabilities, card: read, now, checkpoint, log }: Means,
): Promise<StoredMessage[] | undefined> {
  const { id, contact, pending } = conversation;
  if (!pending || !contact) return undefined;
  const key = `${id}:${pending.revision}`;
  const language = await languageIn(conversation, { capabilities, card: read });
  const where = { conversation: id, contact, capabilities, language, priority: pending.priority, now };
  const entries = pending.effects
    .flatMap((effect, n) => historyOf(effect, { key: `${key}:${n}`, ...where }))
    .map((entry, n) => placed(entry, pending.order + n, where));
  const owner = await ownerAfter(pending.effects, { contact, log });
  const patch = { ...cardPatch(pending.effects, pending.card ?? {}, now), ...(owner !== undefined && { owner }) };
  const card = patchContact(contact, patch, { key, by: authorOf(conversation), now, read });
  const records = keepRecords(conversation, pending, { contact, key, now, card });
  const [areNew] = await Promise.all([Promise.all(entries.map(keepMessage)), card, records]);
  await checkpoint('effects applied');
  return areNew.every(isNew => isNew) ? entries.filter(({ delivery }) => delivery !== undefined) : undefined;
}

/** In which language a message is made to fit: the run's own, else the card's, which is read only where it matters. */
async function languageIn(
  { contact, position, pending }: Conversation,
  { capabilities, card: read }: Pick<Means, 'capabilities' | 'card'>,
): Promise<Language> {
  if (position) return position.language;
  const { total } = capabilities.buttons.inline;
  const speaks = (pending?.effects ?? []).some(
    effect =>
      effect.kind === 'say' &&
      ((effect.message.attachments ?? []).length > 0 || (effect.message.buttons ?? []).flat().length > total),
  );
  const card = speaks && contact ? (read ?? (await getContact(contact))) : undefined;
  return languageOf(card?.language);
}

function authorOf({ messenger, pending }: Conversation): ChangeAuthor {
  return pending?.flow ? { kind: 'flow', flow: pending.flow } : { kind: 'messenger', messenger };
}

/** Everything that an event and its flow do to the card, as one write. Pure. */
export function cardPatch(effects: Effect[], card: ContactPatch, now: Date): ContactPatch {
  const patch: ContactPatch & Required<Pick<ContactPatch, 'set' | 'custom' | 'consents' | 'topics'>> = {
    ...card,
    set: { ...card.set },
    custom: { ...card.custom },
    consents: { ...card.consents },
    topics: { ...card.topics },
  };
  const tags = new Map<string, 'add' | 'remove'>();
  let score = card.score ?? 0;
  for (const effect of effects) {
    if (effect.kind === 'field') patch.set[effect.field] = effect.value;
    if (effect.kind === 'customField') patch.custom[effect.field] = effect.value;
    if (effect.kind === 'consent') patch.consents[effect.consent] = { given: effect.given, hash: effect.hash, at: now };
    if (effect.kind === 'score') score += effect.add;
    if (effect.kind === 'topic') patch.topics[effect.topic] = { wanted: effect.wanted, at: now };
    if (effect.kind === 'language') patch.language = effect.language;
    if (effect.kind === 'deal') patch.hasDeals = true;
    if (effect.kind !== 'tag') continue;
    for (const tag of effect.add) tags.set(tag, 'add');
    for (const tag of effect.remove) tags.set(tag, 'remove');
  }
  const named = (what: 'add' | 'remove') => [...tags].filter(([, done]) => done === what).map(([tag]) => tag);
  return { ...patch, score, addTags: named('add'), removeTags: named('remove') };
}
