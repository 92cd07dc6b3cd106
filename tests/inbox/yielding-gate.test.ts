import { describe, expect, it } from 'vitest';
import { createYieldingGate } from '../../src/inbox/yielding-gate.ts';

/** A gate with tasks that go on until they are told to end. */
function fill(tasks: number) {
  const time = { now: 0 };
  const gate = createYieldingGate({ most: 16, least: 2, patienceMs: 15, now: () => time.now });
  const inside = new Set<number>();
  const ends: (() => void)[] = [];
  const all = Array.from({ length: tasks }, (_, i) =>
    gate.run(async () => {
      inside.add(i);
      await new Promise<void>(resolve => ends.push(resolve));
      inside.delete(i);
    }),
  );
  const settle = () => new Promise(setImmediate);
  const endAll = async () => {
    for (const end of ends.splice(0)) end();
    await settle();
  };
  return { gate, time, inside, endAll, settle, all };
}

describe('the gate of the workers', () => {
  it('lets many through while storing is quick', async () => {
    const { gate, inside, endAll } = fill(60);
    for (let i = 0; i < 20; i++) gate.waited(15);
    await endAll();
    expect(inside.size).toBe(16);
  });

  it('makes way when storing takes too long, but never stops the work', async () => {
    const { gate, time, inside, endAll } = fill(200);
    for (let i = 0; i < 20; i++) {
      time.now += 100;
      gate.waited(16);
    }
    await endAll();
    expect(inside.size).toBe(2);
  });

  it('gives one slowness one answer', async () => {
    const { gate, inside, endAll } = fill(200);
    for (let i = 0; i < 20; i++) gate.waited(100);
    await endAll();
    expect(inside.size).toBe(8);
  });

  it('lets more through again with each task that ends, also when nothing comes in any more', async () => {
    const { gate, time, inside, endAll } = fill(400);
    for (let i = 0; i < 20; i++) {
      time.now += 100;
      gate.waited(100);
    }
    await endAll();
    time.now += 100;
    await endAll();
    expect(inside.size).toBe(4);
    for (let i = 0; i < 5; i++) await endAll();
    expect(inside.size).toBe(16);
  });

  it('loses nobody who waits in line', async () => {
    const { gate, time, inside, endAll, all } = fill(60);
    for (let i = 0; inside.size > 0 || i < 5; i++) {
      time.now += 100;
      gate.waited(i % 2 === 0 ? 100 : 1);
      await endAll();
    }
    await Promise.all(all);
  });
});
