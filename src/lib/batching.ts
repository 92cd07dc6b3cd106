import { endsWithin } from './ends-within.ts';
import { Gate } from './gate.ts';

interface Waiting<In, Out> {
  item: In;
  resolve(value: Out): void;
  reject(error: unknown): void;
}

/**
 * So many batches are under way at once. More would only wait for each other inside the database, and what waits here travels together
 * later, which is cheaper.
 */
const gate = new Gate(4);

/**
 * The driver waits for ever for a socket that broke in the moment of writing (mongodb 7.8, Connection.writeCommand): those behind it must not.
 * Longer than any batch takes on a database that works.
 */
const patienceMs = 10_000;

/**
 * So many callers get their answers at once; then whatever came in meanwhile has its turn. What they ask for next travels together as they do:
 * handed out by eights the corridor answers a sixth less, by hundreds no more.
 */
const handfulSize = 32;
/** While somebody outside waits for acknowledgements, which many going on together would hold up. */
const smallHandfulSize = 4;
/** For so long after somebody waited more of it is expected: longer than a turn of the event loop in a rush. */
const waitingMs = 1000;
let waitedAt = Number.NEGATIVE_INFINITY;
const handful = (): number => (performance.now() - waitedAt < waitingMs ? smallHandfulSize : handfulSize);

/** Somebody outside waits for an acknowledgement: for the next moments fewer callers go on together, so that it is not held up. */
export function makeWay(): void {
  waitedAt = performance.now();
}

let handingOut = 0;

/** A batch that began with the first callers of the one before would leave the others behind. */
async function allHandedOut(): Promise<void> {
  while (handingOut > 0) await new Promise(setImmediate);
}

/**
 * Gathers the calls that arrive while one run is under way and runs them together: alone a call waits for nothing, under load
 * a hundred calls cost one round trip. `run` answers in the order of its items, and calls no batching itself; when it throws, or does not end in
 * time, each of its callers gets the error. `urgent` ones wait neither in line nor for each other: what is to be done begins
 * with them.
 */
export function batching<In, Out>(
  run: (items: In[]) => Promise<Out[]>,
  { maxSize = 100, urgent = false }: { maxSize?: number; urgent?: boolean } = {},
): (item: In) => Promise<Out> {
  let queue: Waiting<In, Out>[] = [];
  let running = false;

  async function drain() {
    running = true;
    // Everything that the present tick still asks for comes along.
    await new Promise(setImmediate);
    if (urgent) running = false;
    while (queue.length > 0) {
      if (!urgent) await allHandedOut();
      const answer = await (urgent ? runNext() : gate.run(runNext));
      void answer();
    }
    if (!urgent) running = false;
  }

  /** Answers with what hands out the answers: the next batch need not wait for that. */
  async function runNext(): Promise<() => Promise<void>> {
    const batch = queue.slice(0, maxSize);
    queue = queue.slice(maxSize);
    try {
      const results = await endsWithin(patienceMs, run(batch.map(waiting => waiting.item)));
      return () => resolveAll(batch, results);
    } catch (error) {
      return async () => {
        for (const waiting of batch) waiting.reject(error);
      };
    }
  }

  async function resolveAll(batch: Waiting<In, Out>[], results: Out[]) {
    handingOut++;
    for (const [i, waiting] of batch.entries()) {
      waiting.resolve(results[i] as Out);
      if (!urgent && (i + 1) % handful() === 0) await new Promise(setImmediate);
    }
    handingOut--;
  }

  return item =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (!running) void drain();
    });
}
