import { livingContact } from '../contacts/index.ts';
import { cancelDeliveries } from '../deliveries/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import type { AutomationRun } from './automation.ts';
import { runs, toRun } from './automation-model.ts';
import { getAutomation } from './automation-store.ts';
import { insertRun, runIdOf } from './run-store.ts';

/**
 * Somebody of the staff lets a contact into a chain: its condition and how soon it may be gone through again are not asked, since a person has
 * decided. AppErrors: `automations.not_on` while it is not on, `automations.seated` where the contact is in it, or has been through one that
 * nobody goes through twice, `contacts.not_found`, `automations.not_found`. `key`: the same twice is one run.
 */
export async function putIn(
  id: string,
  contactId: string,
  { now, by, key = newId() }: { now: Date; by: string; key?: string },
): Promise<AutomationRun> {
  const automation = await getAutomation(id);
  if (automation.state !== 'on') throw new AppError('automations.not_on', 'This automation is not on.', { automation: id });
  const contact = await livingContact(contactId);
  if (!contact || contact.deletedAt)
    throw new AppError('contacts.not_found', 'There is no such contact.', { contact: contactId });
  const cause = `hand:${by}:${key}`;
  const outcome = await insertRun({ automation, contact: contact.id, cause, depth: 0, now, reason: 'byHand' });
  if (outcome === 'seated')
    throw new AppError('automations.seated', 'They are in this automation, or may not go through it again.', { automation: id });
  return readRun(runIdOf(automation.id, contact.id, cause));
}

/**
 * Somebody of the staff takes a contact out of a chain; what was planned and has not gone out is taken back. One that is over stays as it is.
 * AppError `automations.run_not_found`.
 */
export async function takeOut(run: string, { now }: { now: Date }): Promise<AutomationRun> {
  const before = await readRun(run);
  const { reentry } = await getAutomation(before.automation, { evenRemoved: true });
  const { matchedCount } = await runs.updateOne(
    { _id: run, state: 'waiting' },
    {
      $set: { state: 'left', endedAt: now },
      // Who may never come again keeps their seat.
      $unset: { wakeAt: '', waits: '', attempts: '', ...(reentry.kind !== 'never' && { seat: '' }) },
      $inc: { turn: 1 },
      $push: { log: { at: now, what: 'left', reason: 'takenOut' } },
    },
  );
  if (matchedCount > 0) await cancelDeliveries({ run }, 'left', now);
  return readRun(run);
}

async function readRun(id: string): Promise<AutomationRun> {
  const found = await runs.findOne({ _id: id });
  if (!found) throw new AppError('automations.run_not_found', 'There is no such run.', { run: id });
  return toRun(found);
}
