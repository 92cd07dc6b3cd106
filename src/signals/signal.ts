import { changeFeed, insertNew, isTransient } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { newId } from '../lib/ids.ts';
import { keptMs, type Signal, type SignalDocument, signals } from './signal-model.ts';

/** A signal as it was given. */
export interface GivenSignal extends Signal {
  at: Date;
}

const feed = changeFeed<SignalDocument>({ collection: signals, field: 'at', at: told => told.at });

const keep = batching((told: SignalDocument[]) => insertNew(signals, told));

/**
 * Tells every open page of every process: those of this one at once, the others within a second. Never throws: a page that missed it shows
 * the change when it is next opened.
 */
export function signal(told: Signal): void {
  const document = { _id: newId(), at: new Date(), ...told };
  feed.tell([document]);
  // A database that is away loses the signal to other processes, and nothing else.
  keep(document).catch(error => {
    if (!isTransient(error)) return;
    keep(document).catch(() => undefined);
  });
}

/** Hears of every signal soon after it was given, at least once. Returns the way to stop. Nobody watching costs nothing. */
export function watchSignals(listener: (told: GivenSignal) => void): () => void {
  return feed.watch(documents => {
    for (const document of documents) listener(toSignal(document));
  });
}

/** What was told after a moment, oldest first, one of each kind and object; nothing where that is not known any more. */
export async function signalsSince(since: Date, now: Date): Promise<GivenSignal[] | undefined> {
  if (since.getTime() < now.getTime() - keptMs) return undefined;
  const found = await signals
    .find({ at: { $gt: since } })
    .sort({ at: 1 })
    .limit(mostMissed)
    .toArray();
  if (found.length === mostMissed) return undefined;
  return [...new Map(found.map(document => [keyOf(document), toSignal(document)])).values()];
}

const mostMissed = 5000;

/** What is told to somebody is told each time; that something is not what it was need be known once. */
const keyOf = ({ _id, topic, about }: SignalDocument): string => (topic === 'alerts' ? _id : `${topic} ${about ?? ''}`);

function toSignal({ _id, ...told }: SignalDocument): GivenSignal {
  return told;
}
