import { createHash } from 'node:crypto';
import { type Contact, identityKey, patchContact } from '../contacts/index.ts';
import { fetchRemoteFile, rememberRemoteFile, removeFile } from '../files/index.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import type { Logger } from '../lib/logger.ts';
import { conversationId, type Incoming, type Messenger, type Profile } from '../messages/index.ts';

/** Keeps what messengers tell of people on their cards: asked at first contact, and again by and by while they write. */
export interface Profiles {
  /** They have written: asks beside the conversation where it is time to. `known` is what was asked a moment ago. Returns at once. */
  refresh(contact: Contact, incoming: Incoming, messenger: Messenger, known?: Profile): void;
  /** Begins no more asking; resolves when nobody is being asked. */
  stop(): Promise<void>;
}

const freshMs = 7 * 24 * 60 * 60 * 1000;
/** What could not be asked is tried again so much later, as far as this process remembers. */
const troubleMs = 60 * 60 * 1000;
const mostRemembered = 10_000;
/** Answers use the same connection and the same pace: whoever they are can wait. */
const mostAtOnce = 2;
const lookMs = 1000;
const mostWaitMs = 60_000;
/** So many wait at most; whoever comes then is asked for with their next message. */
const mostWaiting = 1000;

interface Options {
  /** Whether so many write just now that whoever they are can wait. */
  busy: () => boolean;
  clock: Clock;
  log: Logger;
}

export function createProfiles({ busy, clock, log }: Options): Profiles {
  const underWay = new Map<string, Promise<void>>();
  const troubled = new Map<string, number>();
  const gate = new Gate(mostAtOnce);
  const stopped = new AbortController();

  async function ask(key: string, contact: Contact, incoming: Incoming, messenger: Messenger, known?: Profile) {
    const profile = known ?? (await messenger.profile(incoming.from.id));
    const before = contact.identities.find(identity => identity.key === key)?.photo;
    const photo = profile?.photo && (await keepPhoto(profile.photo, { incoming, messenger, before }));
    const now = clock.now();
    await patchContact(
      contact.id,
      { profile: { identity: key, ...(profile && { profile }), ...(photo && { photo }), at: now } },
      { key: `profile:${key}:${now.getTime()}`, by: { kind: 'messenger', messenger: messenger.name }, now },
    );
    if (photo && before && before !== photo) await removeFile(before);
  }

  /** The id of their picture once it lies here. Without it a card still has a name. */
  async function keepPhoto(
    ref: string,
    { incoming, messenger, before }: { incoming: Incoming; messenger: Messenger; before: string | undefined },
  ): Promise<string | undefined> {
    const conversation = conversationId(incoming.address);
    const mark = createHash('sha256').update(ref).digest('hex').slice(0, 16);
    const id = `avatar-${conversation.replaceAll(':', '-')}-${mark}`;
    if (id === before) return id;
    try {
      const attachment = { kind: 'photo' as const, ref };
      await rememberRemoteFile({ messenger: messenger.name, attachment, conversation, id, now: clock.now() });
      return (await fetchRemoteFile(id, messenger)).state === 'stored' ? id : undefined;
    } catch (error) {
      log.warn({ err: error, file: id }, 'a picture could not be fetched');
      return undefined;
    }
  }

  /** Answers go first; but whoever is never alone has to ask some time too. */
  async function quiet() {
    for (let waited = 0; busy() && waited < mostWaitMs && !stopped.signal.aborted; waited += lookMs)
      await clock.sleep(lookMs, stopped.signal);
  }

  function isDue(contact: Contact, key: string): boolean {
    const identity = contact.identities.find(other => other.key === key);
    const now = clock.now().getTime();
    if (
      stopped.signal.aborted ||
      underWay.size >= mostWaiting ||
      !identity ||
      underWay.has(key) ||
      (troubled.get(key) ?? 0) > now
    )
      return false;
    return now - (identity.profile?.at.getTime() ?? 0) > freshMs;
  }

  return {
    refresh(contact, incoming, messenger, known) {
      const key = identityKey({ ...incoming.address, id: incoming.from.id });
      if (!isDue(contact, key)) return;
      const asking = gate
        .run(async () => {
          await quiet();
          if (!stopped.signal.aborted) await ask(key, contact, incoming, messenger, known);
        })
        .catch(error => {
          if (troubled.size >= mostRemembered) troubled.clear();
          troubled.set(key, clock.now().getTime() + troubleMs);
          log.warn({ err: error, identity: key }, 'a profile could not be kept; it is asked again later');
        })
        .finally(() => underWay.delete(key));
      underWay.set(key, asking);
    },
    async stop() {
      stopped.abort();
      await Promise.all(underWay.values());
    },
  };
}
