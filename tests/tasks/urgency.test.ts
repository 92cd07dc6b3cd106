import { expect, it } from 'vitest';
import { byUrgency, type Pressing } from '../../src/tasks/index.ts';

const now = new Date('2026-11-23T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const task = (key: string, due: Date, more: Partial<Extract<Pressing, { kind: 'task' }>> = {}): Pressing => ({
  key,
  kind: 'task',
  due,
  priority: 'normal',
  ...more,
});
const order = (items: Pressing[], skipped?: Map<string, Date>) =>
  byUrgency(items, { now, ...(skipped && { skipped }) }).map(({ item }) => item.key);

const all: Pressing[] = [
  { key: 'deal', kind: 'deal', since: ago(60 * 24 * 90) },
  task('today', new Date('2026-11-23T20:59:59Z'), { allDay: true }),
  task('now', ago(-10)),
  task('in an hour', ago(-60)),
  task('late', ago(120)),
  task('later', ago(30)),
  task('low and late', ago(120), { priority: 'low' }),
  task('high and late', ago(5), { priority: 'high' }),
  { key: 'waits', kind: 'conversation', since: ago(90), promised: ago(30) },
  { key: 'waits in time', kind: 'conversation', since: ago(30), promised: ago(-30) },
];

it('hands out who waits and what is late before what is due, and deals last', () => {
  expect(order(all)).toEqual(['high and late', 'waits', 'late', 'later', 'low and late', 'now', 'today', 'deal']);
  expect(order([...all].reverse())).toEqual(order(all));
});

it('hands out last what was skipped, the first skipped first', () => {
  const skipped = new Map([
    ['waits', ago(1)],
    ['late', ago(5)],
  ]);
  expect(order(all, skipped).slice(-2)).toEqual(['late', 'waits']);
});

it('does not let one forgotten task stand before every customer', () => {
  const forgotten = task('forgotten', ago(60 * 24 * 30));
  expect(order([forgotten, { key: 'waits', kind: 'conversation', since: ago(600), promised: ago(500) }])).toEqual([
    'waits',
    'forgotten',
  ]);
});

it('says why', () => {
  expect(byUrgency([task('late', ago(125))], { now })[0]?.reason).toEqual({ why: 'taskLate', minutes: 125 });
});
