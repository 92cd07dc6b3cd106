import type { Readable } from 'node:stream';
import { AppError } from '../../src/lib/app-error.ts';
import type { OpenFile, OutgoingAttachment, SendOutcome } from '../../src/messages/index.ts';

export interface OpenedFile {
  stream: Readable;
  /** Safe within a header. */
  filename: string;
  /** Aborts when the stream breaks off. */
  broken: AbortSignal;
  /** Bytes, as our files room says. */
  size: number;
}

/** Opens files of ours for sending, all or none; or says why they cannot be sent. */
export async function openUploads(openFile: OpenFile, attachments: OutgoingAttachment[]): Promise<OpenedFile[] | SendOutcome> {
  const opened: OpenedFile[] = [];
  for (const attachment of attachments) {
    const file = await openUpload(openFile, attachment);
    if ('kind' in file) {
      closeUploads(opened);
      return file;
    }
    opened.push(file);
  }
  return opened;
}

export function closeUploads(files: OpenedFile[]): void {
  for (const { stream } of files) stream.destroy();
}

async function openUpload(openFile: OpenFile, attachment: OutgoingAttachment): Promise<OpenedFile | SendOutcome> {
  try {
    const stream = await openFile(attachment);
    const controller = new AbortController();
    stream.on('error', () => controller.abort());
    const filename = attachment.name.replace(/["\\\r\n]/g, '_');
    return { stream, filename, broken: controller.signal, size: attachment.size };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'broken', reason: error.message };
    return { kind: 'retry', reason: `Our file "${attachment.name}" could not be opened` };
  }
}
