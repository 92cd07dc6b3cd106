import type { Readable } from 'node:stream';
import { AppError } from '../../src/lib/app-error.ts';
import type { OpenFile, OutgoingAttachment, SendOutcome } from '../../src/messages/index.ts';

export interface OpenedFile {
  stream: Readable;
  /** Safe within a header: telegraf writes it there as it is. */
  filename: string;
  /** Aborts when the stream breaks off, because telegraf would wait for its rest. */
  broken: AbortSignal;
}

/** Opens one of our files for sending, or says why it cannot be sent. */
export async function openUpload(openFile: OpenFile, attachment: OutgoingAttachment): Promise<OpenedFile | SendOutcome> {
  try {
    const stream = await openFile(attachment);
    const controller = new AbortController();
    stream.on('error', () => controller.abort());
    return { stream, filename: attachment.name.replace(/["\\\r\n]/g, '_'), broken: controller.signal };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'broken', reason: error.message };
    return { kind: 'retry', reason: `Our file "${attachment.name}" could not be opened` };
  }
}
