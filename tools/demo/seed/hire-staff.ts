import { newId } from '../../../src/lib/ids.ts';
import { changeProfile, type Role } from '../../../src/staff/index.ts';
import { hashPassword } from '../../../src/staff/passwords.ts';
import { StaffModel } from '../../../src/staff/staff.model.ts';
import type { Office } from './office.ts';

const colleagues: readonly { name: string; email: string; role: Role }[] = [
  { name: 'Марина Образцова', email: 'marina@example.org', role: 'manager' },
  { name: 'Денис Пробный', email: 'denis@example.org', role: 'manager' },
];

/**
 * Gives the owner a name and two colleagues, who cannot sign in: nobody knows their password. The staff room has no way yet to invite
 * somebody, so this writes its documents.
 */
export async function hireStaff({ ownerEmail, now }: { ownerEmail: string; now: Date }): Promise<Office> {
  const owner = await StaffModel.findOne({ email: ownerEmail }).lean();
  if (!owner) throw new Error(`Nobody has the account ${ownerEmail}.`);
  if (owner.name === ownerEmail.split('@')[0]) await changeProfile(owner._id, { name: 'Ольга Примерова' });
  const { name = owner.name } = (await StaffModel.findById(owner._id).lean()) ?? {};
  const passwordHash = await hashPassword(newId());
  for (const colleague of colleagues) {
    await StaffModel.updateOne(
      { _id: `demo-${colleague.email.split('@')[0]}` },
      { $setOnInsert: { ...colleague, passwordHash, createdAt: now, passwordChangedAt: now, preferences: {} } },
      { upsert: true },
    );
  }
  return [{ id: owner._id, name }, ...colleagues.map(({ name, email }) => ({ id: `demo-${email.split('@')[0]}`, name }))];
}
