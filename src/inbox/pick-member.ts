import type { Queue } from '../conversations/index.ts';

/** Who of the members gets the next conversation. `free`, in the order of the queue, is not empty; `turn` is asked only where it counts. */
export async function pickMember(
  { handsOut, members }: Pick<Queue, 'handsOut' | 'members'>,
  { free, open, turn }: { free: string[]; open: ReadonlyMap<string, number>; turn: () => Promise<number> },
): Promise<string> {
  const [first = ''] = free;
  if (handsOut === 'leastBusy') {
    return free.reduce((least, staff) => ((open.get(staff) ?? 0) < (open.get(least) ?? 0) ? staff : least), first);
  }
  // The turn goes round all members, so that who has no room for a while neither loses a turn to others for good nor gets it twice.
  const from = (await turn()) % members.length;
  const order = [...members.slice(from), ...members.slice(0, from)];
  return order.find(staff => free.includes(staff)) ?? first;
}
