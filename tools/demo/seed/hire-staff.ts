import { newId } from '../../../src/lib/ids.ts';
import { changeProfile, getStaff, invitations, invite, type Role } from '../../../src/staff/index.ts';
import { hashPassword } from '../../../src/staff/passwords.ts';
import { StaffModel } from '../../../src/staff/staff.model.ts';
import type { Office } from './office.ts';

const colleagues: readonly { name: string; email: string; role: Role }[] = [
  { name: 'Марина Образцова', email: 'marina@example.org', role: 'manager' },
  { name: 'Денис Пробный', email: 'denis@example.org', role: 'manager' },
];

/** Who has an account and answers no customers. */
const others: readonly { name: string; email: string; role: Role }[] = [
  { name: 'Ксения Рекламная', email: 'ksenia@example.org', role: 'marketer' },
  { name: 'Борис Счётов', email: 'boris@example.org', role: 'viewer' },
];

/**
 * Gives the owner a name and colleagues, who cannot sign in: nobody knows their password. Joining needs a password each,
 * so this writes their documents.
 */
export async function hireStaff({ ownerEmail, now }: { ownerEmail: string; now: Date }): Promise<Office> {
  const owner = await StaffModel.findOne({ email: ownerEmail }).lean();
  if (!owner) throw new Error(`Nobody has the account ${ownerEmail}.`);
  if (owner.name === ownerEmail.split('@')[0]) await changeProfile(owner._id, { name: 'Ольга Примерова' });
  const { name = owner.name } = (await StaffModel.findById(owner._id).lean()) ?? {};
  const passwordHash = await hashPassword(newId());
  for (const colleague of [...colleagues, ...others]) {
    await StaffModel.updateOne(
      { _id: `demo-${colleague.email.split('@')[0]}` },
      { $setOnInsert: { ...colleague, passwordHash, createdAt: now, passwordChangedAt: now, preferences: {} } },
      { upsert: true },
    );
  }
  await inviteOne(owner._id, now);
  return [{ id: owner._id, name }, ...colleagues.map(({ name, email }) => ({ id: `demo-${email.split('@')[0]}`, name }))];
}

/** Somebody has been asked to join, and has not come yet. */
async function inviteOne(ownerId: string, now: Date): Promise<void> {
  const by = await getStaff(ownerId);
  if (by && (await invitations()).length === 0) await invite({ email: 'stazher@example.org', role: 'manager' }, { by, now });
}
