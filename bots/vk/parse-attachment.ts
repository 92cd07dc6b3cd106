import { z } from 'zod';
import { maybe } from '../../src/lib/maybe.ts';
import type { IncomingAttachment } from '../../src/messages/index.ts';
import type { VkAttachment } from './event-schema.ts';

const url = z.string().min(1);
const number = maybe(z.number());
const words = maybe(z.string());
/** 0 where it is not told. */
const side = z.number().catch(0).default(0);
const image = z.object({ url, width: side, height: side });
const images = z
  .array(z.unknown())
  .catch([])
  .default([])
  .transform(items => items.flatMap(item => image.safeParse(item).data ?? []));

const schemas = {
  photo: z.object({ sizes: images, orig_photo: maybe(image) }),
  video: z.object({ id: z.number(), owner_id: z.number(), title: words, duration: number }),
  audio: z.object({ url, title: words, artist: words, duration: number }),
  audio_message: z.object({ link_ogg: maybe(url), link_mp3: maybe(url), duration: number }),
  doc: z.object({
    url,
    title: words,
    ext: words,
    size: number,
    type: number,
    preview: maybe(z.object({ audio_msg: z.unknown().optional(), graffiti: z.unknown().optional() })),
  }),
  sticker: z.object({ images, images_with_background: images }),
  graffiti: z
    .object({ url: maybe(url), src: maybe(url), width: side, height: side })
    .transform(({ src, url: link = src, ...size }) => (link === undefined ? undefined : { url: link, ...size })),
};

/** The kinds of documents that VK numbers (https://dev.vk.com/ru/reference/objects/doc); 3 is a GIF. */
const gif = 3;

/** A file that a customer sent, or nothing for what is not a file (a link, a post, goods) or is told incompletely. */
export function parseAttachment(attachment: VkAttachment): IncomingAttachment | undefined {
  const parse = parsers[attachment.type];
  return parse?.(attachment[attachment.type]);
}

const parsers: Record<string, ((value: unknown) => IncomingAttachment | undefined) | undefined> = {
  photo(value) {
    const { sizes = [], orig_photo } = schemas.photo.safeParse(value).data ?? {};
    return picture('photo', orig_photo ?? largest(sizes));
  },
  video: value => parseVideo('video', value),
  video_message: value => parseVideo('videoNote', value),
  audio(value) {
    const audio = schemas.audio.safeParse(value).data;
    if (!audio) return undefined;
    const title = [audio.artist, audio.title].filter(Boolean).join(' — ');
    return { kind: 'audio', ref: audio.url, ...name(title && `${title}.mp3`), ...duration(audio.duration) };
  },
  audio_message: parseVoice,
  /** Voice notes and drawings may come as documents, which then say so in their preview. */
  doc(value) {
    const doc = schemas.doc.safeParse(value).data;
    if (!doc) return undefined;
    const { audio_msg, graffiti } = doc.preview ?? {};
    const drawing = schemas.graffiti.safeParse(graffiti).data;
    const special = parseVoice(audio_msg) ?? picture('photo', drawing);
    if (special) return special;
    const kind = doc.type === gif || doc.ext?.toLowerCase() === 'gif' ? 'animation' : 'document';
    return { kind, ref: doc.url, ...name(doc.title), ...(doc.size !== undefined && { size: doc.size }) };
  },
  sticker: parseSticker,
  /** One that a person drew. */
  ugc_sticker: parseSticker,
  graffiti(value) {
    return picture('photo', schemas.graffiti.safeParse(value).data);
  },
};

/** VK gives communities no address of a video, only its page, so the reference names the page. */
function parseVideo(kind: 'video' | 'videoNote', value: unknown): IncomingAttachment | undefined {
  const video = schemas.video.safeParse(value).data;
  if (!video) return undefined;
  return { kind, ref: `video${video.owner_id}_${video.id}`, ...name(video.title), ...duration(video.duration) };
}

/** Some have no picture but that on a background. */
function parseSticker(value: unknown): IncomingAttachment | undefined {
  const { images = [], images_with_background = [] } = schemas.sticker.safeParse(value).data ?? {};
  return picture('sticker', largest(images) ?? largest(images_with_background));
}

function parseVoice(value: unknown): IncomingAttachment | undefined {
  const voice = schemas.audio_message.safeParse(value).data;
  const ref = voice?.link_ogg ?? voice?.link_mp3;
  if (!ref) return undefined;
  return { kind: 'voice', ref, mime: ref === voice?.link_ogg ? 'audio/ogg' : 'audio/mpeg', ...duration(voice?.duration) };
}

type Image = z.infer<typeof image>;

function picture(kind: 'photo' | 'sticker', found: Image | undefined): IncomingAttachment | undefined {
  if (!found) return undefined;
  const { url: ref, width, height } = found;
  return { kind, ref, ...(width > 0 && { width }), ...(height > 0 && { height }) };
}

function largest(images: Image[]): Image | undefined {
  return images.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
}

function name(value: string | undefined): { name?: string } {
  return value ? { name: value } : {};
}

function duration(value: number | undefined): { duration?: number } {
  return value === undefined ? {} : { duration: value };
}
