import { setTimeout as sleep } from 'node:timers/promises';
import type { Customer, TelegramStandIn } from '../../tools/stand-ins/index.ts';

/** How long each step took, from the update to the reply, in ms. */
export interface Talk {
  updates: number;
  seconds: number;
  latencies: number[];
}

/**
 * Everybody goes through the questionnaire at once, each as fast as the answers come, or with so long a thought before each answer; then they
 * do not begin in the same moment either.
 */
export async function talk(telegram: TelegramStandIn, customers: number, { thinkMs = 0 } = {}): Promise<Talk> {
  const people = Array.from({ length: customers }, (_, i) =>
    telegram.customer({ firstName: 'Анна', lastName: `Примерова ${i}` }),
  );
  const latencies: number[] = [];
  const began = performance.now();
  await Promise.all(
    people.map((person, i) =>
      answerAll(person, latencies, { thinkMs, first: (thinkMs * i) / customers, phone: phoneOf(said++) }),
    ),
  );
  return { updates: latencies.length, seconds: (performance.now() - began) / 1000, latencies };
}

/** How many have given their phone: one each, as people do. */
let said = 0;

const phoneOf = (n: number): string => `+7999${String(n).padStart(7, '0')}`;

async function answerAll(
  person: Customer,
  latencies: number[],
  { thinkMs, first, phone }: { thinkMs: number; first: number; phone: string },
) {
  const steps: [() => Promise<unknown>, RegExp][] = [
    [() => person.start(), /сохранить/],
    [() => pressFirst(person), /обращаться/],
    [() => person.says('Анна'), /номер|Телефон/],
    [() => person.says(phone), /Что нужно сделать/],
    [() => pressFirst(person), /квадратных метров/],
    [() => person.says('42'), /бюджет/],
    [() => pressFirst(person), /Проверьте/],
    [() => pressFirst(person), /Спасибо/],
  ];
  for (const [i, [act, reply]] of steps.entries()) {
    if (thinkMs > 0) await sleep(i === 0 ? first : thinkMs);
    const began = performance.now();
    await act();
    await person.receives(reply, { timeoutMs: 120_000 });
    latencies.push(performance.now() - began);
  }
}

async function pressFirst(person: Customer) {
  const label = person.messages.findLast(({ buttons }) => buttons.some(row => row.some(({ kind }) => kind === 'press')))
    ?.buttons[0]?.[0]?.label;
  if (!label) throw new Error(`${person.firstName} has nothing to press`);
  await person.presses(label);
}

/** The value below which `share` of the values lie. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
}
