import { expect, it } from 'vitest';
import { consentsOf, hashOfText, lastWords, sayConsent } from '../../src/consents/index.ts';
import { createContact, getContact } from '../../src/contacts/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date('2026-03-10T09:00:00Z');
const earlier = new Date('2026-03-01T09:00:00Z');
const by = { kind: 'staff', id: 's1', name: 'Ольга' } as const;
const person = async () => (await createContact({ name: 'Анна' }, { by, now, key: newId() })).id;
const said = (contact: string, more: object = {}) => ({
  id: newId(),
  contact,
  kind: 'advertising' as const,
  given: true,
  version: '1',
  text: 'Согласен',
  at: now,
  by: { ...by, reason: 'позвонил' },
  ...more,
});

it('a word stands in the ledger and on the card, with the hash of its text; the same twice is one', async () => {
  const contact = await person();
  const word = said(contact);
  await sayConsent(word, { by, now });
  await sayConsent(word, { by, now });
  expect(await consentsOf(contact)).toMatchObject([
    { given: true, hash: hashOfText('Согласен'), by: { kind: 'staff', reason: 'позвонил' } },
  ]);
  expect(await getContact(contact)).toMatchObject({
    consents: { advertising: { given: true, hash: hashOfText('Согласен'), at: now } },
  });
  expect(hashOfText('Согласен')).toMatch(/^[0-9a-f]{64}$/);
});

it('a word of before goes into the ledger and leaves what was said since', async () => {
  const contact = await person();
  await sayConsent(said(contact, { given: false, text: '' }), { by, now });
  await sayConsent(said(contact, { at: earlier }), { by, now });
  expect(await getContact(contact)).toMatchObject({ consents: { advertising: { given: false } } });
  const entries = await consentsOf(contact);
  expect(entries).toMatchObject([{ given: false }, { given: true, at: earlier, recordedAt: now }]);
  expect(lastWords(entries)).toMatchObject([{ given: false }]);
});

it('a topic is a word of its own', async () => {
  const contact = await person();
  await sayConsent(said(contact, { kind: 'topic', topic: 'news', given: false, text: '' }), { by, now });
  expect(await getContact(contact)).toMatchObject({ consents: {}, topics: { news: { wanted: false, at: now } } });
  expect(lastWords(await consentsOf(contact))).toMatchObject([{ kind: 'topic', topic: 'news', given: false }]);
});

it('what cannot be is refused', async () => {
  const contact = await person();
  const later = new Date(now.getTime() + 1000);
  await expect(sayConsent(said(contact, { at: later }), { by, now })).rejects.toMatchObject({ code: 'consents.in_future' });
  await expect(sayConsent(said(contact, { kind: 'topic' }), { by, now })).rejects.toMatchObject({ code: 'consents.no_topic' });
  await expect(sayConsent(said('nobody'), { by, now })).rejects.toMatchObject({ code: 'contacts.not_found' });
  expect(await consentsOf(contact)).toEqual([]);
});
