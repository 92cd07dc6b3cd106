import type { Fitted } from '../../messages/index.ts';
import type { Looked } from './look-at-rows.ts';
import type { HardName, Rendering } from './rehearsal.ts';

/** Right-to-left letters: Hebrew, Arabic and what stands near them (Unicode 16, blocks U+0590–U+08FF and the presentation forms). */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const emoji = /\p{Extended_Pictographic}/u;

/** How much of each kind of trouble somebody is; nothing where they are none. */
function measuresOf({ contact, messages }: Looked): [HardName, number][] {
  const name = contact?.firstName ?? contact?.name ?? '';
  const whole = contact?.name ?? name;
  const measures: [HardName, number][] = [
    ['emptyName', name.trim() === '' ? 1 : 0],
    ['longestName', whole.length],
    ['emoji', emoji.test(whole) ? whole.length : 0],
    ['rightToLeft', rightToLeft.test(whole) ? whole.length : 0],
    ['longest', lengthOf(messages)],
  ];
  return measures.filter(([, measure]) => measure > 0);
}

export function lengthOf(messages: Fitted[]): number {
  return messages.reduce((sum, { text }) => sum + text.length, 0);
}

export interface Hardest {
  hardest: Rendering[];
  measures: Record<string, number>;
}

/** The hardest of all that were seen, with what they would read. Of equals the first stays. */
export function harder({ hardest, measures }: Hardest, looked: Looked[]): Hardest {
  const found = new Map(hardest.map(each => [each.why, each]));
  const now = { ...measures };
  for (const each of looked) {
    if (each.messages.length === 0) continue;
    for (const [why, measure] of measuresOf(each)) {
      if (measure <= (now[why] ?? 0)) continue;
      now[why] = measure;
      found.set(why, { why, contact: each.row.contact, messenger: each.delivery.messenger, messages: each.messages });
    }
  }
  return { hardest: [...found.values()], measures: now };
}
