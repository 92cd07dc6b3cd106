import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { handedOver } from '../../src/contacts/merging/holdings.ts';
// The composition root knows every room, so every model is there.
import '../../src/start.ts';

/** What names a card and stays where it is when cards are merged, and why. */
const stays = {
  alerts: 'what somebody was told then; it goes after a day',
  audit: 'what was done then, to the card of then',
  dealTouches: 'which message a deal is counted to, by the deal',
  rehearsalRows: 'what a rehearsal found then',
  traits: 'made anew by the next tick',
  facts: 'counts of a past day, of those who answered then',
  flowMoveRows: 'a move of flows that is under way works by conversations',
  importedIds: 'what an import made; taking it back finds the heir',
  segmentMembers: 'who is in a watched segment is looked at anew by the next tick',
  segmentMoves: 'who came and went then, as it was told',
  webhookCalls: 'calls to other programs as they were',
};

it('whatever a room keeps of a card goes with it when cards are merged, or has a reason to stay', () => {
  const known = new Set([...handedOver, ...Object.keys(stays)]);
  const naming = mongoose
    .modelNames()
    .map(name => mongoose.model(name))
    .filter(({ schema }) => schema.path('contact') || schema.path('contacts'))
    .map(({ collection }) => collection.name);
  expect(naming).toEqual(expect.arrayContaining(['deals', 'tasks', 'orders']));
  expect(naming.filter(name => !known.has(name))).toEqual([]);
});
