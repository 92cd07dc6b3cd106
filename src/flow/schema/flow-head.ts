import { z } from 'zod';
import { duration, flowId, wording } from './parts.ts';

const command = z
  .string()
  .regex(/^\/?[a-z0-9_]{1,32}$/i)
  .transform(name => name.replace(/^\//, ''));
const link = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);

const start = z.strictObject({
  default: z.boolean().default(false).describe("A new contact's first message starts it, whatever it says"),
  commands: z.array(command).default([]).describe('Commands that start it, without the stroke'),
  keywords: z.array(z.string().trim().min(1).max(100)).default([]).describe('Words that start it when no question is waiting'),
  links: z.array(link).default([]).describe('Payloads of deep links; `promo-vk-ads` counts as `promo` with the detail `vk-ads`'),
});

const name = z.string().trim().min(1).max(100);
const names = z
  .strictObject({ ru: name.optional(), en: name.optional() })
  .refine(({ ru, en }) => ru !== undefined || en !== undefined);

const nudge = z.strictObject({ after: duration.describe('Silence after which it comes'), text: wording });
const expiry = z.union([duration, z.strictObject({ after: duration, say: wording.describe('Said when the run ends so') })]);

/** Everything of a flow file but its steps. */
export const flowHead = z.strictObject({
  id: flowId.describe('Also the payload of its deep link'),
  title: z.union([name, names]).describe('How people and the panel call it'),
  language: z.enum(['ru', 'en']).default('ru').describe('Language of the flow and of its built-in texts'),
  start: start.default({ default: false, commands: [], keywords: [], links: [] }),
  again: z.enum(['restart', 'resume', 'ignore']).default('restart').describe('What a start does for who has finished before'),
  expire: expiry.optional().describe('Silence after which an unfinished run ends'),
  nudges: z.array(nudge).max(10).default([]).describe('Said to those who fall silent at a question, each once in a silence'),
  steps: z.array(z.unknown()).min(1),
});
