import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import type { StoredAttachment, StoredMessage } from './stored-message.ts';
import { nudgeWatchers } from './watch-messages.ts';

/** What became of a file that the history already tells of. */
export type FileNote = Pick<StoredAttachment, 'kind' | 'mime' | 'missing' | 'program'>;

const tries = 5;

/**
 * Writes into the history what became of a file after its message was told of: that it is not to be had, or that it is not what its sender
 * called it. `missing` absent: it is here now. False when no message of the conversation has the file.
 */
export async function noteFile(input: {
  conversation: string;
  file: string;
  note: Partial<FileNote>;
  now: Date;
}): Promise<boolean> {
  const { conversation, file, note, now } = input;
  const messages = rawCollection<MessageDocument>(MessageModel);
  for (let attempt = 1; attempt <= tries; attempt++) {
    const message = await messages.findOne({ conversation, ...withFile(file) });
    if (!message) return false;
    const change = (attachment: StoredAttachment) => (attachment.file === file ? changed(attachment, note) : attachment);
    const { attachments, quoted, changedAt } = message;
    const $set = {
      ...(attachments && { attachments: attachments.map(change) }),
      ...(quoted && { quoted: quoted.map(quote => withAttachments(quote, change)) }),
      // Somebody who writes between our reading and our writing is seen by the time.
      changedAt: new Date(Math.max(now.getTime(), changedAt.getTime() + 1)),
    };
    const { matchedCount } = await messages.updateOne({ _id: message._id, changedAt }, { $set });
    if (matchedCount === 0) continue;
    nudgeWatchers();
    return true;
  }
  return true;
}

/** Whether the history of the conversation has a message with this file. */
export async function hasFile(conversation: string, file: string): Promise<boolean> {
  return (await MessageModel.exists({ conversation, ...withFile(file) })) !== null;
}

function withFile(file: string) {
  return { $or: [{ 'attachments.file': file }, { 'quoted.attachments.file': file }] };
}

function changed({ missing: _before, ...attachment }: StoredAttachment, note: Partial<FileNote>): StoredAttachment {
  return { ...attachment, ...note };
}

type Quote = NonNullable<StoredMessage['quoted']>[number];

function withAttachments(quote: Quote, change: (attachment: StoredAttachment) => StoredAttachment): Quote {
  return quote.attachments ? { ...quote, attachments: quote.attachments.map(change) } : quote;
}
