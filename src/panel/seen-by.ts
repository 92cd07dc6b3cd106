import type { Conversation, Wanted } from '../conversations/index.ts';
import { may, type Staff } from '../staff/index.ts';

/** Which conversations somebody of the staff sees: all, or their own and those of nobody. */
export function seenBy(staff: Staff): Pick<Wanted, 'viewer' | 'ownOnly'> {
  return { viewer: staff.id, ...(!may(staff, 'seeAll') && { ownOnly: true }) };
}

export function maySee(staff: Staff, conversation: Pick<Conversation, 'staff'>): boolean {
  return may(staff, 'seeAll') || conversation.staff === undefined || conversation.staff === staff.id;
}

/** Whether somebody may open a conversation: it is theirs, or their card's, or nobody's on a card that is nobody's; `owner` is the card's. */
export function mayOpen(staff: Staff, { staff: holder }: Pick<Conversation, 'staff'>, owner: string | undefined): boolean {
  if (may(staff, 'seeAll') || holder === staff.id || owner === staff.id) return true;
  return holder === undefined && owner === undefined;
}
