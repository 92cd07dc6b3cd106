import { consentsOf } from '../consents/index.ts';
import { type Contact, changesOf, similarContacts } from '../contacts/index.ts';
import { conversationIdsOf, conversationsOf, runsOf } from '../conversations/index.ts';
import { dealsOf } from '../deals/index.ts';
import { jointHistory } from '../messages/index.ts';
import { may, staffNames } from '../staff/index.ts';
import { tasksOf } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { presentChange, presentConsent, presentRun } from './present-card.ts';
import { contactName, presentContact } from './present-contact.ts';
import { presentDeal } from './present-deal.ts';
import { presentFields } from './present-field.ts';
import { presentMessages } from './present-message.ts';
import { presentMessengerMark } from './present-messenger.ts';
import { presentTask } from './present-task.ts';
import type { Viewer } from './viewer.ts';

const historyLength = 50;
const changesLength = 100;
const doneTasks = 5;

/** The whole card: the person, their consents, answers, changes and messages across all messengers. */
export async function loadCard(viewer: Viewer, contact: Contact) {
  const { id } = contact;
  const [consents, runs, changes, messages, duplicates, conversations, work] = await Promise.all([
    consentsOf(id),
    runsOf(id),
    changesOf(id, { limit: changesLength }),
    jointHistory(conversationIdsOf(contact), { limit: historyLength }),
    similarContacts(contact),
    conversationsOf(id),
    loadWork(viewer, contact),
  ]);
  return {
    ...presentContact(viewer, contact),
    ...work.shown,
    canWrite: viewer.staff !== undefined && may(viewer.staff, 'write'),
    fields: presentFields(viewer, contact),
    consents: consents.map(consent => presentConsent(viewer, consent)),
    runs: runs.map((run, i) => ({ ...presentRun(viewer, run), isOpen: i === 0 })),
    changes: changes.map(change => presentChange(viewer, change, work.names)),
    messages: presentMessages(viewer, messages),
    older: messages.length === historyLength && `/contacts/${id}/history?before=${messages[0]?.order}`,
    duplicates: duplicates.map(({ contact: other, evidence }) => ({
      name: contactName(viewer, other),
      href: `/contacts/${other.id}`,
      by: evidence.map(({ kind }) => t(viewer.language, `panel:duplicates.by.${kind}`)).join(', '),
    })),
    conversations: conversations.map(conversation => ({
      href: `/inbox/${conversation.id}`,
      ...presentMessengerMark(viewer, conversation.messenger),
    })),
  };
}

/** The part of the card that stands beside a conversation: the person and what they answered last. */
export async function loadCardSummary(viewer: Viewer, contact: Contact) {
  const [consents, [run], work] = await Promise.all([consentsOf(contact.id), runsOf(contact.id), loadWork(viewer, contact)]);
  return {
    ...presentContact(viewer, contact),
    ...work.shown,
    canWrite: viewer.staff !== undefined && may(viewer.staff, 'write'),
    fields: presentFields(viewer, contact),
    consents: consents.map(consent => presentConsent(viewer, consent)),
    ...(run && { runs: [{ ...presentRun(viewer, run), isOpen: true }] }),
  };
}

/** Who answers for the person, what is to be sold and what is to be done. */
async function loadWork(viewer: Viewer, contact: Contact) {
  const [deals, tasks, names] = await Promise.all([
    contact.hasDeals ? dealsOf(contact.id) : [],
    tasksOf(contact.id, { limit: doneTasks }),
    staffNames(),
  ]);
  const owner = contact.owner && names.get(contact.owner);
  const whose = { names, ...(contact.owner && { owner: contact.owner }) };
  const shown = {
    owner: owner ?? t(viewer.language, 'panel:card.noOwner'),
    deals: deals.map(deal => presentDeal(viewer, deal, names)),
    tasks: tasks.map(task => presentTask(viewer, task, whose)),
  };
  return { names, shown };
}
