import { alertStaff } from '../../alerts/index.ts';
import { type Contact, fieldsHiddenFrom, maskEmail, maskPhone } from '../../contacts/index.ts';
import { conversationsOf, getConversation } from '../../conversations/index.ts';
import { activeStaff, getStaff, may } from '../../staff/index.ts';
import { createTask } from '../../tasks/index.ts';
import { queueCall } from '../../webhooks/index.ts';
import type { Automation, AutomationStep } from '../automation.ts';
import { fillWords, nameOf } from '../fill-words.ts';
import type { Outcome, StepContext } from './step-context.ts';

type Step<D extends AutomationStep['do']> = Extract<AutomationStep, { do: D }>;

const longestNotice = 140;
const longestTitle = 200;

/** Makes a task, of the one who is named or of whoever answers for the contact. */
export async function makeTask({ title, inMinutes, staff }: Step<'task'>, context: StepContext): Promise<Outcome> {
  const { run, contact, key, now } = context;
  await createTask({
    title: (fillWords(title, contact) || title).slice(0, longestTitle),
    for: staff === undefined ? { kind: 'owner' } : { kind: 'staff', staff },
    ...(contact.owner && { owner: contact.owner }),
    due: new Date(now.getTime() + inMinutes * 60_000),
    contact: contact.id,
    ...(run.about?.deal && { deal: run.about.deal }),
    key,
    now,
  });
  return { what: 'taskMade' };
}

/** Tells the one who is named; else who has the conversation, who answers for the contact, or everybody who answers customers. */
export async function notify({ staff, text }: Step<'notify'>, context: StepContext): Promise<Outcome> {
  const { run, contact, key, now } = context;
  const people = await activeStaff();
  const conversation = run.about?.conversation ?? (await conversationsOf(contact.id))[0]?.id;
  const holder = conversation ? (await getConversation(conversation))?.staff : undefined;
  const one = staff ?? [holder, contact.owner].find(id => people.some(known => known.id === id));
  const wanted = people.filter(each => (one === undefined ? may(each, 'write') : each.id === one));
  if (wanted.length === 0) return { what: 'notNotified', reason: 'unknownStaff' };
  for (const { id } of wanted) {
    await alertStaff({
      key: `${key}:${id}`,
      kind: 'notice',
      staff: id,
      conversation: conversation ?? '',
      ...(conversation === undefined && { href: `/contacts/${encodeURIComponent(contact.id)}` }),
      who: nameOf(contact),
      text: fillWords(text, contact).slice(0, longestNotice),
      at: now,
    });
  }
  return { what: 'notified' };
}

/** Calls another program, in the background and until it is heard. */
export async function callProgram({ url }: Step<'webhook'>, context: StepContext): Promise<Outcome> {
  const { automation, run, contact, key, now, wakeCaller } = context;
  const { id, name, firstName, lastName, tags, owner } = contact;
  const body = {
    automation: { id: automation.id, name: automation.name },
    run: run._id,
    at: now.toISOString(),
    contact: { id, name, firstName, lastName, ...(await seenByAuthor(automation, contact)), tags, owner },
    ...run.about,
  };
  await queueCall({ key, url, body, contact: contact.id, conversation: run.about?.conversation ?? '', now });
  wakeCaller();
  return { what: 'called' };
}

/** Who wrote the chain sends no more of a card to an address of their choice than they may see themselves. */
async function seenByAuthor({ changedBy }: Automation, { phones, emails, fields }: Contact) {
  const author = await getStaff(changedBy);
  const hidden = await fieldsHiddenFrom(author?.role);
  const isFull = author === undefined || may(author, 'seePhones');
  return {
    phones: isFull ? phones : phones.map(maskPhone),
    emails: isFull ? emails : emails.map(maskEmail),
    fields: Object.fromEntries(Object.entries(fields).filter(([key]) => !hidden.has(key))),
  };
}
