import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { typeOf } from '../files/index.ts';
import type { OutgoingAttachment } from '../messages/index.ts';

/** A file beside the flows, as they name it. `id` is the one under which the files room keeps it. */
export interface FlowMedia extends OutgoingAttachment {
  as: string;
}

/** What no messenger takes from us is no file to send. Bytes. */
const largest = 50 * 1024 * 1024;
const headBytes = 64 * 1024;
const deepest = 3;

/** What a folder of flows holds beside the flows themselves, also in folders of its own: pictures, papers, sounds. */
export async function readMedia(folder: string): Promise<FlowMedia[]> {
  const names = await namesIn(folder, '', deepest);
  const found = await Promise.all(names.map(name => describe(folder, name)));
  return found.filter(media => media !== undefined);
}

/** The files that a flow's text mentions: what belongs to it before anybody has understood it. */
export function mentionedIn(yaml: string, media: readonly FlowMedia[]): FlowMedia[] {
  return media.filter(({ as }) => yaml.includes(as));
}

/** Finds a file by the name that a flow gives it. */
export function mediaBy(media: readonly FlowMedia[]): (name: string) => OutgoingAttachment | undefined {
  return name => {
    const found = media.find(({ as }) => as === name.replace(/^\.\//, ''));
    if (!found) return undefined;
    const { as: _as, ...attachment } = found;
    return attachment;
  };
}

async function namesIn(folder: string, within: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(folder, within), { withFileTypes: true });
  const names = entries.map(async entry => {
    const name = within ? `${within}/${entry.name}` : entry.name;
    if (entry.name.startsWith('.') || name === 'consents') return [];
    if (entry.isDirectory()) return depth > 0 ? namesIn(folder, name, depth - 1) : [];
    return entry.isFile() && !/\.(ya?ml|md|schema\.json)$/i.test(name) ? [name] : [];
  });
  return (await Promise.all(names)).flat().sort();
}

/** Reading is done once for each state of a file: the folder is looked at often. */
const known = new Map<string, { state: string; id: string; mime: string }>();

async function describe(folder: string, as: string): Promise<FlowMedia | undefined> {
  const path = join(folder, as);
  try {
    const { size, mtimeMs } = await stat(path);
    if (size === 0 || size > largest) return undefined;
    const state = `${size} ${mtimeMs}`;
    const before = known.get(path);
    const content = before?.state === state ? before : { state, ...(await readContent(path)) };
    known.set(path, content);
    return { as, kind: 'document', id: content.id, name: basename(as), mime: content.mime, size };
  } catch (error) {
    // It went away between our looking and our reading.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readContent(path: string): Promise<{ id: string; mime: string }> {
  const digest = createHash('sha256');
  const head: Buffer[] = [];
  let read = 0;
  for await (const chunk of createReadStream(path)) {
    const part = Buffer.from(chunk);
    digest.update(part);
    if (read < headBytes) head.push(part);
    read += part.length;
  }
  return { id: `flow:${digest.digest('hex')}`, mime: await typeOf(Buffer.concat(head)) };
}
