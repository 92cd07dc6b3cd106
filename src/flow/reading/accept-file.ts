/** Kinds of files that a question may accept. */
export const fileKinds = ['image', 'video', 'audio', 'voice', 'document'] as const;
export type FileKind = (typeof fileKinds)[number];

/** A file as a messenger tells of it; `kind` is the messenger's own way of showing it. */
export interface SentFile {
  kind: string;
  name?: string;
  mime?: string;
  /** Bytes; not every messenger tells. */
  size?: number;
}

const byAppearance: Readonly<Record<string, readonly FileKind[]>> = {
  photo: ['image'],
  video: ['video'],
  videoNote: ['video'],
  animation: ['video', 'image'],
  audio: ['audio'],
  voice: ['voice', 'audio'],
};
const extensions: Readonly<Partial<Record<FileKind, RegExp>>> = {
  image: /\.(?:jpe?g|png|gif|webp|heic|heif|bmp|tiff?|svg)$/i,
  video: /\.(?:mp4|mov|avi|mkv|webm|m4v|3gp)$/i,
  audio: /\.(?:mp3|m4a|ogg|oga|wav|flac|aac|opus)$/i,
};

/** Everything that a file may be taken for: a photo sent "as a file" is a document and an image. A sticker is none. */
export function kindsOf({ kind, mime = '', name = '' }: SentFile): FileKind[] {
  if (kind !== 'document') return Object.hasOwn(byAppearance, kind) ? [...(byAppearance[kind] ?? [])] : [];
  const inside = (['image', 'video', 'audio'] as const).filter(
    each => mime.startsWith(`${each}/`) || (mime === '' && extensions[each]?.test(name)),
  );
  return ['document', ...inside];
}

const megabyte = 1_048_576;

/** Why a file is not taken; undefined where it is. A file of unknown size is taken: whoever stores it has limits of their own. */
export function refusal(
  file: SentFile,
  { accept, maxMb }: { accept: readonly FileKind[]; maxMb?: number | undefined },
): 'kind' | 'size' | undefined {
  if (!kindsOf(file).some(kind => accept.includes(kind))) return 'kind';
  return maxMb !== undefined && (file.size ?? 0) > maxMb * megabyte ? 'size' : undefined;
}
