import type { StoredAttachment } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

/** A file in a conversation: pictures, video and sound are shown where they stand, everything else is a line to download. */
export function presentAttachment({ language }: Pick<Viewer, 'language'>, attachment: StoredAttachment) {
  const { file, kind, name, size, width, height, duration } = attachment;
  const label = t(language, `panel:files.${kind}`);
  return {
    ...player(attachment),
    href: `/files/${encodeURIComponent(file)}`,
    name: name || label,
    label,
    detail: [duration !== undefined && time(duration), size !== undefined && presentSize(language, size)]
      .filter(Boolean)
      .join(' · '),
    // Told beforehand so that nothing jumps when the picture comes.
    ...(width && height && fitBox(width, height)),
  };
}

function player({ kind, mime }: StoredAttachment) {
  const picture =
    kind === 'photo' || kind === 'sticker' || (kind === 'document' && /^image\/(png|jpeg|webp|gif)$/.test(mime ?? ''));
  // Telegram's animated stickers are not pictures to a browser.
  const animatedSticker = kind === 'sticker' && mime !== undefined && !mime.startsWith('image/');
  if (animatedSticker) return mime?.startsWith('video/') ? { isVideo: true } : { isFile: true };
  if (picture) return { isPicture: true, isSticker: kind === 'sticker' };
  if (kind === 'animation' && mime === 'image/gif') return { isPicture: true };
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
