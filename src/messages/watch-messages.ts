import type { Filter } from 'mongodb';
import { rawCollection } from '../db/index.ts';
import { type MessageDocument, MessageModel, toMessage } from './message-model.ts';
import { priorities } from './queue-place.ts';
import type { StoredMessage } from './stored-message.ts';

type Listener = (messages: StoredMessage[]) => void;

/** How long another process's write may go unseen. */
const pollMs = 1000;
/**
 * Clocks of several machines differ and writes land out of order: at every tick the last stretch is read again, and what was told
 * already is left out. Right after a write of our own a much shorter stretch does.
 */
const overlapMs = { tick: 3000, nudge: 200 };
const batchSize = 500;

const collection = rawCollection<MessageDocument>(MessageModel);
const listeners = new Set<Listener>();
let told = new Map<string, { version: string; at: number }>();
/** The latest change that was told, and when by a clock that does not jump. */
let cursor = new Date(0);
let movedAt = 0;
let timer: NodeJS.Timeout | undefined;
let reading = false;
let nudged = false;

/**
 * Tells of every message that any process writes or changes, soon after it happened and at least once. Returns the way to stop.
 * Reads an index instead of a change stream, which a standalone database does not have. Nobody watching costs nothing.
 */
export function watchMessages(listener: Listener): () => void {
  if (listeners.size === 0) begin();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) end();
  };
}

/** This process has just written: look now rather than at the next tick. */
export function nudgeWatchers(): void {
  if (listeners.size > 0) void readChanges(overlapMs.nudge);
}

function begin() {
  moveTo(new Date());
  told = new Map();
  timer = setInterval(() => void readChanges(overlapMs.tick), pollMs);
  timer.unref();
}

function end() {
  clearInterval(timer);
}

async function readChanges(overlap: number) {
  if (reading) {
    nudged = true;
    return;
  }
  reading = true;
  try {
    await readOnce(overlap);
    while (nudged) {
      nudged = false;
      await readOnce(overlapMs.nudge);
    }
  } catch {
    // The database is away: the next tick reads on from the same place.
  } finally {
    reading = false;
  }
}

function moveTo(at: Date) {
  cursor = at;
  movedAt = performance.now();
}

/**
 * From when on changes may not have been told. While nothing happens time goes on all the same, so that a large change of a moment ago is not
 * read again and again.
 */
function sinceWhen(overlap: number): Date {
  const passed = performance.now() - movedAt;
  // The clock was put back: from now on changes bear earlier times.
  if (Date.now() < cursor.getTime() - overlapMs.tick) moveTo(new Date());
  return new Date(cursor.getTime() - Math.min(overlap, Math.max(overlapMs.tick - passed, 0)));
}

/** A mailing is queued by tens of thousands, and nobody waits to see that: it is told of as it goes out. */
const worthTelling: Filter<MessageDocument> = { $nor: [{ open: true, rank: priorities.indexOf('broadcast') }] };

async function readOnce(overlap: number) {
  const since = sinceWhen(overlap);
  for (let skip = 0; ; skip += batchSize) {
    const found = await collection
      .find({ changedAt: { $gt: since }, ...worthTelling })
      .sort({ changedAt: 1 })
      .skip(skip)
      .limit(batchSize)
      .toArray();
    tell(found.filter(message => told.get(message._id)?.version !== versionOf(message)));
    if (found.length < batchSize) break;
  }
  forget();
}

function tell(fresh: MessageDocument[]) {
  if (fresh.length === 0) return;
  for (const message of fresh) {
    told.set(message._id, { version: versionOf(message), at: message.changedAt.getTime() });
    if (message.changedAt > cursor) moveTo(message.changedAt);
  }
  const messages = fresh.map(toMessage);
  for (const listener of listeners) listener(messages);
}

/** Two changes may fall into one millisecond, so the time alone does not tell them apart. */
function versionOf(message: MessageDocument): string {
  return `${message.changedAt.getTime()} ${message.delivery?.state} ${message.edits?.length} ${message.removed?.at.getTime()}`;
}

function forget() {
  const horizon = cursor.getTime() - 2 * overlapMs.tick;
  for (const [id, { at }] of told) if (at < horizon) told.delete(id);
}
