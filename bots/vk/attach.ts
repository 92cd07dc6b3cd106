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
}

/** The files of one message, as VK calls them. */
export interface Attached {
  names: string[];
  /** Those that were uploaded just now. */
  uploads: Upload[];
  /** Whether some name is from earlier, so that VK may not know it any more. */
  reused: boolean;
}

export type Attach = (peer: string, attachments: OutgoingAttachment[]) => Promise<Attached | SendOutcome>;

/** Uploads what VK does not have yet; within one batch each file once. Answers with an outcome when a file cannot be had or given. */
export function createAttach({ api, openFile, clock }: Sending): Attach {
  const known = new Map<string, Promise<string>>();
  return async (peer, attachments) => {
    try {
      const names: string[] = [];
      const uploads: Upload[] = [];
      for (const attachment of attachments) {
        const name = attachment.ref ?? (await uploadOnce(peer, attachment));
        names.push(name);
        if (attachment.ref === undefined) uploads.push({ file: attachment.id, ref: name });
      }
      return { names, uploads, reused: attachments.some(({ ref }) => ref !== undefined) };
    } catch (error) {
      if (error instanceof AppError) return { kind: 'broken', reason: error.message };
      // Without the right to upload, texts can still be sent: it is this message that will not do, not the account.
      if (error instanceof APIError && [7, 15].includes(Number(error.code))) return { kind: 'broken', reason: describe(error) };
      return readFailure(error, clock.now());
    }
  };

  function uploadOnce(peer: string, attachment: OutgoingAttachment): Promise<string> {
    const key = `${attachment.kind}:${attachment.id}`;
    const begun = known.get(key) ?? upload({ api, openFile, peer }, attachment);
    known.set(key, begun);
    begun.catch(() => known.delete(key));
    return begun;
  }
}
