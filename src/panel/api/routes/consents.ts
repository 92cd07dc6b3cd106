import { z } from 'zod';
import { type ConsentEntry, consentKinds, consentsOf, getErasure, lastWords, sayConsent } from '../../../consents/index.ts';
import { getContact } from '../../../contacts/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { signal } from '../../../signals/index.ts';
import { audit } from '../../../staff/index.ts';
import { type Author, authorsOf } from '../../consents/present-ledger.ts';
import { proofOf } from '../../consents/proof.ts';
import { authorOf, type Means, moment, there } from '../means.ts';
import { seesPhones } from '../present.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';

const time = z.iso.datetime();
const text = z.string().exactOptional();
const author = z
  .record(z.string(), z.unknown())
  .describe('How it came into the ledger: `kind` is flow (with its `title`), word, button, staff, api or import');

const entryShape = z
  .object({
    id: z.string(),
    kind: z.enum(consentKinds),
    given: z.boolean(),
    topic: text,
    version: z.string(),
    hash: z.string().describe('SHA-256 of the text'),
    text: z.string(),
    at: time.describe('When it was said'),
    recordedAt: time.exactOptional(),
    conversation: text,
    message: text.describe('The message that said it'),
    by: author.exactOptional(),
  })
  .meta({ id: 'Consent' });

const ledgerShape = z
  .object({
    holds: z.array(entryShape).describe('The last word of each kind and topic'),
    items: z.array(entryShape).describe('All entries, the newest first'),
  })
  .meta({ id: 'Consents' });

const saidBody = z
  .strictObject({
    kind: z.enum(consentKinds),
    given: z.boolean(),
    topic: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u)
      .exactOptional()
      .describe('Where `kind` is topic'),
    text: z.string().max(20_000).default('').describe('The words that were agreed to; needed where `given` and not a topic'),
    version: z.string().trim().max(60).default(''),
    at: moment.exactOptional().describe('When it was said; now unless told'),
    reason: z.string().trim().max(1000).exactOptional(),
    evidence: z.string().trim().max(1000).exactOptional().describe('What proves it'),
  })
  .meta({ id: 'NewConsent' });

const proofShape = z
  .object({
    madeAt: time,
    person: z.record(z.string(), z.unknown()),
    holds: z.array(z.object({ about: z.string(), given: z.boolean(), at: time })),
    entries: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'ConsentProof' });

const erasureShape = z
  .object({
    id: z.string().describe('Of the contact that was'),
    at: time,
    state: z.enum(['going', 'done']),
    doneAt: time.exactOptional(),
    by: z.record(z.string(), z.unknown()),
    reason: text,
    hashes: z.array(z.string()).describe('Keyed hashes of identities, phones and e-mails'),
    held: z.record(z.string(), z.number()),
    consents: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'Erasure' });

/** The ledger of consents, its proof, and erasing. */
export function consentRoutes({ eraser }: Means): ApiRoute[] {
  const ledger = async (contact: string) => {
    const entries = await consentsOf(contact);
    const authorOf = await authorsOf(entries);
    const shown = (entry: ConsentEntry) => presentEntry(entry, authorOf(entry));
    return { holds: lastWords(entries).map(shown), items: entries.map(shown) };
  };

  return [
    defineRoute({
      id: 'consents.list',
      method: 'get',
      path: '/contacts/{id}/consents',
      scope: 'contacts:read',
      summary: 'What somebody allowed and refused: the whole ledger, and what holds now',
      params: idParams,
      answer: ledgerShape,
      handler: async ({ params: { id } }) => ledger(there(await getContact(id), 'contacts').id),
    }),
    defineRoute({
      id: 'consents.say',
      method: 'post',
      path: '/contacts/{id}/consents',
      scope: 'contacts:write',
      summary: 'Writes down a consent or a withdrawal; the entry is only ever added',
      params: idParams,
      body: saidBody,
      status: 201,
      answer: ledgerShape,
      handler: async ({ params: { id }, body, key, now, writeKey }) => {
        const { at = now, reason, evidence, ...said } = body;
        if (said.given && said.kind !== 'topic' && !said.text)
          throw new AppError('consents.no_text', 'A consent needs the text that was agreed to.');
        const by = {
          kind: 'api' as const,
          key: key.id,
          name: key.name,
          ...(reason && { reason }),
          ...(evidence && { evidence }),
        };
        const card = await sayConsent({ ...said, id: writeKey, contact: id, at, by }, { by: authorOf(key).contact, now });
        signal({ topic: 'contacts', about: card.id });
        return ledger(card.id);
      },
    }),
    defineRoute({
      id: 'consents.proof',
      method: 'get',
      path: '/contacts/{id}/proof',
      scope: 'contacts:read',
      summary:
        'The proof of one person: all entries with texts, hashes and messages; phones and e-mails with the scope phones:read',
      params: idParams,
      answer: proofShape,
      handler: async ({ params: { id }, key, now }) => {
        const proof = await proofOf(there(await getContact(id), 'contacts'), now);
        return seesPhones(key) ? proof : { ...proof, person: { ...proof.person, phones: [], emails: [] } };
      },
    }),
    defineRoute({
      id: 'contacts.erase',
      method: 'post',
      path: '/contacts/{id}/erase',
      scope: 'contacts:erase',
      summary: 'Erases somebody for good with everything they left; a proof without a name stays',
      params: idParams,
      body: z.strictObject({ reason: z.string().trim().max(500).exactOptional().describe('No name, no phone: it stays') }),
      answer: erasureShape,
      handler: async ({ params: { id }, body: { reason }, key, now }) => {
        const { id: staff } = key.by;
        if (!eraser) throw new AppError('consents.unknown', 'This process erases nobody.');
        if (!(await getErasure(id))) {
          there(await getContact(id), 'contacts');
          await audit({ at: now, what: 'erased', staff, contact: id, facts: { name: key.name } });
        }
        const by = { kind: 'api' as const, key: key.id, name: key.name };
        return presentErasure(await eraser.erase({ contact: id, by, ...(reason && { reason }) }));
      },
    }),
    defineRoute({
      id: 'erasures.get',
      method: 'get',
      path: '/erasures/{id}',
      scope: 'contacts:erase',
      summary: 'The proof that somebody was erased, by the id of the contact that was',
      params: idParams,
      answer: erasureShape,
      handler: async ({ params: { id } }) => presentErasure(there(await getErasure(id), 'contacts')),
    }),
  ];
}

function presentEntry(
  { contact: _contact, flow: _flow, step: _step, by: _by, at, recordedAt, ...rest }: ConsentEntry,
  by: Author | undefined,
) {
  return {
    ...rest,
    at: at.toISOString(),
    ...(recordedAt && { recordedAt: recordedAt.toISOString() }),
    ...(by && { by }),
  };
}

function presentErasure<T extends { at: Date; doneAt?: Date; consents: { at: Date }[] }>({ at, doneAt, consents, ...rest }: T) {
  return {
    ...rest,
    at: at.toISOString(),
    ...(doneAt && { doneAt: doneAt.toISOString() }),
    consents: consents.map(entry => ({ ...entry, at: entry.at.toISOString() })),
  };
}
