import { z } from 'zod';
import type { VkAttachment } from './event-schema.ts';

const text = z.string().optional().catch(undefined);
const number = z.number().int().optional().catch(undefined);
const longestTitle = 200;

/** What the things that are no files tell of themselves. VK calls the same in different ways, by kind. */
const sharedSchema = z.object({
  id: number,
  owner_id: number,
  to_id: number,
  from_id: number,
  post_id: number,
  title: text,
  name: text,
  question: text,
  text,
  description: text,
  url: text,
  link: text,
  view_url: text,
});
type Shared = z.infer<typeof sharedSchema>;

/** Kinds whose page is known by its owner and number. */
const pages: Record<string, string | undefined> = {
  wall: 'wall',
  market: 'product',
  market_album: 'market',
  poll: 'poll',
  story: 'story',
  video_playlist: 'playlist',
};

/** What cannot be stored, as what it was: VK's word for it, its title and where to look at it, as far as told. */
export function describeShared(attachment: VkAttachment): string {
  const { type } = attachment;
  const shared = sharedSchema.safeParse(attachment[type]).data ?? sharedSchema.parse({});
  const about = [titleOf(shared), linkOf(type, shared)].filter(Boolean).join(' ');
  const word = type.slice(0, 40);
  return about ? `${word}: ${about}` : word;
}

/** Where a link leads: VK makes an attachment of every address in a text, which then says nothing new. */
export function sharedLink(attachment: VkAttachment): string | undefined {
  if (attachment.type !== 'link') return undefined;
  return sharedSchema.safeParse(attachment.link).data?.url;
}

function titleOf({ title, name, question, text: words, description }: Shared): string {
  const found = [title, name, question, words, description].find(Boolean) ?? '';
  const line = found.replace(/\s+/g, ' ').trim();
  return line.length > longestTitle ? `${[...line].slice(0, longestTitle - 1).join('')}…` : line;
}

function linkOf(type: string, { id, owner_id, to_id, from_id, post_id, url, link, view_url }: Shared): string {
  const told = [url, view_url, link].find(address => address && /^https?:\/\//.test(address));
  if (told) return told;
  const owner = owner_id ?? to_id ?? from_id;
  if (owner === undefined || id === undefined) return '';
  if (type === 'wall_reply') return post_id === undefined ? '' : `https://vk.com/wall${owner}_${post_id}?reply=${id}`;
  const page = pages[type];
  return page ? `https://vk.com/${page}${owner}_${id}` : '';
}
