import type { Document } from 'mongodb';
import { literalPattern } from '../../lib/literal-pattern.ts';

/** Of whom: their cards, with those that became parts of them, and the conversations of their identities. */
export interface Whose {
  contacts: string[];
  /** Ids of conversations. */
  conversations: string[];
  now: Date;
}

/** What is done with the documents that `where` finds: they go, or they stay as bare numbers. */
export interface Leaving {
  collection: string;
  where(whose: Whose): Document;
  /** Absent: they are deleted. */
  update?: (whose: Whose) => Document;
}

const ofContact = (collection: string): Leaving => ({ collection, where: ({ contacts }) => ({ contact: { $in: contacts } }) });
const inConversation = (collection: string): Leaving => ({
  collection,
  where: ({ conversations }) => ({ conversation: { $in: conversations } }),
});

/** The title of what stays as a number. */
const nameless = '—';

/**
 * Everything that a person leaves in the database, in the order in which it goes; done again it changes nothing. Some of these are found without
 * an index: people are erased seldom and many at once. A test holds the list and `stays` to all collections that there are.
 */
export const leavings: readonly Leaving[] = [
  inConversation('scheduled'),
  inConversation('messages'),
  // What the staff were told of them in a messenger of their own.
  {
    collection: 'messages',
    where: ({ contacts, conversations }) => ({ about: { $exists: true, $in: [...contacts, ...conversations] } }),
  },
  inConversation('messageWords'),
  inConversation('events'),
  inConversation('alerts'),
  ofContact('alerts'),
  // What open pages were told of them lately.
  { collection: 'signals', where: ({ conversations }) => ({ 'facts.conversation': { $in: conversations } }) },
  ofContact('runs'),
  ofContact('automationRuns'),
  ofContact('flowMoveRows'),
  // What was asked and whether it was answered counts on in the funnels; what was said does not.
  {
    ...ofContact('facts'),
    update: () => ({ $set: { conversation: '' }, $unset: { words: '' } }),
  },
  // A deal that is over counts on in the reports, without a word of whose it was or what it was about; one that is open has nobody any more.
  { collection: 'deals', where: ({ contacts }) => ({ contact: { $in: contacts }, isOpen: true }) },
  {
    ...ofContact('deals'),
    update: () => ({
      $set: { title: nameless, fields: {}, tags: [], search: [], applied: [] },
      $unset: { contacts: '', run: '', source: '', notes: '', files: '', log: '', expectedAt: '', pressing: '', countFor: '' },
    }),
  },
  {
    collection: 'deals',
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    where: ({ contacts }) => ({ contacts: { $exists: true, $in: contacts } }),
    update: ({ contacts }) => ({ $pull: { contacts: { $in: contacts } } }),
  },
  // What was sold for how much: 402-FZ article 29 asks that accounts be kept for five years.
  { ...ofContact('orders'), update: () => ({ $set: { title: nameless } }) },
  ofContact('tasks'),
  ofContact('changes'),
  { collection: 'duplicates', where: ({ contacts }) => ({ cards: { $in: contacts } }) },
  { collection: 'merges', where: ({ contacts }) => ({ survivor: { $in: contacts } }) },
  { collection: 'merges', where: ({ contacts }) => ({ loser: { $in: contacts } }) },
  { collection: 'removals', where: ({ contacts }) => ({ _id: { $in: contacts } }) },
  { collection: 'traits', where: ({ contacts }) => ({ _id: { $in: contacts } }) },
  { collection: 'scores', where: ({ contacts }) => ({ _id: { $in: contacts } }) },
  { collection: 'capUses', where: ({ contacts }) => ({ _id: { $in: contacts } }) },
  ofContact('segmentListed'),
  ofContact('segmentMembers'),
  ofContact('segmentMoves'),
  // What is still to be sent never is.
  {
    collection: 'deliveries',
    where: ({ contacts }) => ({ contact: { $in: contacts }, state: 'planned' }),
    update: ({ now }) => ({ $set: { state: 'cancelled', reason: 'deleted', settled: true, changedAt: now } }),
  },
  // The numbers of a mailing stay what they were; whom it went to, and the buttons that they still have, go.
  {
    collection: 'deliveries',
    where: ({ contacts }) => ({ contact: { $in: contacts }, settled: true }),
    update: () => ({ $set: { conversation: '' }, $unset: { token: '', message: '' } }),
  },
  ofContact('rehearsalRows'),
  {
    collection: 'rehearsals',
    where: ({ contacts }) => ({ 'hardest.contact': { $in: contacts } }),
    update: ({ contacts }) => ({ $pull: { hardest: { contact: { $in: contacts } } } }),
  },
  ofContact('importedIds'),
  ofContact('webhookCalls'),
  {
    collection: 'webhookDeliveries',
    where: ({ contacts }) => ({ $or: contacts.map(id => ({ body: { $regex: id } })) }),
  },
  // What was done stays done when it is asked for again; what was told of them goes.
  {
    collection: 'apiAnswers',
    where: ({ contacts, conversations }) => ({
      $or: [...contacts, ...conversations].map(id => ({ 'answer.text': { $regex: literalPattern(id) } })),
    }),
    update: () => ({ $unset: { 'answer.text': '' } }),
  },
  ofContact('consents'),
  {
    collection: 'conversations',
    where: ({ conversations, contacts }) => ({ _id: { $in: conversations }, contact: { $in: contacts } }),
  },
];

/** What names a contact, a conversation or a person and stays, and why. */
export const stays: Readonly<Record<string, string>> = {
  contacts: 'the cards themselves are erased by the job, before anything else',
  storedFiles: 'files are removed by the job, bytes and all',
  importReports: 'rows of imports are taken out by the job, with those of importChunks',
  importChunks: 'see importReports',
  knownWords: 'words that nobody else has said are taken out by the job',
  audit: 'what the staff did, by the id of a card that is no more; it is kept for as long as the audit is',
  deliveryTokens: 'what a delivery is called in links and buttons; nothing of the person',
  clicks: 'a delivery, a link and a time; nothing of the person',
  dealTouches: 'sums of mailings by the id of a card that is no more',
  erasures: 'the proof that the person was erased: hashes, dates, consents',
};
