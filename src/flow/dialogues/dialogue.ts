import { z } from 'zod';
import { runOutcomes } from '../position.ts';

const card = z.strictObject({
  name: z.string().optional(),
  firstName: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
  city: z.string().optional(),
  lastName: z.string().optional(),
  birthday: z.string().optional(),
  company: z.string().optional(),
  tags: z.array(z.string()).optional(),
  score: z.number().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  /** Kinds of consent and whether it is given. */
  consents: z.record(z.string(), z.boolean()).optional(),
});

const deal = z.strictObject({
  title: z.string().optional(),
  amount: z.number().optional(),
  pipeline: z.string().optional(),
  stage: z.string().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
});
const task = z.strictObject({ title: z.string().optional(), due: z.string().optional(), to: z.string().optional() });

/** What holds when a dialogue is over. Only what is named is looked at. */
const ending = card.extend({
  outcome: z.string().optional().describe('How the latest run ended: finished, stopped, declined, handoff, switched, expired'),
  waits: z.string().optional().describe('The step that waits'),
  answers: z.record(z.string(), z.unknown()).optional(),
  queue: z.string().optional().describe('The queue of people that has the conversation'),
  notified: z.array(z.string()).optional().describe('who: text'),
  source: z.string().optional().describe('link, or link / detail'),
  language: z.enum(['ru', 'en']).optional().describe('The language that the person asked for'),
  deal: deal.optional().describe('The latest deal'),
  tasks: z.array(task).optional(),
  assigned: z.string().optional().describe('round-robin, nobody or an e-mail'),
  topics: z.record(z.string(), z.boolean()).optional().describe('Topics and whether they are wanted'),
  webhooks: z.array(z.record(z.string(), z.unknown())).optional().describe('{ url, body } of each call'),
});
export type Ending = z.infer<typeof ending>;

const dialogue = z.strictObject({
  name: z.string().min(1),
  messenger: z.enum(['telegram', 'vk', 'web']).default('telegram'),
  language: z.enum(['ru', 'en']).default('ru'),
  /** Whether this person never wrote before. */
  new: z.boolean().default(true),
  now: z.iso.datetime().default('2026-03-02T09:00:00Z'),
  contact: card.default({}).describe('What is on the card before'),
  /** How earlier runs ended, by flow. */
  finished: z.record(z.string(), z.enum(runOutcomes)).default({}),
  timeZone: z.string().default('Europe/Moscow'),
  deal: deal.optional().describe('An open deal that was there before'),
  talk: z.string().min(1),
  end: ending.default({}),
});
export type Dialogue = z.infer<typeof dialogue>;

export const dialogues = z.array(dialogue).min(1);

/** What happens in one line, with what is expected for an answer. */
export interface Exchange {
  line: number;
  /** A line of the customer, or `~ 2d` for time that passes. */
  said: string;
  answers: ExpectedMessage[];
}

export interface ExpectedMessage {
  line: number;
  text: string;
  /** Rows of labels; absent where the dialogue does not look at them. */
  buttons?: string[][];
  /** `photo plan.jpg`; absent where the dialogue does not look at them. */
  files?: string[];
}

/** Reads the lines of a talk: `> customer`, `~ time`, `< bot`, `[button] [button]`, `(photo plan.jpg)`; anything else goes on with the message before. */
export function readTalk(talk: string, firstLine: number): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const [index, raw] of talk.split('\n').entries()) {
    const text = raw.trim();
    const line = firstLine + index;
    const exchange = exchanges.at(-1);
    const message = exchange?.answers.at(-1);
    const file = filePattern.exec(text)?.[1];
    if (text.startsWith('>')) exchanges.push({ line, said: text.slice(1).trim(), answers: [] });
    else if (text.startsWith('~')) exchanges.push({ line, said: text, answers: [] });
    else if (text.startsWith('<')) exchange?.answers.push({ line, text: text.slice(1).trim() });
    else if (message && isButtonRow(text)) message.buttons = [...(message.buttons ?? []), labelsOf(text)];
    else if (message && file !== undefined) message.files = [...(message.files ?? []), file];
    else if (message) message.text = `${message.text}\n${text}`;
    else if (exchange && text) exchange.said = `${exchange.said}\n${text}`;
  }
  return exchanges;
}

const filePattern = /^\(((?:photo|video|voice|document) [^()]+)\)$/;

function isButtonRow(text: string): boolean {
  return /^(?:\[[^[\]]+\]\s*)+$/.test(text);
}

function labelsOf(text: string): string[] {
  return [...text.matchAll(/\[([^[\]]+)\]/g)].map(([, label = '']) => label.trim());
}
