import { z } from 'zod';
import type { Upload } from '../../src/messages/index.ts';
import { largest } from './find-attachments.ts';
import type { Call, CallFile } from './render.ts';

const file = z.object({ file_id: z.string().min(1), width: z.number().optional(), height: z.number().optional() });
const sentSchema = z.object({
  message_id: z.number().int(),
  photo: z.array(file).optional().catch(undefined),
  video: file.optional().catch(undefined),
  voice: file.optional().catch(undefined),
  audio: file.optional().catch(undefined),
  document: file.optional().catch(undefined),
});
type SentMessage = z.infer<typeof sentSchema>;

/** What came of a call: the ids of its messages, and what Telegram calls those files from now on that went along. */
export interface Sent {
  ids: string[];
  uploads: Upload[];
}

/** An answer that cannot be understood is one all the same: the message was accepted. */
export function readSent(answer: unknown, { files = [] }: Call, uploaded: CallFile[]): Sent {
  const messages = (Array.isArray(answer) ? answer : [answer]).map(message => sentSchema.safeParse(message).data);
  const uploads = files.flatMap((sent, i) => (uploaded.includes(sent) ? nameUpload(sent, messages[i]) : []));
  return { ids: messages.flatMap(message => (message ? [String(message.message_id)] : [])), uploads };
}

/** Telegram may make something else of a file (a silent film becomes an animation); then its name would not be taken for the same kind. */
function nameUpload({ attachment, as }: CallFile, message: SentMessage | undefined): Upload[] {
  // Sent as a document because it was no photo: next time it will have to be found out again, so the name is of no use.
  if (as !== attachment.kind) return [];
  const ref = as === 'photo' ? largest(message?.photo)?.file_id : message?.[as]?.file_id;
  return ref ? [{ file: attachment.id, ref }] : [];
}
