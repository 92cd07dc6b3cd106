import { newId } from '../lib/ids.ts';
import { alertSettings, type StaffLink } from './alert-settings.ts';

/** What the deep link of a code carries: `/start staff-<code>` of Telegram, `ref=staff-<code>` of VK. */
export const linkPrefix = 'staff-';
const validMs = 15 * 60_000;

/** A new one-time code by which a person connects their messenger; it counts for 15 minutes, and the one before it no more. */
export async function makeLinkCode(staff: string, now: Date): Promise<string> {
  const value = newId();
  await alertSettings.updateOne(
    { _id: staff },
    { $set: { code: { value, until: new Date(now.getTime() + validMs) } } },
    { upsert: true },
  );
  return value;
}

/** Ends what `makeLinkCode` began. Coming twice with one code (a messenger repeats what it told) is once. False when the code is not good (any more). */
export async function useLinkCode(code: string, link: Pick<StaffLink, 'conversation' | 'name'>, now: Date): Promise<boolean> {
  const { matchedCount } = await alertSettings.updateOne(
    { 'code.value': code, 'code.until': { $gt: now } },
    { $set: { link: { ...link, at: now }, usedCode: code }, $unset: { code: '' } },
  );
  if (matchedCount > 0) {
    await alertSettings.updateMany({ 'link.conversation': link.conversation, usedCode: { $ne: code } }, { $unset: { link: '' } });
    return true;
  }
  return (await alertSettings.findOne({ usedCode: code, 'link.conversation': link.conversation })) !== null;
}

/** The person wants nothing in their messenger any more. */
export async function unlinkMessenger(staff: string): Promise<void> {
  await alertSettings.updateOne({ _id: staff }, { $unset: { link: '', usedCode: '', code: '' } });
}

/** The dialogs that belong to people of the staff. */
export async function linkedConversations(): Promise<Set<string>> {
  const found = await alertSettings.find({ link: { $exists: true } }, { projection: { link: 1 } }).toArray();
  return new Set(found.flatMap(({ link }) => link?.conversation ?? []));
}

/** Whether somebody is just connecting their messenger. */
export async function isAnybodyLinking(now: Date): Promise<boolean> {
  return (await alertSettings.findOne({ 'code.until': { $gt: now } }, { projection: { _id: 1 } })) !== null;
}

/** They stopped the bot in their messenger, or let it write again. */
export async function noteStopped(conversation: string, stoppedAt: Date | undefined): Promise<void> {
  await alertSettings.updateMany(
    { 'link.conversation': conversation },
    stoppedAt ? { $set: { 'link.stoppedAt': stoppedAt } } : { $unset: { 'link.stoppedAt': '' } },
  );
}
