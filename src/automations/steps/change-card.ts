import { type ContactEdit, changeContact } from '../../contacts/index.ts';
import { conversationsOf, listQueues } from '../../conversations/index.ts';
import { activeStaff } from '../../staff/index.ts';
import type { AutomationStep } from '../automation.ts';
import { customPrefix } from '../field-problem.ts';
import { authorOf, type Outcome, type StepContext } from './step-context.ts';

type Step<D extends AutomationStep['do']> = Extract<AutomationStep, { do: D }>;

/** Puts tags on and takes tags off. */
export async function changeTags({ add, remove }: Step<'tag'>, context: StepContext): Promise<Outcome> {
  await edit({ addTags: add.filter(Boolean), removeTags: remove.filter(Boolean) }, context);
  return { what: 'tagged' };
}

/** Sets a field, read as if a person had typed it. */
export async function setField({ field, value }: Step<'field'>, context: StepContext): Promise<Outcome> {
  const isCustom = field.startsWith(customPrefix);
  await edit(isCustom ? { custom: { [field.slice(customPrefix.length)]: value } } : { [field]: value }, context);
  return { what: 'fieldSet' };
}

/**
 * Says who answers for the contact, and gives a conversation that waits for people to them; or puts the conversation that was used last into a
 * queue of people: the bot is silent there from then on.
 */
export async function assign({ staff, queue }: Step<'assign'>, context: StepContext): Promise<Outcome> {
  const { contact, automation, dispatcher } = context;
  const by = { id: `automation:${automation.id}`, name: automation.name };
  const [talk] = await conversationsOf(contact.id);
  if (staff !== undefined) {
    const member = (await activeStaff()).find(({ id }) => id === staff);
    if (!member) return { what: 'notAssigned', reason: 'unknownStaff' };
    await edit({ owner: staff }, context);
    if (talk?.mode === 'queue') await dispatcher.transfer(talk.id, { staff: { id: staff, name: member.name } }, { by });
  }
  if (queue !== undefined) {
    if (!talk?.contact) return { what: 'notAssigned', reason: 'noContact' };
    const title = (await listQueues()).find(({ id }) => id === queue)?.title ?? '';
    await dispatcher.transfer(talk.id, { queue, title }, { by });
  }
  return { what: 'assigned' };
}

async function edit(what: ContactEdit, context: StepContext): Promise<void> {
  const { contact, key, now, region } = context;
  const people = await activeStaff();
  const staff = new Map(people.map(({ id, name }) => [id, name]));
  await changeContact(contact.id, what, { by: authorOf(context), now, key, region, staff });
}
