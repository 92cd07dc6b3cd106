import type { FlowFact } from '../../../src/analytics/index.ts';
import type { ConsentEntry } from '../../../src/consents/index.ts';
import {
  type ChangeAuthor,
  type Contact,
  type ContactEdit,
  type ContactPatch,
  identityKey,
} from '../../../src/contacts/index.ts';
import type { Conversation } from '../../../src/conversations/index.ts';
import type { Deal } from '../../../src/deals/index.ts';
import type { RunRecord } from '../../../src/flow/index.ts';
import type { Incoming, StoredMessage } from '../../../src/messages/index.ts';
import type { Task } from '../../../src/tasks/index.ts';
import type { Photo } from '../customers/chat.ts';
import type { Person } from '../people/person.ts';

/** Everything that a talk of the past left behind, before it has been written anywhere: what is still missing is the card's id. */
export interface TalkRecord {
  /** The message that made the card. */
  first?: Incoming;
  contact: Contact;
  conversation: Conversation;
  messages: StoredMessage[];
  files: { id: string; at: Date; file: Pick<Photo, 'name' | 'content'> }[];
  /** What the events did to the card, in their order. */
  writes: { patch: ContactPatch; by: ChangeAuthor; at: Date }[];
  /** What people of the firm wrote on it. */
  edits: { edit: ContactEdit; by: Extract<ChangeAuthor, { kind: 'staff' }>; at: Date }[];
  consents: Omit<ConsentEntry, 'id' | 'contact'>[];
  deals: PastDeal[];
  tasks: PastTask[];
  /** What became of questions, in the order of events. */
  facts: { told: FlowFact[]; source?: { link?: string; detail?: string }; at: Date }[];
  /** The latest state of each run. */
  runs: Map<string, { run: RunRecord; at: Date }>;
}

/** A task as it was made, and what became of it. */
export type PastTask = Pick<Task, 'title' | 'for' | 'at'> & Partial<Pick<Task, 'due' | 'run' | 'done'>>;

/** A deal as it was made, and where it went. */
export interface PastDeal
  extends Pick<Deal, 'pipeline' | 'stage' | 'title' | 'at'>,
    Partial<Pick<Deal, 'amount' | 'owner' | 'source'>> {
  run: string;
  moves: { stage: string; at: Date }[];
}

/** An empty record of a conversation that is about to begin. */
export function newRecord({ address, conversation }: Person, at: Date): TalkRecord {
  const identity = { ...address, id: address.chat };
  const reachability = { state: 'reachable', at, evidence: 'message' } as const;
  return {
    contact: {
      id: '',
      phones: [],
      emails: [],
      fields: {},
      tags: [],
      score: 0,
      identities: [{ key: identityKey(identity), ...identity, reachability }],
      source: {},
      consents: {},
      createdAt: at,
      changedAt: at,
      lastActivityAt: at,
    },
    conversation: { id: conversation, ...address, mode: 'bot', revision: 0, handled: [], unread: 0, lastAt: at, createdAt: at },
    messages: [],
    files: [],
    writes: [],
    edits: [],
    consents: [],
    deals: [],
    tasks: [],
    facts: [],
    runs: new Map(),
  };
}
