/**
 * Gathers the calls that arrive while one run is under way and runs them together: alone a call waits for nothing, under load
 * a hundred calls cost one round trip. `run` answers in the order of its items; when it throws, each of its callers gets the error.
 */
export function batching<In, Out>(run: (items: In[]) => Promise<Out[]>, maxSize = 250): (item: In) => Promise<Out> {
  interface Waiting {
    item: In;
    resolve(value: Out): void;
    reject(error: unknown): void;
  }
  let queue: Waiting[] = [];
  let running = false;

  async function drain() {
    running = true;
    // Everything that the present tick still asks for comes along.
    await new Promise(setImmediate);
    while (queue.length > 0) {
      const batch = queue.slice(0, maxSize);
      queue = queue.slice(maxSize);
      await runBatch(batch);
    }
    running = false;
  }

  async function runBatch(batch: Waiting[]) {
    try {
      const results = await run(batch.map(waiting => waiting.item));
      batch.forEach((waiting, i) => {
        waiting.resolve(results[i] as Out);
      });
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  }

  return item =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (!running) void drain();
    });
}
