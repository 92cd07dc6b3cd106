import { z } from 'zod';
import { loadSetting, saveSetting } from '../../db/index.ts';

const name = 'retention';
const months = z.number().int().min(1).max(600).exactOptional();

/**
 * For how many months what people left is kept; for ever where nothing is said. 152-FZ article 5 part 7: no longer than what it was collected
 * for asks.
 */
const schema = z.strictObject({
  /** What was written. */
  messages: months,
  /** What customers sent. */
  files: months,
  /** People who have done nothing for so long, with everything of theirs. */
  contacts: months,
});

export type RetentionRules = z.infer<typeof schema>;

export async function retentionRules(): Promise<RetentionRules> {
  const kept = await loadSetting(name);
  const read = schema.safeParse(kept === undefined ? {} : JSON.parse(kept));
  // What cannot be read deletes nothing.
  return read.success ? read.data : {};
}

/** Sets the rules. Throws zod's error where they are none. */
export async function saveRetentionRules(rules: RetentionRules): Promise<void> {
  await saveSetting(name, JSON.stringify(schema.parse(rules)));
}

/** The moment before which it is too old: so many months of the calendar ago. */
export function cutOf(count: number, now: Date): Date {
  const cut = new Date(now);
  const day = cut.getUTCDate();
  cut.setUTCMonth(cut.getUTCMonth() - count);
  // May 31st, three months ago, is the last of February.
  if (cut.getUTCDate() !== day) cut.setUTCDate(0);
  return cut;
}
