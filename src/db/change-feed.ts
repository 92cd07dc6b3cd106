import type { Collection, Filter, Sort } from 'mongodb';

/** How long another process's write may go unseen. */
const pollMs = 1000;
/**
 * Clocks of several machines differ and writes land out of order: at every tick the last stretch is read again, and what was told
 * already is left out. Right after a write of our own a much shorter stretch does.
 */
const overlapMs = { tick: 3000, nudge: 200 };
const batchSize = 500;

export interface FeedOptions<T extends { _id: string }> {
  collection: Collection<T>;
  /** The indexed time of the latest change, told by its name and by its value. */
  field: keyof T & string;
  at(document: T): Date;
  /** Tells two changes of one document within one millisecond apart. */
  version?(document: T): string;
  /** What is worth telling of. */
  filter?: Filter<T>;
}

export interface Feed<T> {
  /** Hears of every write of any process, soon after it happened and at least once. Returns the way to stop. */
  watch(listener: (documents: T[]) => void): () => void;
  /** This process has just written: look now rather than at the next tick. */
  nudge(): void;
  /** This process writes, and need not be told by the database. */
  tell(documents: T[]): void;
}

/** Tells of changes by reading an index instead of a change stream, which a standalone database does not have. Nobody watching costs nothing. */
export function changeFeed<T extends { _id: string }>(options: FeedOptions<T>): Feed<T> {
  const { collection, field, at, version = () => '', filter } = options;
  const listeners = new Set<(documents: T[]) => void>();
  let told = new Map<string, { version: string; at: number }>();
  /** The latest change that was told, and when by a clock that does not jump. */
  let cursor = new Date(0);
  let movedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let reading = false;
  let nudged = false;

  function begin() {
    moveTo(new Date());
    told = new Map();
    timer = setInterval(() => void readChanges(overlapMs.tick), pollMs);
    timer.unref();
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

  function moveTo(instant: Date) {
    cursor = instant;
    movedAt = performance.now();
  }

  /**
   * From when on changes may not have been told. While nothing happens time goes on all the same, so that a large change of a moment ago is
   * not read again and again.
   */
  function sinceWhen(overlap: number): Date {
    const passed = performance.now() - movedAt;
    // The clock was put back: from now on changes bear earlier times.
    if (Date.now() < cursor.getTime() - overlapMs.tick) moveTo(new Date());
    return new Date(cursor.getTime() - Math.min(overlap, Math.max(overlapMs.tick - passed, 0)));
  }

  async function readOnce(overlap: number) {
    const where = { [field]: { $gt: sinceWhen(overlap) }, ...filter } as Filter<T>;
    for (let skip = 0; ; skip += batchSize) {
      const found = await collection
        .find(where)
        .sort({ [field]: 1 } as Sort)
        .skip(skip)
        .limit(batchSize)
        .toArray();
      tell(found as T[]);
      if (found.length < batchSize) break;
    }
    forget();
  }

  function tell(documents: T[]) {
    if (listeners.size === 0) return;
    const fresh = documents.filter(document => told.get(document._id)?.version !== versionOf(document));
    if (fresh.length === 0) return;
    for (const document of fresh) {
      told.set(document._id, { version: versionOf(document), at: at(document).getTime() });
      if (at(document) > cursor) moveTo(at(document));
    }
    for (const listener of listeners) listener(fresh);
  }

  const versionOf = (document: T) => `${at(document).getTime()} ${version(document)}`;

  function forget() {
    const horizon = cursor.getTime() - 2 * overlapMs.tick;
    for (const [id, known] of told) if (known.at < horizon) told.delete(id);
  }

  return {
    watch(listener) {
      if (listeners.size === 0) begin();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
    nudge() {
      if (listeners.size > 0) void readChanges(overlapMs.nudge);
    },
    tell,
  };
}
