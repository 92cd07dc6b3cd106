import type { Readable } from 'node:stream';

/** What the site's chat needs of the files room; the room itself fits. */
export interface FilesPort {
  saveFile(file: {
    id: string;
    stream: Readable;
    name: string;
    maxBytes: number;
    owner: { conversation: string };
    draft: true;
    voice?: { duration: number };
    now: Date;
  }): Promise<FileOfVisitor>;
  removeFile(id: string): Promise<void>;
  fileInfo(id: string): Promise<FileOfVisitor | undefined>;
  openThumbnail(id: string): Promise<{ stream: Readable; mime: string; size: number } | undefined>;
  openFile(id: string, range?: { start: number; end: number }): Promise<Readable>;
  readRange(file: FileOfVisitor, headers: { range?: string; ifRange?: string }): Range;
  dispositionOf(file: FileOfVisitor): string;
  refOfStored(id: string): string;
}

export interface FileOfVisitor {
  id: string;
  state: string;
  name: string;
  mime: string;
  kind: string;
  size?: number;
  width?: number;
  height?: number;
  /** Seconds. */
  duration?: number;
  /** Made to run: visitors may not send such. */
  program?: true;
}

type Range = { size: number; etag: string } & (
  | { kind: 'whole' }
  | { kind: 'part'; range: { start: number; end: number } }
  | { kind: 'unsatisfiable' }
);
