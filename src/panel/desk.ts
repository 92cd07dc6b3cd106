import type { OutgoingAttachment } from '../messages/index.ts';

/** Who acts. */
export interface StaffMember {
  id: string;
  name: string;
}

/** What the panel does in a conversation: the inbox's side of the counter. */
export interface Desk {
  /** From now on people speak, the bot is silent. */
  takeOver(conversation: string, staff: StaffMember): Promise<void>;
  /** The bot goes on with the exact question it stood on. */
  giveBack(conversation: string, staff: StaffMember): Promise<void>;
  reply(input: { conversation: string; staff: StaffMember; text: string; attachments?: OutgoingAttachment[] }): Promise<void>;
  /** Repeats a message whose sending failed or whose fate is unknown. */
  sendAgain(message: string, staff: StaffMember): Promise<void>;
}
