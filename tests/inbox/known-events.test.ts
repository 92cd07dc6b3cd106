import { expect, it } from 'vitest';
import type { WaitingEvent } from '../../src/inbox/event-store.ts';
import { createKnownEvents } from '../../src/inbox/known-events.ts';

const event = (id: string, order: number): WaitingEvent => ({
  _id: id,
  messenger: 'telegram',
  conversation: 'telegram:1:1',
  order,
  receivedAt: new Date(0),
  open: true,
});

it('knows nothing until all that waited before has been looked for', () => {
  const known = createKnownEvents(() => true);
  known.add(event('a', 1));
  expect(known.take('telegram:1:1')).toBeUndefined();
  known.complete();
  known.add(event('c', 3));
  known.add(event('b', 2));
  expect(known.take('telegram:1:1')?.map(({ _id }) => _id)).toEqual(['b', 'c']);
  expect(known.take('telegram:1:1')).toEqual([]);
});

it('asks the database once where something may wait that it was not told of', () => {
  const known = createKnownEvents(() => true);
  known.complete();
  known.doubt('telegram:1:1');
  expect(known.take('telegram:1:1')).toBeUndefined();
  expect(known.take('telegram:1:1')).toEqual([]);
});

it('trusts nothing any more once another process has been there', () => {
  let alone = true;
  const known = createKnownEvents(() => alone);
  known.complete();
  alone = false;
  expect(known.take('telegram:1:1')).toBeUndefined();
  alone = true;
  expect(known.take('telegram:1:1')).toBeUndefined();
});
