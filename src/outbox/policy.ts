import type { ReachabilityState } from '../contacts/index.ts';
import { afterQuietHours } from '../lib/quiet-hours.ts';
import { addDays, instantOf, knownZone, zonedTime } from '../lib/zoned-time.ts';
import type { Priority } from '../messages/index.ts';
import type { SendingRules } from './sending-rules.ts';

/** What wants to be sent, by the bot or by a person: an answer in a live conversation, a reminder, a chain's step, a mailing. */
export interface Intent {
  kind: Priority;
  by: 'bot' | 'staff';
  /** Advertising asks for consent and counts for the caps; what people asked for (an appointment) does neither. */
  advertising: boolean;
  /** Which topic of mailings. */
  topic?: string;
  /** Later than this it is of no use to anybody. */
  expires?: Date;
}

export interface PolicyFacts {
  now: Date;
  /** Of the contact (IANA); the firm's where the card has none. */
  timeZone: string;
  /** The firm's own, for a contact's zone that nobody knows; UTC where it is not told. */
  firmTimeZone?: string;
  /** The card is in the trash, or erased. */
  deleted: boolean;
  /** Of the identity that the message goes to; absent when the card is gone. */
  reachability?: ReachabilityState;
  /** What was said last about advertising; absent where nothing ever was. */
  advertisingConsent?: boolean;
  /** What was said last about the intent's topic; absent where nothing ever was. */
  topicWanted?: boolean;
  /** Mailings, steps of chains and advertising reminders of the last `recentMs`, of all sources together, with what is on its way. */
  recent: Date[];
  /** The last word of a conversation that is under way, of either side, and with whom: with people, or in the middle of a questionnaire. */
  live?: { lastAt: Date; with: 'people' | 'bot' };
  rules: SendingRules;
}

export type WaitReason = 'quietHours' | 'liveConversation' | 'tooOften';
export type NeverReason =
  | 'noContact'
  | Exclude<ReachabilityState, 'reachable'>
  | 'expired'
  | 'noConsent'
  | 'unsubscribed'
  | 'topicUnwanted'
  | 'tooOften';

export type Verdict =
  | { kind: 'send' }
  /** Not before `until`; then it has to be asked again. */
  | { kind: 'wait'; until: Date; reason: WaitReason }
  | { kind: 'never'; reason: NeverReason };

/** So far back the caps look: seven days of anybody's calendar, whatever the clocks do. */
export const recentMs = 8 * 24 * 60 * 60 * 1000;

/**
 * Whether a message may be sent now, and if not, why and until when. Pure; the only place that knows.
 *
 * A live answer is part of a conversation that the person began and obeys nothing but reachability. Advertising needs the consent of 38-FZ
 * article 18 part 1, and ends at once when it is taken back (the same article, part 1; 152-FZ article 9 part 2). A refused topic is a word of
 * the person on all that carries it. Quiet hours hold for everything that nobody waits for just now, caps for all advertising; a live
 * conversation holds back everything but reminders that people asked for.
 */
export function decide(intent: Intent, facts: PolicyFacts): Verdict {
  const never = neverReason(intent, facts);
  if (never) return { kind: 'never', reason: never };
  if (intent.kind === 'live') return { kind: 'send' };
  const { at, reason } = earliest(intent, facts);
  if (reason === undefined) return { kind: 'send' };
  if (reason === 'tooOften' && intent.kind === 'broadcast') return { kind: 'never', reason };
  if (intent.expires && at >= intent.expires) return { kind: 'never', reason: 'expired' };
  return { kind: 'wait', until: at, reason };
}

/** Why an identity cannot be written to, or nothing. All that there is to ask of a message that has been decided about, or is live. */
export function unreachable(reachability: ReachabilityState | undefined): NeverReason | undefined {
  if (!reachability) return 'noContact';
  return reachability === 'reachable' ? undefined : reachability;
}

function neverReason(intent: Intent, facts: PolicyFacts): NeverReason | undefined {
  const { kind, advertising, topic, expires } = intent;
  const { now, deleted, reachability, advertisingConsent, topicWanted, rules } = facts;
  if (kind === 'live') return unreachable(reachability);
  if (deleted) return 'deleted';
  const gone = unreachable(reachability);
  if (gone) return gone;
  if (expires && expires <= now) return 'expired';
  if (advertising && advertisingConsent === false) return 'unsubscribed';
  if (topic !== undefined && topicWanted === false) return 'topicUnwanted';
  if (advertising && rules.consentNeeded && advertisingConsent !== true) return 'noConsent';
  return undefined;
}

interface Hold {
  at: Date;
  reason?: WaitReason;
}

/** From when on nothing holds it back any more, and what does so first. */
function earliest(intent: Intent, facts: PolicyFacts): Hold {
  const { now, live, rules } = facts;
  const timeZone = zoneOf(facts);
  const clock = { ...rules, timeZone };
  const isAsked = intent.kind === 'reminder' && !intent.advertising;
  const talked = isAsked ? now : afterTalk(now, live, rules);
  const awake = afterQuietHours(talked, clock);
  const allowed = intent.advertising ? afterCaps(awake, facts, timeZone) : awake;
  const at = allowed > awake ? afterQuietHours(allowed, clock) : allowed;
  if (allowed > awake) return { at, reason: 'tooOften' };
  if (talked > now) return { at, reason: 'liveConversation' };
  return awake > now ? { at, reason: 'quietHours' } : { at };
}

function zoneOf({ timeZone, firmTimeZone = 'UTC' }: PolicyFacts): string {
  return knownZone(timeZone) === timeZone ? timeZone : firmTimeZone;
}

function afterTalk(now: Date, live: PolicyFacts['live'], { hold }: SendingRules): Date {
  if (!live) return now;
  const until = new Date(live.lastAt.getTime() + hold[live.with] * 60_000);
  return until > now ? until : now;
}

/** Caps go by days of the contact's calendar: what goes out at ten every day is one a day, though it may be a minute early. */
function afterCaps(instant: Date, { recent, rules: { caps } }: PolicyFacts, timeZone: string): Date {
  const days = recent.map(at => zonedTime(at, timeZone).day);
  const within = (today: string, span: number) => {
    const first = addDays(today, 1 - span);
    return days.filter(day => day >= first && day <= today).length;
  };
  const { day: today } = zonedTime(instant, timeZone);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const day = addDays(today, ahead);
    const isFull =
      (caps.day !== undefined && within(day, 1) >= caps.day) || (caps.week !== undefined && within(day, 7) >= caps.week);
    if (!isFull) return ahead === 0 ? instant : instantOf(day, { hour: 0, minute: 0 }, timeZone);
  }
  return instantOf(addDays(today, 8), { hour: 0, minute: 0 }, timeZone);
}
