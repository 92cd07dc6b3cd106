import { randomBytes } from 'node:crypto';
import { imageSize } from '../shared/image-size.ts';
import type { StoredFile, World } from './world.ts';

export interface NewFile {
  kind: string;
  content: Buffer;
  name: string;
  mime: string;
  /** Pretends to this size; otherwise that of the content. */
  size?: number;
}

const folders: Record<string, string> = {
  photo: 'photos',
  video: 'videos',
  voice: 'voice',
  audio: 'music',
  sticker: 'stickers',
  video_note: 'video_notes',
  animation: 'animations',
};
const prefixes: Record<string, string> = {
  photo: 'AgACAgIAAxkB',
  document: 'BQACAgIAAxkB',
  voice: 'AwACAgIAAxkB',
  video: 'BAACAgIAAxkB',
  video_note: 'DQACAgIAAxkB',
  animation: 'CgACAgIAAxkB',
  sticker: 'CAACAgIAAxkB',
};

/** Keeps a file and gives it the two ids that Telegram gives: one to fetch it by, one to know it again. */
export function storeFile(world: World, { kind, content, name, mime, size }: NewFile): StoredFile {
  const number = world.files.size + 1;
  const extension = kind === 'photo' ? '.jpg' : kind === 'voice' ? '.oga' : (/\.\w+$/.exec(name)?.[0] ?? '');
  const file = {
    id: `${prefixes[kind] ?? 'CQACAgIAAxkB'}${randomBytes(18).toString('base64url')}`,
    uniqueId: `AgAD${randomBytes(8).toString('base64url')}`,
    kind,
    name,
    mime,
    size: size ?? content.length,
    path: `${folders[kind] ?? 'documents'}/file_${number}${extension}`,
    content,
  };
  world.files.set(file.id, file);
  return file;
}

/** A photo comes in several sizes, the largest last; all lead to the same picture here. */
export function photoSizes(world: World, file: StoredFile): Record<string, unknown>[] {
  const { width, height } = imageSize(file.content) ?? { width: 1280, height: 960 };
  const small = Math.min(1, 90 / Math.max(width, height, 1));
  const thumb = storeFile(world, { ...file, size: Math.ceil(file.size * small) });
  const tiny = { width: Math.max(1, Math.round(width * small)), height: Math.max(1, Math.round(height * small)) };
  return [
    { ...fileFields(thumb), ...tiny },
    { ...fileFields(file), width, height },
  ];
}

export function fileFields(file: StoredFile): { file_id: string; file_unique_id: string; file_size: number } {
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size };
}

export interface MediaDetails {
  duration?: number;
  performer?: string;
  title?: string;
  width?: number;
  height?: number;
}

/** The field of a message that carries this file, under the name of its kind. */
export function mediaField(world: World, file: StoredFile, details: MediaDetails = {}): Record<string, unknown> {
  const { duration = 0, performer, title, width = 640, height = 360 } = details;
  const base = { ...fileFields(file), mime_type: file.mime };
  switch (file.kind) {
    case 'photo':
      return { photo: photoSizes(world, file) };
    case 'video':
      return { video: { ...base, file_name: file.name, duration, width, height } };
    case 'video_note':
      return { video_note: { ...fileFields(file), length: 240, duration } };
    case 'animation': {
      const animation = { ...base, file_name: file.name, duration, width, height };
      return { animation, document: { ...base, file_name: file.name } };
    }
    case 'voice':
      return { voice: { ...base, duration } };
    case 'audio':
      return { audio: { ...base, file_name: file.name, duration, ...(performer && { performer }), ...(title && { title }) } };
    case 'sticker':
      return {
        sticker: {
          ...fileFields(file),
          type: 'regular',
          width: 512,
          height: 512,
          is_animated: false,
          is_video: false,
          emoji: '👍',
        },
      };
    default:
      return { document: { ...base, file_name: file.name } };
  }
}
