import { pino } from 'pino';
import {
  type BroadcastMeans,
  type BroadcastPatch,
  type BroadcastTick,
  createBroadcastTick,
  createDraft,
  getBroadcast,
  rehearsalOf,
  saveDraft,
  schedule,
  startRehearsal,
} from '../../src/broadcasts/index.ts';
import { countDeliveries } from '../../src/deliveries/index.ts';
import type { Clock } from '../../src/lib/clock.ts';
import {
  knownCapabilities,
  type Messenger,
  type MessengerName,
  type Parcel,
  type SendOutcome,
} from '../../src/messages/index.ts';
import { refreshTraits } from '../../src/segments/index.ts';
import { person, words } from '../deliveries/support.ts';

export const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
export const timeZone = 'Europe/Moscow';
export const by = 'marketer';

export const meansAt = (now: Date, connected: MessengerName[] = ['telegram', 'vk']): BroadcastMeans => ({
  now,
  timeZone,
  connected,
});

/** A draft with words, and with whatever else its test is about. */
export async function draftOf(now: Date, patch: BroadcastPatch = {}): Promise<string> {
  const { id, version } = await createDraft({ name: 'Весна', by, now });
  await saveDraft(id, { content: words('Новости'), ...patch }, { version, by, now });
  return id;
}

/** People, each by `person`, with their traits. */
export async function people(all: Parameters<typeof person>[]): Promise<string[]> {
  const ids: string[] = [];
  for (const one of all) ids.push((await person(...one)).contact);
  await refreshTraits(ids);
  return ids;
}

export function tickOf(messengers: Messenger[], clock: Clock, publicUrl?: string): BroadcastTick {
  const all = new Map(messengers.map(messenger => [messenger.name, messenger]));
  return createBroadcastTick({ clock, log, timeZone, messengers: all, ...(publicUrl && { publicUrl }) });
}

/** Rehearses, and answers what came of it. */
export async function rehearse(id: string, tick: BroadcastTick, means: BroadcastMeans) {
  await startRehearsal(id, { by, ...means });
  await tick.work();
  const rehearsal = await rehearsalOf(id);
  if (rehearsal?.state !== 'done') throw new Error(`the rehearsal is ${rehearsal?.state}: ${rehearsal?.problem}`);
  return rehearsal;
}

/** Rehearses a mailing, gives it its time and lets it begin where that is now. */
export async function send(id: string, tick: BroadcastTick, means: BroadcastMeans) {
  const rehearsal = await rehearse(id, tick, means);
  await schedule(id, { by, ...means });
  await tick.work();
  return { rehearsal, broadcast: await getBroadcast(id) };
}

/** States and reasons as the ledger has them, with how many there are of each. */
export async function outcomes(id: string): Promise<Record<string, number>> {
  const { rows } = await countDeliveries({ kind: 'broadcast', id });
  const counts = new Map<string, number>();
  for (const { state, reason, count } of rows) {
    const key = reason === undefined ? state : `${state} ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return Object.fromEntries([...counts].sort());
}

/** A messenger that does as the test says, and notes what it was asked to send. */
export interface ScriptMessenger extends Messenger {
  /** Every message that was sent, as `<chat> <text>`, in order; those that failed as well. */
  heard: string[];
  /** What becomes of the next messages; sent unless told. */
  answer: (parcel: Parcel) => SendOutcome;
}

export function scriptMessenger(account: string, name: MessengerName = 'telegram'): ScriptMessenger {
  const messenger: ScriptMessenger = {
    name,
    account,
    capabilities: { ...knownCapabilities[name], batch: 1 },
    state: { state: 'ready', name: 'script' },
    heard: [],
    answer: () => ({ kind: 'sent' }),
    parse: () => undefined,
    start: async () => undefined,
    stop: async () => undefined,
    profile: async () => undefined,
    file: async () => {
      throw new Error('there are no files');
    },
    async send(address, message, key) {
      messenger.heard.push(`${address.chat} ${message.text}`);
      return messenger.answer({ address, message, key });
    },
  };
  return messenger;
}
