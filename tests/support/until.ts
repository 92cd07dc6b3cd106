import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is there; tells the last answer when it does not come. For the outside of other processes, where no event tells. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false | null>, timeoutMs = 30_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (Date.now() > end) throw new Error(`It did not come to pass within ${timeoutMs} ms: ${what}`);
    await sleep(25);
  }
}
