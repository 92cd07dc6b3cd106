import mongoose from 'mongoose';
import type { Category, Temperature } from '../../contacts/index.ts';
import { rawCollection } from '../../db/index.ts';
import type { MessengerName } from '../../messages/index.ts';

/** A value as rules compare it. */
export type TraitValue = string | number | boolean | Date | (string | number | boolean | Date)[];

export interface TraitTouch {
  link?: string;
  detail?: string;
  messenger: MessengerName;
  at: Date;
}

/** How a contact's runs of one flow went: the latest of them, and how many there were. */
export interface TraitRun {
  /** `running` while it goes on. */
  outcome: string;
  /** Where it stands while it goes on. */
  step?: string;
  /** The last question that was answered. */
  answered?: string;
  /** When it ended; when it began while it goes on. */
  at: Date;
  count: number;
}

/**
 * Everything that a rule can ask of a contact, beside its card and made of it and of what the rooms know: the paths of rules are the paths of this.
 * What is not known is not there. Slim, because a rule is answered by reading all of them.
 */
export interface Traits {
  contact: {
    name?: string;
    firstName?: string;
    lastName?: string;
    middleName?: string;
    gender?: 'female' | 'male';
    hasPhone: boolean;
    hasEmail: boolean;
    city?: string;
    region?: string;
    country?: string;
    address?: string;
    /** `YYYY-MM-DD` or `--MM-DD`. */
    birthday?: string;
    company?: string;
    position?: string;
    language?: string;
    timeZone?: string;
    owner?: string;
    tags: string[];
    score: number;
    temperature?: Temperature;
    category?: Category;
    lostReason?: string;
    fields?: Record<string, TraitValue>;
    createdAt: Date;
    lastActivityAt: Date;
  };
  source?: { first?: TraitTouch; last?: TraitTouch };
  /** In which messengers there is an identity, and in which of them we may write. */
  messengers: MessengerName[];
  reachable: MessengerName[];
  /** The conversation of the identity that was used last, of those that we may write to, by messenger. */
  reach?: Partial<Record<MessengerName, string>>;
  consents?: { advertising?: boolean; advertisingAt?: Date; personalData?: boolean; personalDataAt?: Date };
  topics?: { wanted?: string[]; unwanted?: string[] };
  messages: { in: number; out: number; lastIn?: Date; lastOut?: Date; last?: Date };
  /** By flow and question. */
  answers?: Record<string, unknown>;
  runs?: Record<string, TraitRun>;
  deals?: {
    open: number;
    openAmount: number;
    stages?: string[];
    pipelines?: string[];
    won: number;
    wonAmount: number;
    lastWonAt?: Date;
    lost: number;
    lastLostAt?: Date;
    lostReasons?: string[];
  };
  orders?: { count: number; sum: number; first: Date; last: Date; products?: string[] };
  tasks?: { open: number; nextDue?: Date; done: number; lastDoneAt?: Date };
  mailings?: { count: number; received: string[]; clicked?: string[]; answered?: string[]; last: Date };
  rfm?: { recency: number; frequency: number; money: number; cell: string; group: string };
  abc?: 'A' | 'B' | 'C';
  /** Static lists, by their ids. */
  lists?: string[];
  /** At least 0, below 100, the same for a contact for ever. */
  random: number;
}

export interface TraitDocument extends Traits {
  /** Of the contact. */
  _id: string;
}

const { Mixed } = mongoose.Schema.Types;

const mixed = (name: keyof Traits) => [name, Mixed] as const;

const schema = new mongoose.Schema<TraitDocument>(
  {
    _id: String,
    ...Object.fromEntries(
      (['contact', 'source', 'reach', 'consents', 'topics', 'messages', 'answers', 'runs', 'deals', 'orders'] as const).map(
        mixed,
      ),
    ),
    ...Object.fromEntries((['tasks', 'mailings', 'rfm'] as const).map(mixed)),
    messengers: [String],
    reachable: [String],
    abc: String,
    lists: { type: [String], default: undefined },
    random: Number,
  },
  { collection: 'traits', versionKey: false, minimize: false },
);

export const traits = rawCollection<TraitDocument>(mongoose.model('Trait', schema));
