import { aboutOf, type ConsentEntry, consentsOf, lastWords } from '../../consents/index.ts';
import type { Contact } from '../../contacts/index.ts';
import { getMessages } from '../../messages/index.ts';
import { type Author, authorsOf } from './present-ledger.ts';

/** Everything that proves what a person allowed, as another program reads it. Times are ISO 8601 in UTC. */
export interface Proof {
  madeAt: string;
  person: {
    contact: string;
    name?: string;
    phones: string[];
    emails: string[];
    /** `<messenger>:<account>:<id>`. */
    identities: string[];
  };
  /** The last word of each kind and topic. */
  holds: { about: string; given: boolean; at: string }[];
  /** All entries, the oldest first. */
  entries: ProofEntry[];
}

export interface ProofEntry extends Omit<ConsentEntry, 'contact' | 'at' | 'recordedAt' | 'message' | 'flow' | 'step' | 'by'> {
  by?: Author;
  at: string;
  recordedAt?: string;
  /** The message that said it, with its words where it is still there. */
  message?: { id: string; text?: string };
}

/** Gathers the proof of one person. */
export async function proofOf(contact: Contact, now: Date): Promise<Proof> {
  const entries = await consentsOf(contact.id);
  const said = await getMessages(entries.flatMap(({ message }) => message ?? []));
  const texts = new Map(said.map(({ id, text }) => [id, text]));
  const authorOf = await authorsOf(entries);
  const { id, name, phones, emails, identities } = contact;
  return {
    madeAt: now.toISOString(),
    person: { contact: id, ...(name && { name }), phones, emails, identities: identities.map(({ key }) => key) },
    holds: lastWords(entries).map(entry => ({ about: aboutOf(entry), given: entry.given, at: entry.at.toISOString() })),
    entries: entries.toReversed().map(entry => proofEntry(entry, texts, authorOf(entry))),
  };
}

function proofEntry(
  { contact: _contact, at, recordedAt, message, flow: _flow, step: _step, by: _by, ...rest }: ConsentEntry,
  texts: ReadonlyMap<string, string>,
  author: Author | undefined,
): ProofEntry {
  const text = message === undefined ? undefined : texts.get(message);
  return {
    ...rest,
    at: at.toISOString(),
    ...(recordedAt && { recordedAt: recordedAt.toISOString() }),
    ...(author && { by: author }),
    ...(message !== undefined && { message: { id: message, ...(text && { text }) } }),
  };
}
