import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { type Role, rightsOf, roles } from './roles.ts';
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

const answering = roles.filter(role => rightsOf(role).includes('write'));

/**
 * The manager whose turn it is, one after the other in the order of their accounts, over all processes; where there are no managers,
 * whoever may answer customers. Nothing when there is nobody.
 */
export async function nextInTurn(): Promise<string | undefined> {
  const managers = await idsOf(['manager']);
  const line = managers.length > 0 ? managers : await idsOf(answering);
  if (line.length === 0) return undefined;
  const turn = await turns.findOneAndUpdate({ _id: 'assign' }, { $inc: { count: 1 } }, { upsert: true, returnDocument: 'after' });
  return line[((turn?.count ?? 1) - 1) % line.length];
}

/** Whether this person still has an account that may answer customers. */
export async function answersCustomers(staff: string): Promise<boolean> {
  return (await StaffModel.exists({ _id: staff, role: { $in: [...answering] } })) !== null;
}

/** The id of who has this e-mail, in any spelling. */
export async function staffByEmail(email: string): Promise<string | undefined> {
  const found = await StaffModel.findOne({ email: email.trim().toLowerCase() }, { _id: 1 }).lean();
  return found?._id;
}

async function idsOf(allowed: readonly Role[]): Promise<string[]> {
  const found = await StaffModel.find({ role: { $in: [...allowed] } }, { _id: 1 })
    .sort({ createdAt: 1, _id: 1 })
    .lean<{ _id: string }[]>();
  return found.map(({ _id }) => _id);
}
