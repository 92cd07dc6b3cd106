import { type Conversation, heldBy } from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import { staffNames } from '../staff/index.ts';

/** Throws AppError `inbox.conflict` when somebody else has it by now than whoever acts has seen; `name` is who was first. */
export async function expectHeld(conversation: Conversation, held: string): Promise<void> {
  if (heldBy(conversation) === held) return;
  const name = conversation.staff && (await staffNames()).get(conversation.staff);
  throw new AppError(name ? 'inbox.conflict' : 'inbox.changed.conflict', 'Somebody else was first. Look again.', {
    conversation: conversation.id,
    ...(name && { name }),
  });
}
