import { pino } from 'pino';
import { contacts } from '../../src/contacts/contact-model.ts';
import { type Contact, findOrCreateContact } from '../../src/contacts/index.ts';
import {
  type Books,
  createCourier,
  type Delivery,
  type DeliveryBook,
  type MessageContent,
  type PlannedDelivery,
  planDeliveries,
} from '../../src/deliveries/index.ts';
import { noCheckpoint } from '../../src/lib/checkpoint.ts';
import { type Address, conversationId, type Messenger, type MessengerName } from '../../src/messages/index.ts';
import { createGovernor, createOutbox, type Pace } from '../../src/outbox/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

/** Ten in the morning in Moscow: nobody's quiet hours there. */
export const morning = new Date('2026-05-12T07:00:00Z');

export const words = (text: string, more: Partial<MessageContent> = {}): MessageContent => ({
  texts: { ru: text },
  files: [],
  buttons: [],
  variants: {},
  ...more,
});

/** A book that says of each source what its test wants, and remembers what it heard. */
export function simpleBook(content: MessageContent, preference?: MessengerName[]) {
  const running: { id: string; pace?: number }[] = [];
  const settled: Delivery[] = [];
  const book: DeliveryBook = {
    running: async () => [...running],
    contentOf: async deliveries => deliveries.map(() => content),
    ...(preference && { preferenceOf: async (deliveries: Delivery[]) => deliveries.map(() => preference) }),
    settled: async told => void settled.push(...told),
  };
  return { ...book, sources: running, heard: settled };
}

/** A card that has written from each of these addresses and agreed to advertising. */
export async function person(
  chat: string,
  {
    account = '7000',
    messengers = ['telegram'],
    ...more
  }: { account?: string; messengers?: MessengerName[] } & Partial<Contact> = {},
): Promise<{ contact: string; addresses: Address[] }> {
  const addresses = messengers.map((messenger): Address => ({ messenger, account, chat }));
  const [first] = addresses;
  if (!first) throw new Error('somebody has to have written from somewhere');
  const { contact } = await findOrCreateContact({ ...buildIncoming({ chat }), address: first }, morning);
  const identities = addresses.map(({ messenger, account: its, chat: id }) => ({
    key: `${messenger}:${its}:${id}`,
    messenger,
    account: its,
    id,
    reachability: { state: 'reachable' as const, at: morning, evidence: 'message' as const },
  }));
  const consents = { advertising: { given: true, hash: '', at: morning } };
  await contacts.updateOne({ _id: contact.id }, { $set: { identities, consents, timeZone: 'Europe/Moscow', ...more } });
  return { contact: contact.id, addresses };
}

export function planned(
  broadcast: string,
  { contact, addresses }: { contact: string; addresses: Address[] },
  more: Partial<PlannedDelivery> = {},
): PlannedDelivery {
  const [address] = addresses;
  if (!address) throw new Error('nowhere to write to');
  const { messenger, account } = address;
  return {
    id: `${broadcast}:${contact}`,
    source: { kind: 'broadcast', id: broadcast },
    contact,
    priority: 'broadcast',
    advertising: true,
    conversation: conversationId(address),
    account: `${messenger}:${account}`,
    messenger,
    state: 'planned',
    due: morning,
    attempts: 0,
    plannedAt: morning,
    changedAt: morning,
    ...more,
  };
}

/** People from `first` on, each planned for. */
export async function planFor(
  broadcast: string,
  chats: string[],
  more: Partial<PlannedDelivery> = {},
): Promise<PlannedDelivery[]> {
  const rows = await Promise.all(chats.map(async chat => planned(broadcast, await person(chat), more)));
  await planDeliveries(rows);
  return rows;
}

/** A process that carries deliveries, on a clock that the test moves. */
export function startCourier(
  messengers: Messenger[],
  books: Partial<Books>,
  {
    owner = 'one',
    clock = new ManualClock(morning.toISOString()),
    pace = { perSecond: Number.POSITIVE_INFINITY, chatBurst: Number.POSITIVE_INFINITY },
  }: { owner?: string; clock?: ManualClock; pace?: Pace } = {},
) {
  const all = new Map(messengers.map(messenger => [messenger.name, messenger]));
  const governor = createGovernor({ clock, pace: () => pace });
  const outbox = createOutbox({
    messengers: all,
    governor,
    owner,
    sends: true,
    alone: () => true,
    clock,
    log,
    checkpoint: noCheckpoint,
    chance: () => 0,
  });
  const nobody: DeliveryBook = { running: async () => [], contentOf: async () => [] };
  const courier = createCourier({
    outbox,
    governor,
    messengers: all,
    books: { broadcast: nobody, automation: nobody, ...books },
    owner,
    clock,
    log,
    chance: () => 0,
  });
  return {
    courier,
    outbox,
    clock,
    /** Lets time pass and the courier look around until it came to pass. */
    async passes(what: string, ask: () => boolean | Promise<boolean>, stepMs = 20) {
      await until(what, async () => {
        courier.wake();
        await courier.work();
        await clock.advance(stepMs);
        return await ask();
      });
    },
    async stop() {
      await courier.stop();
      await outbox.stop();
    },
  };
}
