import { beforeAll, expect, it } from 'vitest';
import { hashOfText } from '../../src/consents/index.ts';
import { createContact } from '../../src/contacts/index.ts';
import { printable } from '../../src/panel/consents/printable.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const panel = usePanel({ clock });
const marketer = visitor(() => panel.url);

beforeAll(async () => {
  await ensureOwner(owner, clock.now());
  await marketer.signIn(owner);
});

it('a long text of several paragraphs is proven word for word, with the hash that it has everywhere', async () => {
  const author = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  const { id } = await createContact({ name: 'Ё'.repeat(200) }, { by: author, key: 'anna', now: clock.now() });
  const text = `${'Даю согласие на обработку моих персональных данных. '.repeat(200).trim()}\n\nВторой абзац: ${'Ж'.repeat(3000)} 🙂`;
  await marketer.get(`/contacts/${id}/consents`);
  const said = { kind: 'personal-data', given: 'yes', version: '3', reason: 'Подписал', evidence: 'Бумага' };
  const made = await marketer.post(`/contacts/${id}/consents`, { ...said, key: 'k1', text: text.replaceAll('\n', '\r\n') });
  expect(made.status).toBe(303);
  const { page } = await marketer.get(`/contacts/${id}/proof.json`);
  expect(JSON.parse(page)).toMatchObject({ entries: [{ kind: 'personal-data', text, hash: hashOfText(text), version: '3' }] });
  const paper = await marketer.get(`/contacts/${id}/proof.pdf`);
  expect([paper.status, paper.page.slice(0, 5)]).toEqual([200, '%PDF-']);
  expect(printable('Да\r\nнет\rё 🙂')).toBe('Да\nнет\nё [U+1F642]');
});
