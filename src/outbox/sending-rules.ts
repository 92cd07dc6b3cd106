import { z } from 'zod';
import { loadSetting, memoFor, saveSetting } from '../db/index.ts';
import { usualQuietHours } from '../lib/quiet-hours.ts';

const name = 'sendingRules';
/** Another process's change is known after so long. */
const freshMs = 3000;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const words = z.strictObject({ ru: z.string().trim().max(500), en: z.string().trim().max(500) });

/**
 * A topic of mailings that people can ask for or do without. `id` is the word that flows (`subscribe: discounts`) and the cards have; the
 * names are what people read.
 */
const topic = z.strictObject({
  id: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u),
  name: words,
  description: words,
});

const schema = z.strictObject({
  /** Hours of each contact's own clock (`HH:MM`) at which nothing is sent that nobody waits for; they may go over midnight. */
  quietHours: z.strictObject({ on: z.boolean(), from: time, until: time }),
  /** So many pieces of advertising at most, mailings, chains and reminders together, by days of the contact's calendar; absent: any number. */
  caps: z.strictObject({
    day: z.number().int().min(1).max(100).exactOptional(),
    week: z.number().int().min(1).max(500).exactOptional(),
  }),
  /** Minutes for which the last word of a conversation holds back what did not come of it: with people, with the bot's questions. */
  hold: z.strictObject({ people: z.number().int().min(0).max(10_080), bot: z.number().int().min(0).max(10_080) }),
  /** Whether advertising goes only to those whose consent is recorded. */
  consentNeeded: z.boolean(),
  topics: z.array(topic).max(100),
});

export type SendingRules = z.infer<typeof schema>;
export type SendingTopic = z.infer<typeof topic>;

/**
 * What holds until somebody sets anything else. Advertising needs a consent: 38-FZ article 18 part 1 allows it by telecommunication only with a
 * prior one, which the advertiser has to prove.
 */
export const usualSendingRules: SendingRules = {
  quietHours: usualQuietHours,
  caps: { day: 2, week: 5 },
  hold: { people: 60, bot: 15 },
  consentNeeded: true,
  topics: [],
};

const known = memoFor<SendingRules>(freshMs);

/** The rules as they stand in the settings, at most three seconds old. */
export function sendingRules(): Promise<SendingRules> {
  return known.get(name, load);
}

/** Sets the rules. Throws zod's error where they are none. */
export async function saveSendingRules(rules: SendingRules): Promise<void> {
  await saveSetting(name, JSON.stringify(schema.parse(rules)));
  known.forget();
}

/** What cannot be read any more counts as what is usual: the careful side. */
async function load(): Promise<SendingRules> {
  const kept = await loadSetting(name);
  if (kept === undefined) return usualSendingRules;
  const read = schema.safeParse(parsed(kept));
  return read.success ? read.data : usualSendingRules;
}

function parsed(kept: string): unknown {
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}
