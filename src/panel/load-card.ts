import { consentsOf, lastWords } from '../consents/index.ts';
import { type Contact, fieldSettings, similarContacts, suggestionsFor } from '../contacts/index.ts';
import { conversationsOf, runsOf } from '../conversations/index.ts';
import { dealsWith, listPipelines } from '../deals/index.ts';
import { fieldWords } from '../flows/index.ts';
import { auditView, may, type Right, staffNames } from '../staff/index.ts';
import { tasksOf } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { presentFieldGroups } from './card/card-fields.ts';
import { maySeeContact } from './card/may-see.ts';
import { presentOrderTotals } from './card/present-orders.ts';
import { loadTimeline } from './card/timeline.ts';
import { seesDeal } from './deals/words.ts';
import { loadMerging } from './duplicates/load-merging.ts';
import { presentConsent, presentRun } from './present-card.ts';
import { contactName, presentContact } from './present-contact.ts';
import { presentDeal } from './present-deal.ts';
import { presentMessengerMark } from './present-messenger.ts';
import { presentTask } from './present-task.ts';
import type { Viewer } from './viewer.ts';

const doneTasks = 5;
const shownSimilar = 5;

/** The whole card: the person, what is to be done, what looks alike, and everything that happened in one stream. */
export async function loadCard(viewer: Viewer, contact: Contact) {
  const { id } = contact;
  const [person, work, timeline, similar, merging, conversations] = await Promise.all([
    loadPerson(viewer, contact),
    loadWork(viewer, contact),
    loadTimeline(viewer, contact, {}),
    similarContacts(contact),
    loadMerging(viewer, contact),
    conversationsOf(id),
  ]);
  return {
    ...person,
    ...work,
    timeline,
    merging,
    duplicates: similar
      .filter(({ contact: other }) => maySeeContact(viewer, other))
      .slice(0, shownSimilar)
      .map(({ contact: other, evidence }) => ({
        name: contactName(viewer, other),
        href: `/contacts/${other.id}`,
        ...(person.canWrite && { mergeHref: `/contacts/merges/new?${new URLSearchParams({ one: id, two: other.id })}` }),
        by: [...new Set(evidence.map(({ kind }) => t(viewer.language, `panel:card.duplicateBy.${kind}`)))].join(', '),
      })),
    conversations: conversations.map(conversation => ({
      href: `/inbox/${conversation.id}`,
      ...presentMessengerMark(viewer, conversation.messenger),
    })),
  };
}

/** The part of the card that stands beside a conversation: the person and what they answered last. */
export async function loadCardSummary(viewer: Viewer, contact: Contact) {
  const [person, [run], work] = await Promise.all([loadPerson(viewer, contact), runsOf(contact.id), loadWork(viewer, contact)]);
  return { ...person, ...work, ...(run && { runs: [{ ...presentRun(viewer, run), isOpen: true }] }) };
}

/** Who they are: fields by groups, what could be put in order, identities, tags, consents. */
export async function loadPerson(viewer: Viewer, contact: Contact) {
  if (viewer.staff) auditView({ staff: viewer.staff, contact: contact.id, at: viewer.now });
  const [definitions, words, names, consents] = await Promise.all([
    fieldSettings(),
    fieldWords(),
    staffNames(),
    consentsOf(contact.id),
  ]);
  const canWrite = viewer.staff !== undefined && may(viewer.staff, 'write');
  const groups = presentFieldGroups(viewer, contact, { definitions, words, names, canWrite });
  return {
    ...presentContact(viewer, contact),
    canWrite,
    canDefine: viewer.staff !== undefined && may(viewer.staff, 'settings'),
    ...groups,
    moreFields: t(viewer.language, 'panel:card.moreFields', { count: groups.empty.length }),
    suggestions: canWrite ? presentSuggestions(viewer, contact) : [],
    orders: contact.orders && presentOrderTotals(viewer, contact.orders),
    consents: lastWords(consents).map(consent => presentConsent(viewer, consent)),
  };
}

function presentSuggestions(viewer: Viewer, contact: Contact) {
  const { language } = viewer;
  return suggestionsFor(contact)
    .filter(({ field }) => field !== 'email' || viewer.staff === undefined || may(viewer.staff, 'seePhones'))
    .map(({ id, field, value, because }) => ({
      id,
      contact: contact.id,
      label: t(language, `panel:card.fields.${field}`),
      value:
        field === 'gender'
          ? t(language, `panel:card.gender.${value}`)
          : field === 'country'
            ? (new Intl.DisplayNames([language], { type: 'region' }).of(value) ?? value)
            : value,
      because: t(language, `panel:card.because.${because}`),
    }));
}

/** What is to be sold and what is to be done. */
async function loadWork(viewer: Viewer, contact: Contact) {
  const [deals, pipelines, tasks, names] = await Promise.all([
    contact.hasDeals ? dealsWith(contact.id) : [],
    contact.hasDeals ? listPipelines() : [],
    tasksOf(contact.id, { limit: doneTasks }),
    staffNames(),
  ]);
  const allowed = (right: Right) => viewer.staff !== undefined && may(viewer.staff, right);
  const whose = { names, ...(contact.owner && { owner: contact.owner }) };
  return {
    ...(allowed('write') && { newTask: `/tasks/new?contact=${contact.id}` }),
    ...(allowed('create') && { newDeal: `/deals/new?contact=${contact.id}` }),
    deals: deals.filter(deal => seesDeal(viewer, deal)).map(deal => presentDeal(viewer, deal, { names, pipelines })),
    tasks: tasks.map(task => presentTask(viewer, task, whose)),
  };
}
