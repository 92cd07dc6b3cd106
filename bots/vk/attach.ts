import { APIError } from 'vk-io';
import { AppError } from '../../src/lib/app-error.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { OpenFile, OutgoingAttachment, SendOutcome, Upload } from '../../src/messages/index.ts';
import type { CallApi, ExecuteCalls } from './api.ts';
import { describe, readFailure } from './read-failure.ts';
import { upload } from './upload.ts';

export interface Sending {
  api: CallApi;
  execute: ExecuteCalls;
  openFile: OpenFile;
  clock: Clock;
  /**
   * What VK calls the files that this process gave it. Ten files take more calls than VK allows in a second, so an attempt may end
   * halfway; the next one goes on from there.
   */
  known: Map<string, string>;
}

const mostKnown = 1000;

/** The files of one message, as VK calls them. */
export interface Attached {
  names: string[];
  /** Those that the message did not know the names of. */
  uploads: Upload[];
  /** Whether some name is from earlier, so that VK may not know it any more. */
  reused: boolean;
}

/** Uploads what VK does not have yet. Answers with an outcome when a file cannot be had or given. */
export async function attach(
  { api, openFile, clock, known }: Sending,
  peer: string,
  attachments: OutgoingAttachment[],
): Promise<Attached | SendOutcome> {
  const attached: Attached = { names: [], uploads: [], reused: false };
  try {
    for (const attachment of attachments) {
      const key = keyOf(attachment);
      const earlier = attachment.ref ?? known.get(key);
      const name = earlier ?? (await upload({ api, openFile, peer }, attachment));
      if (!earlier) remember(known, key, name);
      attached.names.push(name);
      attached.reused ||= earlier !== undefined;
      if (attachment.ref === undefined) attached.uploads.push({ file: attachment.id, ref: name });
    }
    return attached;
  } catch (error) {
    if (error instanceof AppError) return { kind: 'broken', reason: error.message };
    // Without the right to upload, texts can still be sent: it is this message that will not do, not the account.
    if (error instanceof APIError && [7, 15].includes(Number(error.code))) return { kind: 'broken', reason: describe(error) };
    return readFailure(error, clock.now());
  }
}

/** Under what `known` has a file: one sent as a photo is another thing than the same one sent as a document. */
export function keyOf({ kind, id }: OutgoingAttachment): string {
  return `${kind}:${id}`;
}

function remember(known: Map<string, string>, key: string, name: string): void {
  known.set(key, name);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
}
