import { z } from 'zod';
import { flowId } from './parts.ts';

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

/** Everything of a flow file but its steps. */
export const flowHead = z.strictObject({
  id: flowId.describe('Also the payload of its deep link'),
  title: z.string().trim().min(1).max(100),
  language: z.enum(['ru', 'en']).default('ru').describe('Language of the flow and of its built-in texts'),
  start: start.default({ default: false, commands: [], keywords: [], links: [] }),
  again: z.enum(['restart', 'resume', 'ignore']).default('restart').describe('What a start does for who has finished before'),
  steps: z.array(z.unknown()).min(1),
});
