import type { Advance, Conversation, Silence } from '../conversations/index.ts';
import { defaultQueue } from '../conversations/index.ts';
import type { Effect } from '../flow/index.ts';
import { dueAt, nextOpening, workedSince, workingTimeBetween } from '../lib/working-time.ts';
import type { Language } from '../texts/index.ts';
import { closedWords } from './closed-words.ts';
import type { Habits } from './facts.ts';
import { type HouseRules, hoursOf, isIn, queueOf, usualRules } from './house-rules.ts';

interface Setting {
  defaults: Habits;
  now: Date;
}

const rulesOf = ({ defaults }: Setting): HouseRules => defaults.rules?.() ?? usualRules;

/** What a customer's message makes of a conversation that people hold, or are asked for with it. Pure. */
export function toPeople(
  conversation: Conversation,
  { handedTo, language, ...setting }: Setting & { handedTo?: string | undefined; language: Language },
): Pick<Advance, 'waiting' | 'mode' | 'dueAt' | 'toldClosed' | 'snoozed' | 'mark'> & {
  effects: Effect[];
  line?: 'woken' | 'reopened';
} {
  const mode = handedTo === undefined ? holderOf(conversation, setting) : undefined;
  const queue = handedTo ?? mode?.queue ?? conversation.queue;
  const told = conversation.toldClosed ? undefined : closedAnswer(queue, { ...setting, language });
  const line = conversation.mode === 'closed' ? 'reopened' : conversation.snoozed ? 'woken' : undefined;
  const isFirst = conversation.firstReply === undefined || conversation.mode === 'closed';
  return {
    waiting: true,
    ...(!conversation.waitingSince && { dueAt: answerDue(queue, { ...setting, isFirst }) }),
    ...(mode && { mode }),
    ...(told && { toldClosed: true }),
    ...(conversation.snoozed && { snoozed: null }),
    ...(line && { line, mark: line }),
    effects: told ? [told] : [],
  };
}

/** By when a customer who begins to wait at `now` is to be answered. Pure. */
export function answerDue(queue: string | undefined, { isFirst, ...setting }: Setting & { isFirst: boolean }): Date {
  const rules = rulesOf(setting);
  const { firstReplyMinutes, nextReplyMinutes } = queueOf(rules, queue);
  const minutes = (isFirst ? firstReplyMinutes : nextReplyMinutes) ?? rules.hours.promiseMinutes;
  const { hours, timeZone } = hoursOf(rules, queue, setting.defaults.timeZone);
  return dueAt(setting.now, minutes, hours, timeZone);
}

/**
 * Since when nobody may have written for the bot to go on after so many minutes. A customer whom people owe an answer is owed it in their
 * hours: a night passes for nobody who was told that they are back in the morning. Pure.
 */
export function silenceOf(queue: string | undefined, minutes: number, { defaults, now }: Setting): Silence {
  const { hours, timeZone } = hoursOf(rulesOf({ defaults, now }), queue, defaults.timeZone);
  return { since: new Date(now.getTime() - minutes * 60_000), owedSince: workedSince(now, minutes, hours, timeZone) };
}

/** How long, by the queue's hours, a customer has waited who is answered now; nothing when nobody waited. Pure. */
export function waitedFor({ waitingSince, queue }: Conversation, setting: Setting): number | undefined {
  if (!waitingSince) return undefined;
  const { hours, timeZone } = hoursOf(rulesOf(setting), queue, setting.defaults.timeZone);
  return workingTimeBetween(waitingSince, setting.now, hours, timeZone);
}

/**
 * Who has it from now on, where that changes: one that was closed goes to whom it was with if they are in, else to its queue; who answered in
 * the messenger itself may not look there again, so whoever looks here has to see that somebody waits.
 */
function holderOf({ mode, staff, queue }: Conversation, setting: Setting): Advance['mode'] {
  if (mode === 'staff' && staff === undefined) return { mode: 'queue', queue: queue ?? defaultQueue };
  if (mode !== 'closed') return undefined;
  const isThere =
    staff !== undefined && isIn(rulesOf(setting), { staff, queue, now: setting.now, firmZone: setting.defaults.timeZone });
  return isThere ? { mode: 'staff', staff, ...(queue && { queue }) } : { mode: 'queue', queue: queue ?? defaultQueue };
}

/** What is said to who writes when nobody is at work; nothing during the hours, or where nobody ever is. */
function closedAnswer(queue: string | undefined, { language, ...setting }: Setting & { language: Language }): Effect | undefined {
  const rules = rulesOf(setting);
  const { closedAnswer } = queueOf(rules, queue);
  const { hours, timeZone } = hoursOf(rules, queue, setting.defaults.timeZone);
  const opens = nextOpening(setting.now, hours, timeZone);
  if (!closedAnswer.on || !opens || opens.getTime() === setting.now.getTime()) return undefined;
  const text = closedWords({ text: closedAnswer[language], opens, now: setting.now, timeZone, language });
  return { kind: 'say', message: { text } };
}
