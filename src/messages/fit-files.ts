import { type Language, t } from '../texts/index.ts';
import type { Capabilities } from './capabilities.ts';
import type { OutgoingAttachment } from './vocabulary.ts';

/**
 * Files in messages that a messenger can carry: in their order, as few as possible. A photo that is too big for one goes as a document, and so
 * does what the messenger takes in no other way; a file that is too big for anything becomes a line of words.
 */
export function fitFiles(
  files: OutgoingAttachment[],
  can: Capabilities,
  language: Language,
): { albums: OutgoingAttachment[][]; lines: string[] } {
  const { other } = can.fileSize;
  const lines = files.filter(({ size }) => size > other).map(file => tooBig(file, language));
  const fitting = files
    .filter(({ size }) => size <= other)
    .map(file => (isDocument(file, can) ? { ...file, kind: 'document' as const } : file));
  return { albums: toAlbums(fitting, can), lines };
}

function isDocument({ kind, size }: OutgoingAttachment, { fileSize, onlyAsDocuments = [] }: Capabilities): boolean {
  return onlyAsDocuments.includes(kind) || (kind === 'photo' && size > fileSize.photo);
}

function toAlbums(files: OutgoingAttachment[], { album }: Capabilities): OutgoingAttachment[][] {
  const albums: OutgoingAttachment[][] = [];
  for (const file of files) {
    const open = albums.at(-1);
    const joins = open?.[0] && open.length < album.most && (album.mixed || areOneKind(open[0], file));
    if (open && joins) open.push(file);
    else albums.push([file]);
  }
  return albums;
}

/** core.telegram.org/bots/api#sendmediagroup: documents and audio files only with their like, voice notes not at all. */
function areOneKind(one: OutgoingAttachment, other: OutgoingAttachment): boolean {
  return one.kind !== 'voice' && familyOf(one) === familyOf(other);
}

const familyOf = ({ kind }: OutgoingAttachment) => (kind === 'video' ? 'photo' : kind);

function tooBig({ name, size }: OutgoingAttachment, language: Language): string {
  const megabytes = new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 });
  return t(language, 'history:tooBig', { name, size: megabytes.format(size / 1024 / 1024) });
}
