import type { ChangeAuthor } from '../contacts/index.ts';
import type { runsSince } from '../conversations/index.ts';
import type { Deal, DealAuthor, DealValue } from '../deals/index.ts';
import type { StoredMessage } from '../messages/index.ts';
import type { Task } from '../tasks/index.ts';

/** What may happen. Other programs know these words: none of them is ever given another meaning. */
export const happeningTypes = [
  'contact.created',
  'contact.changed',
  'contact.deleted',
  'contact.restored',
  'contact.merged',
  'message.received',
  'message.sent',
  'conversation.assigned',
  'conversation.closed',
  'conversation.reopened',
  'deal.created',
  'deal.changed',
  'deal.moved',
  'deal.won',
  'deal.lost',
  'task.done',
  'flow.finished',
] as const;
export type HappeningType = (typeof happeningTypes)[number];

type TypeOf<Prefix extends string> = Extract<HappeningType, `${Prefix}.${string}`>;

export interface CardWritten {
  contact: string;
  by: ChangeAuthor;
  /** Fields in the words of the card's history: `tags`, `fields.<key>`. */
  changes: { field: string; old: unknown; new: unknown }[];
}

export interface DealTold {
  deal: Omit<Deal, 'notes' | 'stages' | 'presses'>;
  by: DealAuthor;
}

/** What is told of each kind. */
type Told =
  | { type: TypeOf<'contact'>; data: CardWritten }
  | {
      type: TypeOf<'message'>;
      data: {
        message: Pick<
          StoredMessage,
          'id' | 'conversation' | 'contact' | 'at' | 'author' | 'kind' | 'text' | 'attachments' | 'location'
        >;
      };
    }
  | { type: TypeOf<'conversation'>; data: { conversation: string; contact: string; what: string; by: StoredMessage['author'] } }
  /** `stage`: in which it was made. */
  | { type: 'deal.created'; data: DealTold & { stage: string } }
  | { type: 'deal.changed'; data: DealTold & { field: string; old: DealValue; new: DealValue } }
  | { type: 'deal.moved' | 'deal.won' | 'deal.lost'; data: DealTold & { from: string; to: string; reason?: string } }
  | { type: 'task.done'; data: { task: Task } }
  | { type: 'flow.finished'; data: { run: Omit<Awaited<ReturnType<typeof runsSince>>[number], 'changedAt'> } };

/** Something that happened. */
export type Happening = Told & {
  /** The same whoever finds it and however often: what was told twice is known by it. */
  id: string;
  at: Date;
  /** When it was written down, by which it was found. */
  seenAt: Date;
  /** What happens to one contact is told in its order. */
  contact?: string;
};

/** Where it is read from: each is a read of its own, so that whoever does not listen does not pay. `heard`: of messages what customers said. */
export const happeningSources = ['changes', 'messages', 'heard', 'deals', 'tasks', 'runs'] as const;
export type HappeningSource = (typeof happeningSources)[number];
