import { z } from 'zod';
import { type Contact, contactsSharing, createContact, keysOf, livingContact, readStandardField } from '../contacts/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { sameSecret } from '../lib/same-secret.ts';
import type { Automation } from './automation.ts';
import { automations, toAutomation } from './automation-model.ts';
import { type BeginMeans, beginRun } from './begin-run.ts';
import { hashOf } from './hook-secret.ts';

const text = z.union([z.string().trim().max(200), z.number().transform(String)]);

/** What another program sends: who it is about, in one of these ways, and what it wants to be known along with it. */
export const hookSchema = z.object({
  /** Of the card. */
  contact: text.exactOptional(),
  phone: text.exactOptional(),
  email: text.exactOptional(),
  name: text.exactOptional(),
  /** Makes a card where there is none. */
  create: z
    .union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform(value => value === 'true' || value === '1')])
    .exactOptional(),
  /** The same twice is one call. */
  key: text.exactOptional(),
  /** Kept with the run and given on to the webhooks of the chain. */
  values: z
    .record(z.string().max(60), z.union([z.string().max(1000), z.number(), z.boolean()]))
    .refine(values => Object.keys(values).length <= 50)
    .exactOptional(),
});

export type HookCall = z.infer<typeof hookSchema>;

const region = 'RU';

/**
 * Another program called the address of an automation. Answers whom it was about and whether the chain began; what kept it from beginning stands
 * in the log of the contact. AppErrors: `automations.hook_unknown` for an address that is none (any more), `automations.hook_off`,
 * `automations.hook_nobody` where nobody is named or found, `automations.hook_several` where it could be several, `contacts.bad_…`.
 */
export async function hookCalled(
  id: string,
  secret: string,
  call: HookCall,
  means: BeginMeans & { region?: string },
): Promise<{ contact: string; begun: boolean }> {
  const automation = await calledBy(id, secret);
  if (automation.state !== 'on') throw new AppError('automations.hook_off', 'This automation is off.', { automation: id });
  const cause = `hook:${call.key ?? newId()}`;
  const contact = await whoIs(call, { automation, cause, ...means });
  const about = call.values && Object.keys(call.values).length > 0 ? { about: { values: call.values } } : {};
  return { contact: contact.id, begun: await beginRun(automation, { contact: contact.id, cause, ...about }, means) };
}

/** Who does not know the secret is told nothing of what there is. */
async function calledBy(id: string, secret: string): Promise<Automation> {
  const found = await automations.findOne({ _id: id, removedAt: { $exists: false } });
  const automation = found && toAutomation(found);
  const fits = sameSecret(hashOf(secret), automation?.hook?.hash ?? '');
  if (!automation?.hook || !fits || automation.trigger.kind !== 'webhook')
    throw new AppError('automations.hook_unknown', 'There is nothing at this address.');
  // One that was made before only hashes were kept.
  await automations.updateOne({ _id: id, 'hook.secret': secret }, { $set: { hook: automation.hook } });
  return automation;
}

interface Asking {
  automation: Automation;
  cause: string;
  now: Date;
  region?: string;
}

async function whoIs(call: HookCall, asking: Asking): Promise<Contact> {
  if (call.contact !== undefined) {
    const known = await livingContact(call.contact);
    if (!known || known.deletedAt) throw nobody();
    return known;
  }
  const phone = read('phone', call.phone, asking);
  const email = read('email', call.email, asking);
  if (phone === '' && email === '') throw nobody();
  const sharing = await contactsSharing(keysOf({ ...nothing, phones: phone ? [phone] : [], emails: email ? [email] : [] }), {
    limit: 20,
  });
  const fits = sharing.filter(
    ({ phones, emails, deletedAt }) => !deletedAt && (phones.includes(phone) || emails.includes(email)),
  );
  const [found, other] = fits;
  if (other)
    throw new AppError('automations.hook_several', 'Several contacts have this phone or e-mail: give the id of one.', {
      count: fits.length,
    });
  if (found) return found;
  if (!call.create) throw nobody();
  const { automation, cause, now } = asking;
  return createContact(
    {
      ...(call.name && { name: call.name }),
      ...(phone && { phones: { add: phone } }),
      ...(email && { emails: { add: email } }),
    },
    {
      key: `${automation.id}:${cause}:${phone}:${email}`,
      by: { kind: 'automation', id: automation.id, name: automation.name },
      now,
    },
  );
}

const nothing = { identities: [], fields: {}, phones: [], emails: [], tags: [] };

function read(field: 'phone' | 'email', typed: string | undefined, asking: Asking): string {
  if (typed === undefined) return '';
  const result = readStandardField(field, typed, { region: asking.region ?? region, language: 'en' });
  if ('value' in result) return result.value;
  throw new AppError(result.problem.code, result.problem.message, { ...result.problem.facts, field });
}

const nobody = () =>
  new AppError('automations.hook_nobody', 'Nobody was found: give contact, phone or email, and create to make a card.');
