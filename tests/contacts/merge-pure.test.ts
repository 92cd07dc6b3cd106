import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contact, differingFields, uniteCards } from '../../src/contacts/index.ts';
import { changedSince, withdraw } from '../../src/contacts/merging/part-cards.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n));
const word = fc.constantFrom('а', 'б', 'в', 'г', 'Анна', 'Анна Примерова');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const date = fc.integer({ min: 0, max: 9 }).map(day);

/** A card of anything that a card may hold; `side` keeps identities apart, since each is on one card. */
const cardOf = (side: string): fc.Arbitrary<Contact> =>
  fc
    .record({
      plain: fc.record({
        name: maybe(word),
        city: maybe(word),
        birthday: maybe(word),
        owner: maybe(word),
        language: maybe(word),
      }),
      phones: fc.uniqueArray(word),
      emails: fc.uniqueArray(word),
      tags: fc.uniqueArray(word),
      fields: fc.dictionary(fc.constantFrom('Площадь', 'Срок', 'x.y'), fc.oneof(word, fc.integer(), fc.boolean())),
      score: fc.integer({ min: -50, max: 50 }),
      identities: fc.integer({ min: 0, max: 2 }),
      consents: fc.dictionary(
        fc.constantFrom('personal-data', 'advertising'),
        fc.record({ given: fc.boolean(), hash: word, at: date }),
      ),
      topics: maybe(fc.dictionary(fc.constantFrom('акции', 'новости'), fc.record({ wanted: fc.boolean(), at: date }))),
      hasDeals: fc.boolean(),
      at: date,
      first: maybe(date),
    })
    .map(({ plain, first, hasDeals, topics, at, identities, ...rest }) => ({
      id: side,
      ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
      ...rest,
      identities: Array.from({ length: identities }, (_, i) => ({
        ...{ key: `telegram:1:${side}${i}`, messenger: 'telegram' as const, account: '1', id: `${side}${i}` },
        reachability: { state: 'reachable' as const, at, evidence: 'message' as const },
      })),
      source: first ? { first: { messenger: 'vk' as const, at: first } } : {},
      ...(topics && { topics }),
      ...(hasDeals && { hasDeals: true as const }),
      createdAt: at,
      changedAt: at,
      lastActivityAt: at,
    }));

type Edit = (card: Contact) => Contact;
/** What somebody does to a card after the merge: new values are words that no card has had. */
const edit: fc.Arbitrary<{ run: Edit; holds(card: Contact): boolean }> = fc.oneof(
  fc.constantFrom('name', 'city', 'company', 'owner').map(field => ({
    run: (card: Contact) => ({ ...card, [field]: 'новое' }),
    holds: (card: Contact) => Object.entries(card).some(([name, value]) => name === field && value === 'новое'),
  })),
  fc.constantFrom('phones', 'emails', 'tags').map(field => ({
    run: (card: Contact) => ({ ...card, [field]: [...new Set(['свежее', ...listOf(card, field)])] }),
    holds: (card: Contact) => listOf(card, field).includes('свежее'),
  })),
  fc.constantFrom('Площадь', 'Бюджет').map(name => ({
    run: (card: Contact) => ({ ...card, fields: { ...card.fields, [name]: 'новое' } }),
    holds: (card: Contact) => card.fields[name] === 'новое',
  })),
);

function listOf(card: Contact, field: string): string[] {
  return field === 'phones' ? card.phones : field === 'emails' ? card.emails : card.tags;
}

const choices = fc.dictionary(
  fc.constantFrom('name', 'city', 'fields.Срок'),
  fc.constantFrom('survivor' as const, 'loser' as const),
);

describe('one card of two', () => {
  it('is the card that it was once the merge is taken back, whatever was on both and whatever was chosen', () => {
    fc.assert(
      fc.property(cardOf('a'), cardOf('b'), choices, (before, loser, chosen) => {
        const after = uniteCards(before, loser, chosen);
        expect(withdraw(after, { before, after })).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every edit that was made since the merge', () => {
    fc.assert(
      fc.property(
        cardOf('a'),
        cardOf('b'),
        choices,
        fc.array(edit, { minLength: 1, maxLength: 5 }),
        (before, loser, chosen, edits) => {
          const after = uniteCards(before, loser, chosen);
          const edited = edits.reduce((card, { run }) => run(card), after);
          const parted = withdraw(edited, { before, after });
          for (const { holds } of edits) expect(holds(parted)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has everything that either card had', () => {
    fc.assert(
      fc.property(cardOf('a'), cardOf('b'), (before, loser) => {
        const after = uniteCards(before, loser);
        for (const card of [before, loser]) {
          for (const list of ['phones', 'emails', 'tags'])
            expect(listOf(after, list)).toEqual(expect.arrayContaining(listOf(card, list)));
          expect(Object.keys(after.fields)).toEqual(expect.arrayContaining(Object.keys(card.fields)));
          expect(after.identities).toEqual(expect.arrayContaining(card.identities));
        }
      }),
      { numRuns: 100 },
    );
  });

  const blank: Contact = {
    ...{ id: 'a', phones: [], emails: [], fields: {}, tags: [], score: 0, identities: [], source: {}, consents: {} },
    ...{ createdAt: day(0), changedAt: day(0), lastActivityAt: day(0) },
  };

  it('takes the later word on a consent, and the refusal of two of one moment', () => {
    const said = (given: boolean, at: Date) => ({ ...blank, consents: { advertising: { given, hash: 'h', at } } });
    expect(uniteCards(said(false, day(1)), said(true, day(2))).consents.advertising?.given).toBe(true);
    expect(uniteCards(said(true, day(2)), said(false, day(1))).consents.advertising?.given).toBe(true);
    expect(uniteCards(said(true, day(1)), said(false, day(1))).consents.advertising?.given).toBe(false);
  });

  it('asks only where both cards say something else, and suggests the fuller value', () => {
    const one = { ...blank, name: 'Анна', birthday: '--05-12', city: 'Казань', fields: { Срок: 'май' } };
    const two = {
      ...blank,
      id: 'b',
      name: 'Анна Примерова',
      birthday: '1990-05-12',
      company: 'Ромашка',
      city: 'Самара',
      fields: { Срок: 'июнь' },
    };
    expect(differingFields(one, two).map(({ field, suggested }) => [field, suggested])).toEqual([
      ['name', 'loser'],
      ['birthday', 'loser'],
      ['city', 'survivor'],
      ['fields.Срок', 'survivor'],
    ]);
  });

  it('tells what was changed since', () => {
    const after = { ...blank, city: 'Казань', fields: { Срок: 'май' } };
    expect(changedSince({ ...after, city: 'Тверь', fields: { Срок: 'июнь' }, lastActivityAt: day(5) }, after)).toEqual([
      'city',
      'fields.Срок',
    ]);
  });
});
