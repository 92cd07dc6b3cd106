import type { OutgoingAttachment } from '../messages/index.ts';
import type { At, CompileOptions, Compiler, MediaKeys, Notes } from './compiler.ts';

/** What each key sends, and what such a file has to be. */
const kinds = {
  image: { kind: 'photo', mime: /^image\// },
  video: { kind: 'video', mime: /^video\// },
  file: { kind: 'document', mime: /./ },
  voice: { kind: 'voice', mime: /^audio\// },
} as const satisfies Record<keyof MediaKeys, { kind: OutgoingAttachment['kind']; mime: RegExp }>;

const unknown = 'application/octet-stream';

const mediaKeys = ['image', 'video', 'file', 'voice'] as const;

interface Context {
  options: CompileOptions;
  notes: Notes;
  problem: Compiler['problem'];
}

/** The one file of a message. */
export function compileMedia(raw: MediaKeys, at: At, { options, notes, problem }: Context): OutgoingAttachment | undefined {
  const named = mediaKeys.filter(key => raw[key] !== undefined);
  const [key, another] = named;
  const name = key && raw[key];
  if (key === undefined || name === undefined) return undefined;
  if (another !== undefined) problem([...at, another], 'twoFiles', { keys: named.join(', ') });
  const found = options.media ? options.media(name) : anyFile(name);
  if (!found) {
    problem([...at, key], 'file', { name });
    return undefined;
  }
  const attachment = { ...found, kind: kinds[key].kind };
  if (found.mime !== unknown && !kinds[key].mime.test(found.mime))
    problem([...at, key], 'fileKind', { name, key, mime: found.mime });
  notes.media.set(name, attachment);
  return attachment;
}

/** Where nobody can tell which files there are, as in an editor, any name is taken for one. */
function anyFile(name: string): OutgoingAttachment {
  return { kind: 'document', id: name, name, mime: unknown, size: 0 };
}
