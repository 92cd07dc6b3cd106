import { expect, it } from 'vitest';
import { inOrder, type WaitingEvent } from '../../src/inbox/event-store.ts';
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

it('goes by the numbers of messages, and puts what has none behind all that came before it', () => {
  const came = (id: string, ms: number, order?: number): WaitingEvent => {
    const { order: _none, ...rest } = event(id, 0);
    return { ...rest, receivedAt: new Date(ms), ...(order !== undefined && { order }) };
  };
  const events = [
    came('second message', 1, 12),
    came('first message', 2, 11),
    came('denies', 3),
    came('allows', 4),
    came('third message', 5, 13),
    came('denies again', 6),
  ];
  const told = ['first message', 'second message', 'denies', 'allows', 'third message', 'denies again'];
  expect(inOrder(events).map(({ _id }) => _id)).toEqual(told);
  expect(inOrder(events.toReversed()).map(({ _id }) => _id)).toEqual(told);
});
