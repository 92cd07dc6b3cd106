import { gradeContacts } from '../../../src/contacts/index.ts';
import { loadSetting, saveSetting } from '../../../src/db/index.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { addDays, instantOf, zonedTime } from '../../../src/lib/zoned-time.ts';
import { scheduleReply } from '../../../src/messages/index.ts';
import { createScorer } from '../../../src/segments/index.ts';
import type { Accounts } from '../people/person.ts';
import type { Office } from '../seed/office.ts';
import { agreeToAdvertising } from './agree-to-advertising.ts';
import { tellBirthdays } from './chains.ts';
import type { Customer } from './customer.ts';
import { relive } from './relive.ts';
import { fillList, makeSegments } from './segments.ts';

export interface MarketingOptions {
  customers: readonly Customer[];
  office: Office;
  accounts: Accounts;
  publicUrl: string;
  secret: string;
  now: Date;
  log: Logger;
}

const mark = 'demo.marketing';
const timeZone = 'Europe/Moscow';
const marketer = 'demo-ksenia';

/**
 * Makes up what the marketer of the firm did: topics and consents, segments, chains, mailings. Begun once: what a dead process left half-way
 * stays so.
 */
export async function seedMarketing(options: MarketingOptions): Promise<void> {
  const { customers, office, now } = options;
  if ((await loadSetting(mark)) !== undefined) return;
  await saveSetting(mark, now.toISOString());
  const clock = { now: () => now, sleep: async () => {} };
  await agreeToAdvertising(customers, { office, now });
  await tellBirthdays(customers, { office, now });
  await gradeContacts({ clock });
  await createScorer({ clock, timeZone }).work();
  const segments = await makeSegments({ by: marketer, now });
  await planReplies(customers, { office, now });
  await relive({ ...options, segments, by: marketer, timeZone });
  await fillList(segments.neighbours, customers, { by: marketer, now, timeZone });
}

/** What whoever looks at the demo has put off until tomorrow: it goes by itself, unless the customer writes before. */
async function planReplies(customers: readonly Customer[], { office: [me], now }: { office: Office; now: Date }): Promise<void> {
  const tomorrow = addDays(zonedTime(now, timeZone).day, 1);
  const mine = customers.filter(({ talksTo }) => talksTo === me.id).slice(0, reminders.length);
  for (const [n, { person }] of mine.entries()) {
    const { text, hour } = reminders[n] ?? reminders[0];
    const at = instantOf(tomorrow, { hour, minute: 0 }, timeZone);
    const key = `demo:${person.conversation}:reminder`;
    await scheduleReply({ key, conversation: person.conversation, staff: me, text, at, holds: true }, now);
  }
}

const reminders = [
  { text: 'Доброе утро! Напоминаю про замер сегодня в 18:00. Мастер позвонит за час до приезда.', hour: 10 },
  { text: 'Здравствуйте! Удалось посмотреть смету? Если есть вопросы, сегодня на связи весь день.', hour: 12 },
] as const;
