import { randomBytes } from 'node:crypto';
import { imageSize } from '../shared/image-size.ts';
import { type StoredFile, unixTime, type VkWorld } from './world.ts';

// The widths of VK's copies of a picture, by the letter that names them.
const copies = { s: 75, m: 130, x: 604, y: 807, w: 1280 };

/** A photo as messages carry it. Every size leads to the same picture. */
export function photoObject(world: VkWorld, owner: number, file: StoredFile): Record<string, unknown> {
  const { width, height } = imageSize(file.content) ?? { width: 960, height: 1280 };
  const url = keep(world, { ...file, kind: 'photo' });
  const longest = Math.max(width, height);
  const sizes = Object.entries(copies).map(([type, side]) => {
    const scale = Math.min(1, side / longest);
    return { height: Math.round(height * scale), type, width: Math.round(width * scale), url };
  });
  return remember(world, 'photo', {
    album_id: owner < 0 ? -64 : -3,
    ...identify(world, 'photo', owner, file),
    sizes,
    text: '',
    has_tags: false,
    orig_photo: { height, type: 'base', width, url },
  });
}

/** A document. `size` pretends to a larger file than there is. */
export function docObject(world: VkWorld, owner: number, file: StoredFile, size = file.content.length): Record<string, unknown> {
  return remember(world, 'doc', {
    ...identify(world, 'doc', owner, file),
    title: file.name,
    size,
    ext: /\.(\w+)$/.exec(file.name)?.[1] ?? '',
    type: 1,
    url: keep(world, { ...file, kind: 'document' }),
    is_unsafe: 0,
  });
}

export function voiceObject(world: VkWorld, owner: number, file: StoredFile, duration: number): Record<string, unknown> {
  const url = keep(world, { ...file, kind: 'voice' });
  // A voice message is attached as `doc…` as well as under its own name.
  const identity = identify(world, 'doc', owner, { ...file, kind: 'voice' });
  world.attachments.set(`audio_message${owner}_${String(identity.id)}`, { ...file, kind: 'voice' });
  return remember(world, 'audio_message', {
    ...identity,
    duration,
    link_mp3: url,
    link_ogg: url,
    waveform: [0, 3, 7, 12, 20, 31, 20, 9, 4],
  });
}

/** A video cannot be fetched through the API: there is no link in it. */
export function videoObject(world: VkWorld, owner: number, file: StoredFile, duration: number): Record<string, unknown> {
  const identity = identify(world, 'video', owner, file);
  return remember(world, 'video', { ...identity, title: file.name, duration, width: 640, height: 360, can_add: 1 });
}

export function stickerObject(world: VkWorld, file: StoredFile): Record<string, unknown> {
  const url = keep(world, file);
  const images = [64, 128, 256].map(side => ({ url, width: side, height: side }));
  return { product_id: 1, sticker_id: 9, images, images_with_background: images };
}

function identify(world: VkWorld, type: string, owner: number, file: StoredFile) {
  world.lastObjectId += 1;
  const id = world.lastObjectId;
  world.attachments.set(`${type}${owner}_${id}`, {
    ...file,
    kind: type === 'photo' ? 'photo' : file.kind === 'voice' ? 'voice' : 'document',
  });
  return { id, owner_id: owner, date: unixTime(world.clock), access_key: randomBytes(9).toString('hex') };
}

/** Keeps what a message shows for this name. */
function remember<T extends { id: number; owner_id: number }>(world: VkWorld, type: string, object: T): T {
  world.objects.set(`${type}${object.owner_id}_${object.id}`, object);
  return object;
}

/** Puts a file behind a link. */
function keep(world: VkWorld, file: StoredFile): string {
  const path = `/files/${randomBytes(8).toString('hex')}/${encodeURIComponent(file.name)}`;
  world.files.set(path, file);
  return `${world.url}${path}`;
}
