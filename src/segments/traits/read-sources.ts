import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { type Contact, type FieldType, fieldSettings, getContacts } from '../../contacts/index.ts';
import { conversationIdsOf } from '../../conversations/index.ts';
import { listPipelines, type Stage } from '../../deals/index.ts';
import type { Position, RunRecord } from '../../flow/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { listsOf } from '../list-members.ts';
import { type Score, scoresOf } from '../scores/score-model.ts';

/** What the rooms know of one contact, as far as its traits need it. */
export interface Sources {
  card: Contact;
  conversations: ConversationSource[];
  counts: MessageCount[];
  runs: RunSource[];
  deals: DealSource[];
  orders: OrderSource[];
  tasks: TaskSource[];
  deliveries: DeliverySource[];
  lists: string[];
  score?: Score;
}

export interface ConversationSource {
  _id: string;
  contact?: string;
  lastAt?: Date;
  run?: Omit<RunRecord, 'answers'>;
  position?: Position;
}
/** Messages of one kind in one conversation. */
export interface MessageCount {
  _id: { conversation: string; isIn: boolean };
  count: number;
  last: Date;
}
export interface RunSource extends Pick<RunRecord, 'flow' | 'outcome' | 'startedAt' | 'endedAt' | 'answers'> {
  _id: string;
}
export interface DealSource {
  contact: string;
  pipeline: string;
  stage: string;
  isOpen: boolean;
  amount?: number;
  stageAt?: Date;
  lostReason?: string;
  changedAt: Date;
}
export interface OrderSource {
  contact: string;
  title: string;
  lines?: { name: string }[];
}
export interface TaskSource {
  contact: string;
  state: 'open' | 'done';
  due: Date;
  done?: { at: Date };
}
export interface DeliverySource {
  contact: string;
  source: { id: string };
  sentAt?: Date;
  clickedAt?: Date;
  repliedAt?: Date;
}

/** What the settings say of values: by it a card's field is a date and a deal's stage a sale. */
export interface Settings {
  fields: ReadonlyMap<string, FieldType>;
  /** Kinds of stages by `<pipeline>/<stage>`. */
  stages: ReadonlyMap<string, Stage['kind']>;
}

export async function readSettings(): Promise<Settings> {
  const [fields, pipelines] = await Promise.all([fieldSettings(), listPipelines()]);
  return {
    fields: new Map(fields.map(({ key, type }) => [key, type])),
    stages: new Map(pipelines.flatMap(({ id, stages }) => stages.map(stage => [`${id}/${stage.id}`, stage.kind]))),
  };
}

/**
 * What all rooms know of some hundreds of contacts, each room asked once, by the names of their collections as merging does it: the rooms' own
 * ways of reading are for one contact at a time. Who is not there any more, in the trash or a part of another card has no entry.
 */
export async function readSources(ids: string[]): Promise<Sources[]> {
  const cards = (await getContacts(ids)).filter(({ deletedAt, mergedInto }) => !deletedAt && !mergedInto);
  if (cards.length === 0) return [];
  const contact = { $in: cards.map(({ id }) => id) };
  const talks = { $in: cards.flatMap(conversationIdsOf) };
  const [conversations, counts, runs, deals, orders, tasks, deliveries, lists, scores] = await Promise.all([
    read<ConversationSource>('conversations', { _id: talks }, { contact: 1, lastAt: 1, run: 1, position: 1 }),
    countMessages(talks),
    read<RunSource & { contact: string }>('runs', { contact }, runFields),
    read<DealSource>('deals', { contact, deletedAt: null }, dealFields),
    read<OrderSource>('orders', { contact }, { contact: 1, title: 1, 'lines.name': 1 }),
    read<TaskSource>('tasks', { contact, state: { $in: ['open', 'done'] } }, { contact: 1, state: 1, due: 1, 'done.at': 1 }),
    read<DeliverySource>('deliveries', { contact, settled: true, 'source.kind': 'broadcast', state: 'sent' }, deliveryFields),
    listsOf(contact.$in),
    scoresOf(contact.$in),
  ]);
  const [talksBy, countsBy] = [byKey(conversations, each => each._id), byKey(counts, each => each._id.conversation)];
  const [runsBy, dealsBy, ordersBy] = [byContact(runs), byContact(deals), byContact(orders)];
  const [tasksBy, deliveriesBy] = [byContact(tasks), byContact(deliveries)];
  return cards.map(card => {
    const score = scores.get(card.id);
    const talkIds = conversationIdsOf(card);
    return {
      card,
      conversations: talkIds.flatMap(id => talksBy.get(id) ?? []),
      counts: talkIds.flatMap(id => countsBy.get(id) ?? []),
      runs: runsBy.get(card.id) ?? [],
      deals: dealsBy.get(card.id) ?? [],
      orders: ordersBy.get(card.id) ?? [],
      tasks: tasksBy.get(card.id) ?? [],
      deliveries: deliveriesBy.get(card.id) ?? [],
      lists: lists.get(card.id) ?? [],
      ...(score && { score }),
    };
  });
}

const runFields = {
  contact: 1,
  flow: 1,
  outcome: 1,
  startedAt: 1,
  endedAt: 1,
  'answers.step': 1,
  'answers.value': 1,
  'answers.text': 1,
};
const dealFields = { contact: 1, pipeline: 1, stage: 1, isOpen: 1, amount: 1, stageAt: 1, lostReason: 1, changedAt: 1 };
const deliveryFields = { contact: 1, 'source.id': 1, sentAt: 1, clickedAt: 1, repliedAt: 1 };

/** What customers said and what went out to them; what is told to the staff, and what was never sent, is neither. */
async function countMessages(conversation: { $in: string[] }): Promise<MessageCount[]> {
  if (conversation.$in.length === 0) return [];
  const isIn = { $eq: ['$author.kind', 'customer'] };
  return open('messages')
    .aggregate<MessageCount>([
      {
        $match: {
          conversation,
          kind: { $ne: 'event' },
          $or: [{ 'author.kind': 'customer' }, { delivery: null }, { 'delivery.state': 'sent' }],
        },
      },
      { $group: { _id: { conversation: '$conversation', isIn }, count: { $sum: 1 }, last: { $max: '$at' } } },
    ])
    .toArray();
}

function read<T extends Document>(collection: string, filter: Document, projection: Document): Promise<T[]> {
  return open(collection).find<T>(filter, { projection }).toArray();
}

function open(name: string) {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection<Document & { _id: string }>(name);
}

const byContact = <T extends { contact: string }>(rows: T[]): Map<string, T[]> => byKey(rows, each => each.contact);

function byKey<T>(rows: T[], keyOf: (row: T) => string): Map<string, T[]> {
  const by = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = by.get(key);
    if (known) known.push(row);
    else by.set(key, [row]);
  }
  return by;
}
