import { describe, expect, it } from 'vitest';
import { createYieldingGate } from '../../src/inbox/yielding-gate.ts';

/** A gate with tasks that go on until they are told to end. */
function fill(tasks: number) {
  const gate = createYieldingGate({ most: 16, least: 2, patienceMs: 15 });
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
  return { gate, inside, endAll, settle, all };
}

describe('the gate of the workers', () => {
  it('lets many through while storing is quick', async () => {
    const { inside, settle } = fill(40);
    await settle();
    expect(inside.size).toBe(16);
  });

  it('makes way when storing takes too long, but never stops the work', async () => {
    const { gate, inside, endAll, settle } = fill(200);
    await settle();
    for (let i = 0; i < 20; i++) gate.stored(100, i * 100);
    await endAll();
    expect(inside.size).toBe(2);
    await endAll();
    expect(inside.size).toBe(2);
  });

  it('gives one slowness one answer', async () => {
    const { gate, inside, endAll, settle } = fill(200);
    await settle();
    for (let i = 0; i < 20; i++) gate.stored(100, i);
    await endAll();
    expect(inside.size).toBe(8);
  });

  it('lets more through again, one by one, when storing is quick again', async () => {
    const { gate, inside, endAll, settle } = fill(200);
    await settle();
    for (let i = 0; i < 20; i++) gate.stored(100, i * 100);
    await endAll();
    for (let i = 0; i < 3; i++) gate.stored(1, 3000 + i);
    await settle();
    expect(inside.size).toBe(5);
    for (let i = 0; i < 100; i++) gate.stored(1, 4000 + i);
    await settle();
    expect(inside.size).toBe(16);
  });

  it('loses nobody who waits in line', async () => {
    const { gate, inside, endAll, all } = fill(60);
    for (let i = 0; inside.size > 0 || i < 5; i++) {
      gate.stored(i % 2 === 0 ? 100 : 1, i * 100);
      await endAll();
    }
    await Promise.all(all);
  });
});
