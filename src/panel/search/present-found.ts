import type { Contact } from '../../contacts/index.ts';
import { type Deal, defaultCurrency } from '../../deals/index.ts';
import { type Found, markWords } from '../../search/index.ts';
import type { Task } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { money, stageIn, stageName } from '../deals/words.ts';
import { contactName, pictureOf, presentAvatar } from '../present-contact.ts';
import { presentPersonal, presentPhone } from '../present-phone.ts';
import { presentDue } from '../present-task.ts';
import { presentShortTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import type { FoundAround } from './load-around.ts';
import { snippetOf } from './snippet.ts';

interface Means {
  q: string;
  around: FoundAround;
}

/** What was found, by its kind; kinds without any are not told. */
export function presentFound(viewer: Viewer, found: Found, means: Means) {
  const title = (kind: string) => t(viewer.language, `panel:search.kinds.${kind}`);
  const q = found.instead ?? means.q;
  const groups = [
    { id: 'contacts', rows: found.contacts.map(contact => contactRow(viewer, contact, q)) },
    { id: 'messages', rows: found.messages.map(message => messageRow(viewer, message, { ...means, q })) },
    { id: 'deals', rows: found.deals.map(deal => dealRow(viewer, deal, { ...means, q })) },
    { id: 'tasks', rows: found.tasks.map(task => taskRow(viewer, task, { ...means, q })) },
  ];
  return groups.filter(({ rows }) => rows.length > 0).map(group => ({ ...group, title: title(group.id) }));
}

function contactRow(viewer: Viewer, contact: Contact, q: string) {
  const name = contactName(viewer, contact);
  const [phone] = contact.phones;
  const about = [phone && presentPhone(viewer, phone).words, contact.company, contact.city, contact.tags.slice(0, 2).join(', ')];
  return {
    href: `/contacts/${contact.id}`,
    avatar: presentAvatar(contact.id, name, pictureOf(contact)),
    title: markWords(name, q),
    about: presentPersonal(viewer, about.filter(Boolean).join(' · ')),
  };
}

function messageRow(viewer: Viewer, { message, conversation }: Found['messages'][number], { q, around }: Means) {
  const text = presentPersonal(
    viewer,
    [message.text, ...(message.attachments ?? []).map(({ name = '' }) => name)].filter(Boolean).join(' · '),
  );
  const icon = message.event ? 'pencil' : 'message-2';
  return {
    href: `/inbox/${encodeURIComponent(conversation.id)}?view=all&at=${message.order}`,
    icon,
    title: snippetOf(text, q),
    about: contactName(viewer, around.contacts.get(conversation.contact ?? '')),
    when: presentShortTime(viewer, message.at),
  };
}

function dealRow(viewer: Viewer, deal: Deal, { q, around }: Means) {
  const pipeline = around.pipelines.get(deal.pipeline);
  const contact = around.contacts.get(deal.contact);
  const about = [
    stageName(viewer, stageIn(pipeline, deal.stage)),
    deal.amount !== undefined && money(viewer, deal.amount, pipeline?.currency ?? defaultCurrency),
    contact && contactName(viewer, contact),
  ];
  return {
    href: `/deals/${encodeURIComponent(deal.id)}`,
    icon: 'briefcase',
    title: markWords(presentPersonal(viewer, deal.title), q),
    about: about.filter(Boolean).join(' · '),
  };
}

function taskRow(viewer: Viewer, task: Task, { q, around }: Means) {
  const contact = around.contacts.get(task.contact ?? '');
  const about = [
    task.done ? t(viewer.language, 'panel:search.done') : presentDue(viewer, task).words,
    contact && contactName(viewer, contact),
  ];
  return {
    href: `/tasks/${encodeURIComponent(task.id)}`,
    icon: 'circle-check',
    title: markWords(presentPersonal(viewer, task.title), q),
    about: about.filter(Boolean).join(' · '),
  };
}
