import type { Conversation, Wanted } from '../conversations/index.ts';
import { may, type Staff } from '../staff/index.ts';

/** Which conversations somebody of the staff sees: all, or their own and those of nobody. */
export function seenBy(staff: Staff): Pick<Wanted, 'viewer' | 'ownOnly'> {
  return { viewer: staff.id, ...(!may(staff, 'seeAll') && { ownOnly: true }) };
}

export function maySee(staff: Staff, conversation: Pick<Conversation, 'staff'>): boolean {
  return may(staff, 'seeAll') || conversation.staff === undefined || conversation.staff === staff.id;
}
