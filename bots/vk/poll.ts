import { request } from 'undici';
import { z } from 'zod';
import { withDeadline } from '../../src/lib/with-deadline.ts';
import type { CallApi } from './api.ts';

/** Where the last stored event stands in VK's history, kept over restarts: otherwise what came in between would be lost. */
export interface Cursor {
  load(): Promise<string | undefined>;
  save(ts: string): Promise<void>;
}

interface Poll {
  api: CallApi;
  account: string;
  cursor: Cursor;
  accept(raws: unknown[]): Promise<void>;
  signal: AbortSignal;
  /** Called when VK is ready to answer and after each answer. */
  worked: () => void;
  /** Told that VK no longer has some of what happened while nobody listened. */
  onLost: () => void;
}

const waitSeconds = 25;
const ts = z.union([z.string(), z.number()]).transform(String);
const serverSchema = z.object({ server: z.string(), key: z.string(), ts });
/** https://dev.vk.com/ru/api/bots-long-poll/getting-started */
const answerSchema = z.union([
  z.object({ failed: z.literal(1), ts }),
  z.object({ failed: z.literal([2, 3]) }),
  z.object({ ts, updates: z.array(z.unknown()) }),
]);

/** Asks for events until the signal aborts, and rejects with the first fault. The cursor moves only over what is stored. */
export async function poll({ api, account, cursor, accept, signal, worked, onLost }: Poll): Promise<void> {
  let server = await openServer();
  let at = await begin();
  worked();
  while (!signal.aborted) {
    const answer = answerSchema.parse(await ask(server, at, signal));
    worked();
    if ('updates' in answer) {
      if (answer.updates.length > 0) await accept(answer.updates);
      await moveTo(answer.ts);
    } else if (answer.failed === 1) {
      onLost();
      await moveTo(answer.ts);
    } else {
      server = await openServer();
      if (answer.failed === 2) continue;
      onLost();
      await moveTo(server.ts);
    }
  }

  /** Where we stopped; the first time here and now, kept at once so that a restart misses nothing. */
  async function begin(): Promise<string> {
    const kept = await cursor.load();
    if (kept === undefined) await cursor.save(server.ts);
    return kept ?? server.ts;
  }

  async function openServer() {
    return serverSchema.parse(await api('groups.getLongPollServer', { group_id: account }));
  }

  async function moveTo(next: string): Promise<void> {
    if (next !== at) await cursor.save(next);
    at = next;
  }
}

/**
 * Fetches what came since the cursor stopped, and waits for nothing more: for who no longer receives this way. Rejects with the first
 * fault; without a cursor there is nothing to fetch.
 */
export async function drain(poll: Omit<Poll, 'signal' | 'worked'>): Promise<void> {
  const { api, account, cursor, accept, onLost } = poll;
  let at = await cursor.load();
  if (at === undefined) return;
  const server = serverSchema.parse(await api('groups.getLongPollServer', { group_id: account }));
  for (;;) {
    const answer = answerSchema.parse(await ask(server, at, new AbortController().signal, 0));
    if (!('updates' in answer)) return onLost();
    if (answer.updates.length === 0) return;
    await accept(answer.updates);
    at = answer.ts;
    await cursor.save(at);
  }
}

async function ask(
  { server, key }: { server: string; key: string },
  at: string,
  signal: AbortSignal,
  wait = waitSeconds,
): Promise<unknown> {
  const url = new URL(server.includes('://') ? server : `https://${server}`);
  for (const [name, value] of Object.entries({ act: 'a_check', key, ts: at, wait: String(wait) }))
    url.searchParams.set(name, value);
  return withDeadline(
    (waitSeconds + 15) * 1000,
    async deadline => {
      const { body } = await request(url, { signal: deadline });
      return body.json();
    },
    signal,
  );
}
