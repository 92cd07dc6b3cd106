import { expect, vi } from 'vitest';
import type { Incoming, IncomingContent, Intake, MessengerName, Update } from '../../src/messages/index.ts';

/** Keeps what a messenger hands over the way the program does: each key once. */
export interface TestIntake extends Intake {
  /** Each update once, in the order of coming. */
  readonly updates: Update[];
  /** Every key that was handed over, repetitions too. */
  readonly keys: string[];
  /** Fails the next hand-overs, as if the database were gone. */
  fail(times: number): void;
  /** Waits for the next thing of this kind to happen; a second call looks only at later ones. */
  next<K extends IncomingContent['kind']>(kind: K): Promise<Incoming & { content: Extract<IncomingContent, { kind: K }> }>;
}

export function testIntake(): TestIntake {
  const stored = new Map<string, Update>();
  const keys: string[] = [];
  let failing = 0;
  let read = 0;
  return {
    get updates() {
      return [...stored.values()];
    },
    keys,
    fail(times) {
      failing = times;
    },
    async accept(_messenger: MessengerName, updates: Update[]) {
      keys.push(...updates.map(({ key }) => key));
      if (failing > 0) {
        failing -= 1;
        throw new Error('no database');
      }
      for (const update of updates) if (!stored.has(update.key)) stored.set(update.key, update);
    },
    next: kind =>
      vi.waitFor(
        () => {
          const all = [...stored.values()];
          const at = all.findIndex(({ incoming }, i) => i >= read && incoming?.content.kind === kind);
          const incoming = all[at]?.incoming;
          expect(incoming, `no ${kind} among ${all.map(update => update.incoming?.content.kind).join()}`).toBeDefined();
          read = at + 1;
          return incoming as Incoming & { content: Extract<IncomingContent, { kind: typeof kind }> };
        },
        { timeout: 10_000, interval: 5 },
      ),
  };
}
