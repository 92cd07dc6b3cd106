import { z } from 'zod';
import { durationPattern, readDuration } from '../duration.ts';

/** Ids of flows: they also are deep links (Telegram: 64 characters of A–Z a–z 0–9 _ -, of which the source needs some). */
export const flowId = z.string().regex(/^[a-z0-9_-]{1,40}$/);

/** Ids of steps stand in paths (`answers.<id>`), so no dash. */
export const stepId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/i)
  .refine(id => id !== 'end');

/** Where to go: a step's id, or `end`. */
export const target = z.string().min(1).describe('Id of a step, or end');

const words = z.string().trim().min(1);
const variants = z.union([words, z.array(words).min(1)]);

/** A text, a list of variants of which one is picked, or either by language. */
export const wording = z.union([
  words,
  z.array(words).min(1),
  z
    .strictObject({ ru: variants.optional(), en: variants.optional() })
    .refine(({ ru, en }) => ru !== undefined || en !== undefined),
]);
export type RawWording = z.infer<typeof wording>;

/** A value of an option or a rule. */
export const scalar = z.union([z.string().min(1), z.number(), z.boolean()]);

export const tags = z.union([
  z
    .string()
    .trim()
    .min(1)
    .max(60)
    .transform(tag => [tag]),
  z.array(z.string().trim().min(1).max(60)).min(1),
]);

/** `30s`, `30m`, `2h`, `1d`, `2w`. */
export const duration = z.string().trim().regex(durationPattern).describe('30m, 2h, 1d, 2w');

export function durationOf(text: string): number {
  return readDuration(text) ?? 0;
}

const fileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(name => !name.startsWith('/') && !name.split(/[\\/]/).includes('..'), 'A file beside the flow, such as photo.jpg');

/** The keys by which a message or a question names a file beside the flow. */
export const mediaShape = {
  image: fileName.optional().describe('Picture beside the flow'),
  video: fileName.optional().describe('Video beside the flow'),
  file: fileName.optional().describe('Any file beside the flow, sent as a document'),
  voice: fileName.optional().describe('Voice note beside the flow: ogg or mp3'),
};

/** Longer than this nobody believes that somebody is typing. */
const longestTyping = 30_000;

export const typing = z
  .string()
  .trim()
  .regex(/^\d{1,5}\s*s$/)
  .refine(text => durationOf(text) <= longestTyping, 'At most 30s');

export function typingMs(raw: string | undefined): number | undefined {
  return raw === undefined ? undefined : durationOf(raw);
}
