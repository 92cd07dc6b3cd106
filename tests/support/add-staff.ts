import mongoose from 'mongoose';
import { forgetNames } from '../../src/staff/change-profile.ts';

/** Somebody else of the firm, with the first account's password. */
export async function addStaff({ email, role }: { email: string; role: string }): Promise<string> {
  const staff = mongoose.connection.collection<{ _id: string; email: string; role: string }>('staff');
  const first = await staff.findOne({ role: 'owner' });
  if (!first) throw new Error('Make the first account before');
  await staff.insertOne({ ...first, _id: `staff-${email}`, email, role });
  forgetNames();
  return `staff-${email}`;
}
