import { z } from 'zod';

const card = z.strictObject({
  name: z.string().optional(),
  firstName: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
  city: z.string().optional(),
  tags: z.array(z.string()).optional(),
  score: z.number().optional(),
  fields: z.record(z.string(), z.unknown()).optional(),
  /** Kinds of consent and whether it is given. */
  consents: z.record(z.string(), z.boolean()).optional(),
});

/** What holds when a dialogue is over. Only what is named is looked at. */
const ending = card.extend({
  outcome: z.string().optional().describe('How the latest run ended: finished, stopped, declined, handoff, switched'),
  waits: z.string().optional().describe('The question that waits'),
  answers: z.record(z.string(), z.unknown()).optional(),
  queue: z.string().optional().describe('The queue of people that has the conversation'),
  notified: z.array(z.string()).optional().describe('who: text'),
  source: z.string().optional().describe('link, or link / detail'),
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
  finished: z.record(z.string(), z.enum(['finished', 'stopped', 'declined', 'handoff', 'switched', 'expired'])).default({}),
  talk: z.string().min(1),
  end: ending.default({}),
});
export type Dialogue = z.infer<typeof dialogue>;

export const dialogues = z.array(dialogue).min(1);

/** One line of a customer with what is expected for an answer. */
export interface Exchange {
  line: number;
  said: string;
  answers: ExpectedMessage[];
}

export interface ExpectedMessage {
  line: number;
  text: string;
  /** Rows of labels; absent where the dialogue does not look at them. */
  buttons?: string[][];
}

/** Reads the lines of a talk: `> customer`, `< bot`, `[button] [button]`, anything else goes on with the message before. */
export function readTalk(talk: string, firstLine: number): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const [index, raw] of talk.split('\n').entries()) {
    const text = raw.trim();
    const line = firstLine + index;
    const exchange = exchanges.at(-1);
    const message = exchange?.answers.at(-1);
    if (text.startsWith('>')) exchanges.push({ line, said: text.slice(1).trim(), answers: [] });
    else if (text.startsWith('<')) exchange?.answers.push({ line, text: text.slice(1).trim() });
    else if (message && isButtonRow(text)) message.buttons = [...(message.buttons ?? []), labelsOf(text)];
    else if (message) message.text = `${message.text}\n${text}`;
    else if (exchange && text) exchange.said = `${exchange.said}\n${text}`;
  }
  return exchanges;
}

function isButtonRow(text: string): boolean {
  return /^(?:\[[^[\]]+\]\s*)+$/.test(text);
}

function labelsOf(text: string): string[] {
  return [...text.matchAll(/\[([^[\]]+)\]/g)].map(([, label = '']) => label.trim());
}
