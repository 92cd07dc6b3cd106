import { type ChangeAuthor, type Contact, getContact, writeContact } from '../contacts/index.ts';
import { AppError } from '../lib/app-error.ts';
import { type ConsentEntry, type ConsentKind, hashOfText, recordConsent } from './ledger.ts';

/** A word that came by no event of a conversation. `id`: the same twice is one word. */
export type SaidConsent = Omit<ConsentEntry, 'hash'> & { hash?: string };

/**
 * Writes a word into the ledger and onto the card, where the last word of a kind and of a topic stands; again it changes nothing, so who died
 * between the two does it once more. A word that is older than what the card knows goes into the ledger alone. AppErrors
 * `consents.no_topic`, `consents.in_future`, `contacts.not_found`.
 */
export async function sayConsent(said: SaidConsent, { by, now }: { by: ChangeAuthor; now: Date }): Promise<Contact> {
  if (said.kind === 'topic' && !said.topic) throw new AppError('consents.no_topic', 'Say which topic of mailings it is about.');
  if (said.at > now) throw new AppError('consents.in_future', 'A consent cannot be given in the future. Check its date.');
  const card = await getContact(said.contact);
  if (!card)
    throw new AppError('contacts.not_found', 'There is no such contact. It may have been deleted.', { contact: said.contact });
  const entry = { ...said, hash: said.hash || (said.text && hashOfText(said.text)) };
  // The card first: what stands there without an entry is written by the next try, an entry without its card would go unnoticed.
  const after = await writeContact(card.mergedInto ?? card.id, {
    key: `consent:${said.id}`,
    by,
    now,
    change: present => withWord(present, entry),
  });
  await recordConsent({ ...entry, contact: after.id, ...(entry.at < now && { recordedAt: now }) });
  return after;
}

function withWord(card: Contact, { kind, topic, given, hash, at }: ConsentEntry): Contact {
  if (kind === 'topic' && topic !== undefined) {
    const known = card.topics?.[topic];
    return known && known.at > at ? card : { ...card, topics: { ...card.topics, [topic]: { wanted: given, at } } };
  }
  const known = card.consents[kind];
  return known && known.at > at ? card : { ...card, consents: { ...card.consents, [kind]: { given, hash, at } } };
}

/** The last word of each kind, and of each topic, newest first. */
export function lastWords(entries: ConsentEntry[]): ConsentEntry[] {
  const seen = new Set<string>();
  const byTime = entries.toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return byTime.filter(entry => {
    const about = aboutOf(entry);
    if (seen.has(about)) return false;
    seen.add(about);
    return true;
  });
}

/** What a word is about: its kind, or `topic:<name>`. */
export function aboutOf({ kind, topic }: { kind: ConsentKind; topic?: string }): string {
  return kind === 'topic' ? `topic:${topic ?? ''}` : kind;
}
