import type { ContactPatch } from '../contacts/index.ts';
import type { Effect, Position } from '../flow/index.ts';
import type { Conversation, Mode } from './conversation.ts';
import { updateConversation } from './conversation-model.ts';

/** Events that a conversation remembers as handled. One that is repeated later than this many others is caught by the store of events. */
const rememberedEvents = 50;

/** What one event, or one change of who speaks, makes of a conversation. Absent parts stay as they are. */
export interface Advance {
  now: Date;
  /** The event that is handled with this. */
  event?: string;
  contact?: string;
  /** `null` when no run goes on any more. */
  position?: Position | null;
  lastPress?: string;
  /** What is to be done after the write; the caller has finished what was pending before. */
  todo?: { effects: Effect[]; card?: ContactPatch; flow?: string };
  mode?: { mode: Mode; queue?: string; staff?: string };
  message?: NonNullable<Conversation['lastMessage']>;
  /** How many more messages no person has seen; `'none'` when they have all been seen. */
  unread?: number | 'none';
  /** Whether the customer begins to wait for people, or does no longer. */
  waiting?: boolean;
}

/**
 * The one atomic write of the corridor: new position, effects to be done and the event handled go into one document, if nobody has
 * changed it since it was read. Nothing when somebody has.
 */
export async function advance(conversation: Conversation, change: Advance): Promise<Conversation | undefined> {
  const next = applyAdvance(conversation, change);
  const { id, ...fields } = next;
  const gone = (['position', 'pending', 'queue', 'staff', 'waitingSince', 'lastPress'] as const).filter(
    name => fields[name] === undefined,
  );
  const held = await updateConversation({
    id,
    guard: { revision: conversation.revision },
    update: { $set: present(fields), ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map(name => [name, ''])) }) },
  });
  return held ? next : undefined;
}

function applyAdvance(conversation: Conversation, change: Advance): Conversation {
  const revision = conversation.revision + 1;
  const { position: before, pending, mode, queue, staff, waitingSince, lastPress: _press, ...rest } = conversation;
  const position = change.position === undefined ? before : (change.position ?? undefined);
  const waits = change.waiting ?? waitingSince !== undefined;
  const todo = change.todo ? { revision, at: change.now, ...change.todo } : pending;
  return {
    ...rest,
    ...(change.mode ?? { mode, ...(queue && { queue }), ...(staff && { staff }) }),
    revision,
    ...(position && { position }),
    ...(change.lastPress && { lastPress: change.lastPress }),
    ...(todo && { pending: todo }),
    handled: change.event ? [...conversation.handled, change.event].slice(-rememberedEvents) : conversation.handled,
    unread: change.unread === 'none' ? 0 : conversation.unread + (change.unread ?? 0),
    ...(waits && { waitingSince: waitingSince ?? change.now }),
    ...(change.contact && { contact: change.contact }),
    ...(change.message && { lastMessage: change.message, lastAt: change.message.at }),
  };
}

function present(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
