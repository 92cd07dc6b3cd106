import type { StoredFile } from '../files/index.ts';
import type { StoredAttachment } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { presentPersonal, type Reader } from './present-phone.ts';
import type { Viewer } from './viewer.ts';

/** A file in a conversation: pictures, video and sound are shown where they stand, everything else is a line to download. */
export function presentAttachment(viewer: Pick<Viewer, 'language'> & Reader, attachment: StoredAttachment) {
  const { language } = viewer;
  const { file, kind, name, mime = '', size, width, height, duration, missing, program } = attachment;
  const label = t(language, `panel:files.${kind}`);
  const href = `/files/${encodeURIComponent(file)}`;
  return {
    ...(missing ? presentMissing(language, missing, href) : player(attachment, href)),
    href,
    name: name ? presentPersonal(viewer, name) : label,
    label,
    detail: [
      kind === 'document' && sentAs(language, mime),
      duration !== undefined && time(duration),
      size !== undefined && presentSize(language, size),
    ]
      .filter(Boolean)
      .join(' · '),
    ...(program && { warning: t(language, 'panel:files.program') }),
    // Told beforehand so that nothing jumps when the picture comes.
    ...(width && height && fitBox(width, height)),
  };
}

/** A video that went, or came, as a file does not play where it stands. */
function sentAs(language: Viewer['language'], mime: string): string | undefined {
  const family = /^(video|audio)\//.exec(mime)?.[1];
  return family && t(language, `panel:files.${family}AsFile`);
}

/** What the files room knows of a file, as a message would tell it. */
export function attachmentOf(file: StoredFile): StoredAttachment {
  const { id, state, kind, name, mime, size, width, height, duration, reason, most, program } = file;
  return {
    file: id,
    kind,
    name,
    mime,
    ...(size !== undefined && { size }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
    ...(state !== 'stored' && reason && { missing: { why: reason, ...(most && { most }) } }),
    ...(program && { program }),
  };
}

/** Why it is not here and what can be done about it. */
function presentMissing(language: Viewer['language'], { why, most }: NonNullable<StoredAttachment['missing']>, href: string) {
  const known = ['too_big', 'gone', 'unavailable'].includes(why) ? why : 'unavailable';
  const reason =
    known === 'too_big' && most
      ? t(language, 'panel:files.missing.too_big_of', { megabytes: Math.floor(most / 1024 / 1024) })
      : t(language, `panel:files.missing.${known}`);
  return { isMissing: true, reason, advice: t(language, `panel:files.advice.${known}`), again: `${href}/fetch` };
}

/** Browsers show no others by themselves, or these have a small picture. */
const picture = /^image\/(png|jpeg|webp|gif|avif|apng|tiff|bmp)$/;

function player({ kind, mime = '' }: StoredAttachment, href: string) {
  // Telegram's animated stickers are not pictures to a browser.
  if (kind === 'sticker' && mime !== '' && !mime.startsWith('image/'))
    return mime.startsWith('video/') ? { isVideo: true } : { isFile: true };
  // What moves or is small already stands as it is.
  if (kind === 'sticker' || mime === 'image/gif' || mime === 'image/bmp')
    return { isPicture: true, isSticker: kind === 'sticker', src: href };
  const isSeen = picture.test(mime) || (kind === 'photo' && !mime.startsWith('image/'));
  if (isSeen && (kind === 'photo' || kind === 'document')) return { isPicture: true, src: `${href}/small` };
  if (kind === 'video' || kind === 'videoNote' || kind === 'animation') return { isVideo: true, isRound: kind === 'videoNote' };
  if (kind === 'voice' || kind === 'audio') return { isSound: true, isVoice: kind === 'voice' };
  return { isFile: true };
}

const box = { width: 352, height: 320 };

function fitBox(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, box.width / width, box.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** "340 КБ", "1,2 МБ". */
export function presentSize(language: Viewer['language'], bytes: number): string {
  const [unit, value] =
    bytes < 1_000_000 ? (['kilobyte', Math.max(1, bytes / 1000)] as const) : (['megabyte', bytes / 1_000_000] as const);
  const digits = unit === 'megabyte' && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: digits }).format(value);
}

function time(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`;
}
