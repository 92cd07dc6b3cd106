import { audit, type Staff } from '../../staff/index.ts';

/** What somebody answers for and leaves behind when their account is switched off: conversations, deals, tasks, cards. */
export interface Leaving {
  /** Its name in the texts: `panel:staff.leaving.<id>`. */
  id: 'conversations' | 'contacts' | 'deals' | 'tasks';
  /** How much of it belongs to somebody now. */
  count(staff: string): Promise<number>;
  /**
   * Gives all of it to somebody else, or to nobody. Begun anew it goes on where it was interrupted. Answers how much it was.
   */
  handOver(work: { from: string; to?: string; by: Staff; now: Date }): Promise<number>;
}

/** How much of each somebody answers for; what there is nothing of is left out. */
export async function leftBehind(leaving: Leaving[], staff: string): Promise<{ id: Leaving['id']; count: number }[]> {
  const counts = await Promise.all(leaving.map(async ({ id, count }) => ({ id, count: await count(staff) })));
  return counts.filter(({ count }) => count > 0);
}

/** Hands over everything, one after the other; the audit says how much it was. */
export async function handOverAll(
  leaving: Leaving[],
  { from, to, by, now }: { from: Staff; to: string | undefined; by: Staff; now: Date },
): Promise<void> {
  const counts: Record<string, number> = {};
  for (const { id, handOver } of leaving) counts[id] = await handOver({ from: from.id, ...(to && { to }), by, now });
  if (Object.values(counts).every(count => count === 0)) return;
  await audit({
    at: now,
    what: 'handedOver',
    staff: by.id,
    email: by.email,
    subject: from.id,
    facts: { ...counts, ...(to && { to }) },
  });
}
