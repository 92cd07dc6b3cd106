import mongoose from 'mongoose';
import { isDuplicateKey, rawCollection } from '../db/index.ts';
import type { Queue } from './queue.ts';

interface QueueDocument extends Omit<Queue, 'id'> {
  _id: string;
  /** How many conversations were handed out in turn. */
  turn?: number;
}

const { Mixed } = mongoose.Schema.Types;

const queues = rawCollection<QueueDocument>(
  mongoose.model(
    'Queue',
    new mongoose.Schema<QueueDocument>(
      {
        _id: String,
        title: String,
        members: [String],
        hours: Mixed,
        handsOut: String,
        mostOpen: Number,
        firstReplyMinutes: Number,
        nextReplyMinutes: Number,
        returnAfterMinutes: Number,
        closedAnswer: Mixed,
        turn: Number,
      },
      { collection: 'queues', versionKey: false },
    ),
  ),
);

/** Every queue that was set up, by its title. */
export async function listQueues(): Promise<Queue[]> {
  const found = await queues.find({}).toArray();
  return found.map(toQueue).sort((a, b) => a.title.localeCompare(b.title));
}

export async function getQueue(id: string): Promise<Queue | undefined> {
  const found = await queues.findOne({ _id: id });
  return found ? toQueue(found) : undefined;
}

/** Keeps a new queue; false when there is one of this name. */
export async function addQueue({ id, ...queue }: Queue): Promise<boolean> {
  try {
    await queues.insertOne({ _id: id, ...queue });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Sets a queue up as told, whatever it was; whose turn it is stays. */
export async function saveQueue({ id, ...queue }: Queue): Promise<void> {
  const gone = optional.filter(name => queue[name] === undefined).map(name => [name, '']);
  await queues.updateOne(
    { _id: id },
    { $set: queue, ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }) },
    { upsert: true },
  );
}

const optional = ['hours', 'mostOpen', 'firstReplyMinutes', 'nextReplyMinutes', 'returnAfterMinutes'] as const;

/** Forgets how a queue was set up; its conversations stay in it. */
export async function removeQueue(id: string): Promise<void> {
  await queues.deleteOne({ _id: id });
}

/** The number of the next turn in a queue, over all processes. */
export async function takeTurn(id: string): Promise<number> {
  const found = await queues.findOneAndUpdate({ _id: id }, { $inc: { turn: 1 } }, { returnDocument: 'after' });
  return (found?.turn ?? 1) - 1;
}

function toQueue({ _id, turn: _turn, ...queue }: QueueDocument): Queue {
  return { id: _id, ...queue };
}
