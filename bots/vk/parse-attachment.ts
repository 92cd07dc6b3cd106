import { z } from 'zod';
import type { IncomingAttachment } from '../../src/messages/index.ts';
import type { VkAttachment } from './event-schema.ts';

const url = z.string().min(1);
const number = z.number().optional();
const image = z.object({ url, width: z.number().default(0), height: z.number().default(0) });

const schemas = {
  photo: z.object({ sizes: z.array(image).default([]), orig_photo: image.optional() }),
  video: z.object({ id: z.number(), owner_id: z.number(), title: z.string().optional(), duration: number }),
  audio: z.object({ url, title: z.string().optional(), artist: z.string().optional(), duration: number }),
  audio_message: z.object({ link_ogg: url.optional(), link_mp3: url.optional(), duration: number }),
  doc: z.object({
    url,
    title: z.string().optional(),
    ext: z.string().optional(),
    size: number,
    type: number.catch(undefined),
    preview: z.object({ audio_msg: z.unknown().optional(), graffiti: z.unknown().optional() }).optional().catch(undefined),
  }),
  sticker: z.object({ images: z.array(image).default([]) }),
  graffiti: z
    .object({ url: url.optional(), src: url.optional(), width: z.number().default(0), height: z.number().default(0) })
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
  /** VK gives communities no address of a video, only its page, so the reference names the page. */
  video(value) {
    const video = schemas.video.safeParse(value).data;
    if (!video) return undefined;
    return { kind: 'video', ref: `video${video.owner_id}_${video.id}`, ...name(video.title), ...duration(video.duration) };
  },
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
  sticker(value) {
    return picture('sticker', largest(schemas.sticker.safeParse(value).data?.images ?? []));
  },
  graffiti(value) {
    return picture('photo', schemas.graffiti.safeParse(value).data);
  },
};

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
