import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { listRoles } from './change-role.ts';
import { StaffModel } from './staff.model.ts';

interface TurnDocument {
  _id: string;
  count: number;
}

const turns = rawCollection<TurnDocument>(
  mongoose.model(
    'Turn',
    new mongoose.Schema<TurnDocument>({ _id: String, count: Number }, { collection: 'turns', versionKey: false }),
  ),
);

/**
 * The manager whose turn it is, one after the other in the order of their accounts, over all processes; where there are no managers,
 * whoever may answer customers. Nothing when there is nobody.
 */
export async function nextInTurn(): Promise<string | undefined> {
  const managers = await idsOf(['manager']);
  const line = managers.length > 0 ? managers : await idsOf(await answering());
  if (line.length === 0) return undefined;
  const turn = await turns.findOneAndUpdate({ _id: 'assign' }, { $inc: { count: 1 } }, { upsert: true, returnDocument: 'after' });
  return line[((turn?.count ?? 1) - 1) % line.length];
}

/** Whether this person still has an account that may answer customers. */
export async function answersCustomers(staff: string): Promise<boolean> {
  return (await StaffModel.exists({ _id: staff, role: { $in: await answering() }, off: { $exists: false } })) !== null;
}

/** The id of who has this e-mail, in any spelling. */
export async function staffByEmail(email: string): Promise<string | undefined> {
  const found = await StaffModel.findOne({ email: email.trim().toLowerCase() }, { _id: 1 }).lean();
  return found?._id;
}

/** The roles that may answer customers. */
async function answering(): Promise<string[]> {
  return (await listRoles()).filter(({ rights }) => rights.includes('write')).map(({ id }) => id);
}

async function idsOf(allowed: string[]): Promise<string[]> {
  const found = await StaffModel.find({ role: { $in: allowed }, off: { $exists: false } }, { _id: 1 })
    .sort({ createdAt: 1, _id: 1 })
    .lean<{ _id: string }[]>();
  return found.map(({ _id }) => _id);
}
