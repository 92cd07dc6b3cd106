import { AppError } from '../lib/app-error.ts';
import { signal } from '../signals/index.ts';
import type { ConsentSummary, Contact } from './contact.ts';
import { keepChange } from './contact-model.ts';
import { dismissPair } from './duplicates.ts';
import { getContact } from './get-contact.ts';
import { abandonedMs, authorOf, between, lateMs, type MergeMeans, mergeWrite, nameOf, refuseBusy } from './merge-contacts.ts';
import { consentsSince, findCameFrom, handConversations, handHoldings, type SaidConsent } from './merging/holdings.ts';
import { type Merge, type MergeAuthor, merges, toMerge } from './merging/merge-model.ts';
import { changedSince, withdraw } from './merging/part-cards.ts';
import { writeContact } from './write-contact.ts';

/**
 * Makes two cards again of one, both as they were; what was changed on the survivor since stays with it, what came since through an identity
 * goes with the identity. The pair is not suggested again. AppError `merges.not_found`, `merges.parted` when it was done already,
 * `merges.later_first` when the survivor became a part of another card, `merges.busy`.
 */
export async function unmergeContacts(id: string, by: MergeAuthor, means: MergeMeans): Promise<Merge> {
  const found = await merges.findOne({ _id: id });
  if (!found) throw new AppError('merges.not_found', 'There is no such merge.', { merge: id });
  if (found.state !== 'moved' && found.state !== 'done')
    throw new AppError(found.state === 'planned' ? 'merges.busy' : 'merges.parted', 'These cards are two already.');
  const survivor = await getContact(found.survivor);
  if (!survivor) throw new AppError('merges.gone', 'The card that it was merged into is not there any more.');
  if (survivor.mergedInto)
    throw new AppError('merges.later_first', 'That card became a part of another one. Undo the later merge first.', {
      contact: survivor.mergedInto,
    });
  const kept = found.after ? changedSince(survivor, found.after) : [];
  const parting = {
    state: 'parting' as const,
    parted: { by, at: means.now, kept },
    lookAt: new Date(means.now.getTime() + abandonedMs),
    busy: [found.survivor, found.loser],
  };
  const begun = await merges.updateOne({ _id: id, state: { $in: ['moved', 'done'] } }, { $set: parting }).catch(refuseBusy);
  if (begun.matchedCount === 0) throw new AppError('merges.parted', 'These cards are two already.');
  await means.checkpoint?.('parting');
  return finishUnmerge({ ...toMerge(found), ...parting }, means);
}

/** Does what is left of the way back; done again it changes nothing. */
export async function finishUnmerge(merge: Merge, means: MergeMeans): Promise<Merge> {
  const { id, survivor, loser } = merge;
  const { now, checkpoint = between, recount } = means;
  const write = (step: string) => ({ ...mergeWrite({ ...merge, by: merge.parted?.by ?? merge.by }, `parts: ${step}`, now) });
  const keys = identityKeys(merge);

  await writeContact(loser, { ...write('returns'), change: returned(merge) });
  await checkpoint('returned');
  await writeContact(survivor, { ...write('gives back'), change: card => givenBack(card, merge, keys) });
  await checkpoint('given back');
  const handed = (await getContact(survivor))?.handsOver?.identities ?? [];
  await writeContact(loser, {
    ...write('takes'),
    change: card => ({ ...card, identities: addMissing(card.identities, handed) }),
  });
  await checkpoint('taken');
  await writeContact(survivor, { ...write('lets go'), change: ({ handsOver: _handed, ...card }) => card });
  await checkpoint('let go');
  await returnEverything(merge);
  await checkpoint('moved back');
  await shareConsents(merge, write);
  await adaptLaterMerges(merge);
  const by = authorOf({ ...merge, by: merge.parted?.by ?? merge.by });
  const other = await getContact(loser);
  const line = { contact: survivor, at: merge.parted?.at ?? now, by, field: 'parted', new: other ? nameOf(other) : loser };
  await keepChange({ _id: `merge:${id}:parted`, ...line });
  for (const card of [survivor, loser]) await recount?.(card, now);
  if (other) await dismissPair(survivor, loser, { by: merge.parted?.by ?? merge.by, now });
  const lookAt = new Date(now.getTime() + lateMs);
  await merges.updateOne({ _id: id, state: 'parting' }, { $set: { state: 'parted', lookAt }, $unset: { busy: '' } });
  for (const about of [survivor, loser]) signal({ topic: 'contacts', about });
  return toMerge((await merges.findOne({ _id: id })) ?? { _id: id, ...merge });
}

/** What came while the cards were parted, through an identity that has gone, goes after it. */
export async function returnLate(merge: Merge, { now, recount }: MergeMeans): Promise<void> {
  await returnEverything(merge);
  for (const card of [merge.survivor, merge.loser]) await recount?.(card, now);
  await merges.updateOne({ _id: merge.id, state: 'parted' }, { $unset: { lookAt: '' } });
}

const identityKeys = ({ before }: Merge): string[] => (before.loser?.identities ?? []).map(({ key }) => key);

const returned =
  ({ before }: Merge) =>
  ({ mergedInto, deletedAt, ...card }: Contact): Contact => {
    if (!mergedInto) return { ...card, ...(deletedAt && { deletedAt }) };
    return { ...card, identities: [], ...(before.loser?.deletedAt && { deletedAt: before.loser.deletedAt }) };
  };

/** The survivor without what the merge brought; the identities are on their way back. */
function givenBack(card: Contact, { id, loser, before, after }: Merge, keys: string[]): Contact {
  if (!card.merged?.includes(id) || !before.survivor || !after) return card;
  const parted = withoutMerge(withdraw(card, { before: before.survivor, after }), id);
  return { ...parted, handsOver: { to: loser, identities: card.identities.filter(({ key }) => keys.includes(key)) } };
}

function addMissing(known: Contact['identities'], more: Contact['identities']): Contact['identities'] {
  return [...known, ...more.filter(({ key }) => !known.some(other => other.key === key))];
}

/** What was the loser's before, and what came since out of its conversations. */
async function returnEverything(merge: Merge): Promise<void> {
  const { conversations = [], ...moved } = merge.moved;
  const way = { from: merge.survivor, to: merge.loser };
  const since = await findCameFrom(conversations, merge.survivor);
  await handConversations(conversations, way);
  await handHoldings(moved, way);
  await handHoldings(since, way);
}

/** A word on a consent since the merge is of the card that its conversation belongs to. */
async function shareConsents(merge: Merge, write: (step: string) => ReturnType<typeof mergeWrite>): Promise<void> {
  const { at, before } = merge;
  const [own, theirs] = await Promise.all([consentsSince(merge.survivor, at), consentsSince(merge.loser, at)]);
  if (theirs.length === 0) return;
  await writeContact(merge.loser, { ...write('consents'), change: card => withWords(card, lastWords(theirs)) });
  const was = { ...wordsOf(before.survivor), ...lastWords(own) };
  const spoken = Object.keys(lastWords(theirs));
  await writeContact(merge.survivor, {
    ...write('consents'),
    change: card => withWords(card, Object.fromEntries(spoken.map(about => [about, was[about]]))),
  });
}

/** A consent by its kind, a topic of mailings as `topic:<name>`. */
type Words = Record<string, ConsentSummary | undefined>;

function lastWords(said: SaidConsent[]): Words {
  return Object.fromEntries(
    said.map(({ kind, topic, given, hash, at }) => [kind === 'topic' ? `topic:${topic}` : kind, { given, hash, at }]),
  );
}

function wordsOf(card: Contact | undefined): Words {
  const topics = Object.entries(card?.topics ?? {});
  return {
    ...card?.consents,
    ...Object.fromEntries(topics.map(([topic, { wanted, at }]) => [`topic:${topic}`, { given: wanted, hash: '', at }])),
  };
}

function withWords(card: Contact, words: Words): Contact {
  const consents = { ...card.consents };
  const topics = { ...card.topics };
  for (const [about, word] of Object.entries(words)) {
    const topic = /^topic:(.*)$/s.exec(about)?.[1];
    if (topic !== undefined && word) topics[topic] = { wanted: word.given, at: word.at };
    else if (topic !== undefined) Reflect.deleteProperty(topics, topic);
    else if (word) consents[about] = word;
    else Reflect.deleteProperty(consents, about);
  }
  return { ...card, consents, ...((card.topics || Object.keys(topics).length > 0) && { topics }) };
}

/** Cards that became a part of the survivor later remember it with what goes now: their way back must not bring it again. */
async function adaptLaterMerges({ id, survivor, at, before, after }: Merge): Promise<void> {
  if (!before.survivor || !after) return;
  const union = { before: before.survivor, after };
  const later = await merges.find({ survivor, at: { $gte: at }, state: { $in: ['moved', 'done'] } }).toArray();
  for (const other of later) {
    if (other._id === id || !other.before.survivor || !other.after?.merged?.includes(id)) continue;
    const survivorThen = withoutMerge(withdraw(other.before.survivor, union), id);
    const afterwards = withoutMerge(withdraw(other.after, union), id);
    await merges.updateOne({ _id: other._id }, { $set: { 'before.survivor': survivorThen, after: afterwards } });
  }
}

function withoutMerge({ merged = [], ...card }: Contact, id: string): Contact {
  const rest = merged.filter(known => known !== id);
  return { ...card, ...(rest.length > 0 && { merged: rest }) };
}
