import { getContact } from '../contacts/index.ts';
import type { Effect } from '../flow/index.ts';
import type { Logger } from '../lib/logger.ts';
import { answersCustomers, nextInTurn, staffByEmail } from '../staff/index.ts';

type Owner = string | null | undefined;
type Assign = Extract<Effect, { kind: 'assign' }>;

/** Who answers for the contact after these effects: the id of one of the staff, `null` for nobody, nothing where that does not change. */
export async function ownerAfter(effects: readonly Effect[], { contact, log }: { contact: string; log: Logger }): Promise<Owner> {
  let owner: Owner;
  for (const effect of effects) {
    if (effect.kind !== 'assign') continue;
    owner = effect.to === 'round-robin' ? await inTurn(owner, contact) : await named(effect, { owner, log });
  }
  return owner;
}

/** A returning customer stays with their person, as long as that person is there. */
async function inTurn(owner: Owner, contact: string): Promise<Owner> {
  if (owner) return owner;
  if (owner === undefined) {
    const present = (await getContact(contact))?.owner;
    if (present !== undefined && (await answersCustomers(present))) return undefined;
  }
  return (await nextInTurn()) ?? owner;
}

async function named({ to }: Assign, { owner, log }: { owner: Owner; log: Logger }): Promise<Owner> {
  if (to === 'nobody') return null;
  const found = await staffByEmail(to);
  if (found !== undefined) return found;
  log.warn({ to }, 'a flow assigns a contact to somebody who has no account; its owner stays');
  return owner;
}
