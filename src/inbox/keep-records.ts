import { type ConsentBy, recordConsent } from '../consents/index.ts';
import { hiddenFields } from '../contacts/index.ts';
import { type Conversation, type Pending, recordRun } from '../conversations/index.ts';
import { markDelivery, recentDeliveries } from '../deliveries/index.ts';
import type { Effect } from '../flow/index.ts';
import { assertNever } from '../lib/assert-never.ts';
import { staffByEmail } from '../staff/index.ts';
import { createTask, type TaskFor } from '../tasks/index.ts';
import { queueCall } from '../webhooks/index.ts';
import { keepDeals } from './keep-deals.ts';
import { keepFacts } from './keep-facts.ts';
import type { RecordPlace } from './record-place.ts';

/** Keeps what an advance left to keep in rooms of its own, beside the card and the history. Again it changes nothing. */
export async function keepRecords(conversation: Conversation, pending: Pending, place: RecordPlace): Promise<void> {
  await Promise.all([
    keepFacts(conversation, pending, place),
    keepDeals(conversation, pending, place),
    ...pending.effects.map((effect, n) =>
      keepRecord(effect, {
        ...place,
        key: `${place.key}:${n}`,
        conversation: conversation.id,
        ...saidIn(conversation, pending),
        ...(pending.flow && { flow: pending.flow }),
      }),
    ),
  ]);
}

/** The message that led to all this: the one handled last, where the program did not begin by itself. */
function saidIn({ handled }: Conversation, { priority }: Pending): { message?: string } {
  const message = priority === undefined ? handled.at(-1)?.split(' ')[0] : undefined;
  return message === undefined ? {} : { message };
}

type Place = RecordPlace & { conversation: string; flow?: string; message?: string };

async function keepRecord(effect: Effect, where: Place): Promise<void> {
  const { key, contact, now } = where;
  switch (effect.kind) {
    case 'consent':
    case 'topic':
      return keepConsent(effect, where);
    case 'run':
      return recordRun(effect.run, where);
    case 'task': {
      const { title, run, due, to } = effect;
      return createTask({ key, contact, title, run, due: new Date(due), for: await taskFor(to), now });
    }
    case 'webhook':
      return queueCall({
        key,
        contact,
        conversation: where.conversation,
        url: effect.url,
        body: effect.isWhole ? await withoutHidden(effect.body) : effect.body,
        ...(where.flow && { flow: where.flow }),
        now,
      });
    // In the history.
    case 'say':
    case 'notify':
    case 'handoff':
    // On the card.
    case 'field':
    case 'customField':
    case 'tag':
    case 'score':
    case 'assign':
    case 'language':
    // All of one kind together.
    case 'fact':
    case 'deal':
    case 'dealField':
    case 'stage':
      return;
    default:
      return assertNever(effect);
  }
}

async function keepConsent(
  effect: Extract<Effect, { kind: 'consent' | 'topic' }>,
  { key, contact, conversation, flow, message, now }: Place,
): Promise<void> {
  const { by, delivery } = effect;
  const where = {
    id: key,
    contact,
    conversation,
    at: now,
    ...(message && { message }),
    // The word is their own, whatever flow they stand in.
    ...(flow && !by && { flow }),
    ...authorOf({ by, delivery, flow, step: effect.kind === 'consent' ? effect.step : undefined }),
  };
  if (effect.kind === 'topic') {
    const { topic, wanted } = effect;
    return recordConsent({ ...where, kind: 'topic', topic, given: wanted, version: '', hash: '', text: '' });
  }
  const { consent, given, version, hash, text, step } = effect;
  await recordConsent({ ...where, kind: consent, given, version, hash, text, ...(step && { step }) });
  if (by === 'word' && consent === 'advertising' && !given) await noteLeaving({ contact, conversation, now });
}

/** As a reply: whoever leaves by a word of their own within three days of a mailing leaves because of it. */
const leavingMs = 3 * 24 * 3_600_000;

async function noteLeaving({ contact, conversation, now }: Pick<Place, 'contact' | 'conversation' | 'now'>): Promise<void> {
  const recent = await recentDeliveries([contact], new Date(now.getTime() - leavingMs));
  const last = recent.get(contact)?.find(delivery => delivery.conversation === conversation);
  if (last) await markDelivery(last.id, { unsubscribedAt: now }, now);
}

function authorOf(of: {
  by: 'word' | 'button' | undefined;
  delivery: string | undefined;
  flow: string | undefined;
  step: string | undefined;
}): { by?: ConsentBy } {
  const { by, delivery, flow, step } = of;
  if (by === 'word') return { by: { kind: 'word' } };
  if (by === 'button') return { by: { kind: 'button', ...(delivery && { delivery }) } };
  return flow === undefined ? {} : { by: { kind: 'flow', flow, ...(step && { step }) } };
}

/** An e-mail that nobody has leaves the task to all managers: it is not lost. */
async function taskFor(to: string): Promise<TaskFor> {
  if (to === 'owner' || to === 'managers') return { kind: to };
  const staff = await staffByEmail(to);
  return staff === undefined ? { kind: 'managers' } : { kind: 'staff', staff };
}

/** What goes out unnamed has no field that is hidden from somebody: whoever wrote the flow may be one of them. */
async function withoutHidden(body: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { contact } = body;
  if (typeof contact !== 'object' || contact === null || !('fields' in contact)) return body;
  const hidden = new Set(await hiddenFields());
  return { ...body, contact: { ...contact, fields: withoutKeys(contact.fields, hidden) } };
}

const withoutKeys = (fields: unknown, keys: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(fields ?? {}).filter(([key]) => !keys.has(key)));
