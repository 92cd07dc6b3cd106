import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { leavings, stays } from '../../src/consents/erase/leavings.ts';
// The composition root knows every room, so every model is there.
import '../../src/start.ts';

it('whatever names a contact, a conversation or a person is erased with them, or says why it stays', () => {
  const known = new Set([...leavings.map(({ collection }) => collection), ...Object.keys(stays)]);
  const naming = mongoose
    .modelNames()
    .map(name => mongoose.model(name))
    .filter(({ schema, collection }) => namesSomebody(Object.keys(schema.paths)) || byCard.includes(collection.name))
    .map(({ collection }) => collection.name);
  expect(known).toContain('apiAnswers');
  expect(naming).toEqual(expect.arrayContaining(['messages', 'deals', 'events', 'deliveries', 'capUses', 'automationRuns']));
  expect(naming.filter(name => !known.has(name))).toEqual([]);
});

/** Their ids are those of cards. */
const byCard = ['traits', 'scores', 'capUses'];

const words = /^(contacts?|conversation|owner\.conversation|cards|survivor|loser|identities|delivery|phones?|body)$/;

/** `delivery`: a click says by it whose it was; `body`: what other programs are told. */
function namesSomebody(paths: string[]): boolean {
  return paths.some(path => words.test(path));
}
