import { isDeepStrictEqual } from 'node:util';
import type { Position } from '../flow/index.ts';
import { nextOrder } from '../lib/ids.ts';
import type { Answered, Conversation, Mode, Pending, Snoozed } from './conversation.ts';
import { updateConversation } from './conversation-model.ts';
import { pinsOf } from './people-in-flows.ts';
import { wakeAtOf } from './wake-at.ts';

/** Events that a conversation remembers as handled: enough for those a crash brings back. Later repetitions end at the store of events. */
const rememberedEvents = 10;

/** More messages than one event ever leads to. */
const placesOfEffects = 1000;

/** So many answers of people are remembered in a conversation. */
const rememberedReplies = 20;

/** What one event, or one change of who speaks, makes of a conversation. Absent parts stay as they are. */
export interface Advance {
  now: Date;
  /** The event that is handled with this. */
  event?: string;
  contact?: string;
  /** `null` when no run goes on any more. */
  position?: Position | null;
  lastPress?: string;
  run?: NonNullable<Conversation['run']>;
  /** What is to be done after the write; the caller has finished what was pending before. */
  todo?: Omit<Pending, 'revision' | 'at' | 'order'>;
  /** No event stays open until that is done: the clock has to find it after a crash. The caller ends this by `settleWakeAt`. */
  unattended?: true;
  mode?: { mode: Mode; queue?: string; staff?: string };
  message?: NonNullable<Conversation['lastMessage']>;
  /** How many more messages no person has seen; `'none'` when they have all been seen. */
  unread?: number | 'none';
  /** Whether the customer begins to wait for people, or does no longer. */
  waiting?: boolean;
  /** By when they are to be answered, when they begin to wait or somebody else is to answer. */
  dueAt?: Date | undefined;
  /** They are told with this when people are back. */
  toldClosed?: true;
  /** People answer a customer who waited. */
  reply?: Answered;
  /** Put off, or, by `null`, no longer. A change of who speaks ends it too. */
  snoozed?: Snoozed | null;
  closed?: NonNullable<Conversation['closed']>;
  mark?: NonNullable<Conversation['mark']> | null;
  /** As the event tells it. */
  lacks?: NonNullable<Conversation['lacks']>;
}

/**
 * The one atomic write of the corridor: new position, effects to be done and the event handled go into one document, if nobody has
 * changed it since it was read. Nothing when somebody has.
 */
export async function advance(conversation: Conversation, change: Advance): Promise<Conversation | undefined> {
  const next = applyAdvance(conversation, change);
  const { set, unset } = changes(conversation, next);
  const held = await updateConversation({
    id: conversation.id,
    guard: { revision: conversation.revision },
    update: { $set: set, ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map(name => [name, ''])) }) },
  });
  return held ? next : undefined;
}

/** Only what differs travels: a conversation is written several times for every message. */
function changes(before: Conversation, after: Conversation): { set: Record<string, unknown>; unset: string[] } {
  const old: Record<string, unknown> = { ...before };
  const set = Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== undefined && !isDeepStrictEqual(old[name], value)),
  );
  const kept = new Set(Object.entries(after).flatMap(([name, value]) => (value === undefined ? [] : [name])));
  return { set, unset: Object.keys(old).filter(name => old[name] !== undefined && !kept.has(name)) };
}

function applyAdvance(conversation: Conversation, change: Advance): Conversation {
  const revision = conversation.revision + 1;
  const { position: before, pending, wakeAt: _wakeAt, waitingSince, lastPress: _press, ...kept } = conversation;
  const { mode, queue, staff, pins: _pins, ...spoken } = kept;
  const { dueAt: _due, toldClosed: _told, snoozed: _snoozed, mark: _mark, closed: _closed, ...held } = spoken;
  const { firstReply: _first, hidden, lacks: lacked = [], ...rest } = held;
  const lacks = change.lacks ?? lacked;
  const position = change.position === undefined ? before : (change.position ?? undefined);
  const waits = change.waiting ?? waitingSince !== undefined;
  const todo = change.todo
    ? { revision, at: change.now, order: nextOrder(change.now, placesOfEffects), ...change.todo }
    : pending;
  const speaks = change.mode ?? { mode, ...(queue && { queue }), ...(staff && { staff }) };
  const people = peopleAfter(conversation, change, { waits, mode: speaks.mode });
  const { snoozed } = people;
  const wakeAt = change.unattended
    ? change.now
    : wakeAtOf({ mode: speaks.mode, ...(position && { position }), ...(snoozed && { snoozed }) });
  return {
    ...rest,
    ...speaks,
    ...people,
    ...(change.mode && { modeAt: change.now }),
    revision,
    ...(wakeAt && { wakeAt }),
    ...(position && { position, pins: pinsOf(position) }),
    ...(change.lastPress && { lastPress: change.lastPress }),
    ...(change.run && { run: change.run }),
    ...(todo && { pending: todo }),
    handled: change.event ? [...conversation.handled, change.event].slice(-rememberedEvents) : conversation.handled,
    unread: change.unread === 'none' ? 0 : conversation.unread + (change.unread ?? 0),
    ...(waits && { waitingSince: waitingSince ?? change.now }),
    ...(change.contact && { contact: change.contact }),
    ...(lacks.length > 0 && { lacks }),
    ...(hidden && !change.message && { hidden }),
    ...(change.message && { lastMessage: change.message, lastAt: change.message.at }),
  };
}

type OfPeople = 'dueAt' | 'toldClosed' | 'snoozed' | 'mark' | 'closed' | 'firstReply' | 'replies' | 'heard' | 'answered';

/** What concerns people only: the bot's own talk has none of it, so that its writes stay small. */
function peopleAfter(
  before: Conversation,
  change: Advance,
  { waits, mode }: { waits: boolean; mode: Mode },
): Pick<Conversation, OfPeople> {
  const { heard = 0, waitingSince } = before;
  const now = heard + (typeof change.unread === 'number' ? change.unread : 0);
  const counted = { ...(now > 0 && { heard: now }), ...(change.unread === 'none' && now > 0 && { answered: now }) };
  if (mode === 'bot') return counted;
  const snoozed = change.snoozed === undefined && !change.mode ? before.snoozed : (change.snoozed ?? undefined);
  const mark = change.mark === undefined && change.unread !== 'none' ? before.mark : (change.mark ?? undefined);
  const dueAt = change.dueAt ?? (waitingSince && before.dueAt);
  // Whoever opens a closed one again waits for a first answer again.
  const first = (before.mode === 'closed' ? undefined : before.firstReply) ?? change.reply;
  const closed = mode === 'closed' ? (change.closed ?? before.closed) : undefined;
  return {
    ...counted,
    ...(waits && dueAt && { dueAt }),
    ...(waits && (change.toldClosed ?? before.toldClosed) && { toldClosed: true }),
    ...(snoozed && { snoozed }),
    ...(mark && { mark }),
    ...(closed && { closed }),
    ...(first && { firstReply: first }),
    ...(change.reply && { replies: [...(before.replies ?? []), change.reply].slice(-rememberedReplies) }),
  };
}
