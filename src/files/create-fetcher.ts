import { type Clock, systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { type Messenger, noteFile } from '../messages/index.ts';
import { fetchesUnderWay, fetchPlaces, fetchRemoteFile, stopFetching } from './fetch-remote.ts';
import { type FileDocument, FileModel, findFile, type StoredFile, toFile } from './stored-file.ts';

export interface Fetcher {
  /** The tick: begins with files that failed for a passing reason or were left behind, as many as there is room for. */
  work(): Promise<void>;
  /** Fetches a file that somebody is waiting for, also one that was given up. Throws what the messenger throws. */
  again(id: string): Promise<StoredFile>;
  /** Breaks off what is being fetched; it goes on at the next start. */
  stop(): Promise<void>;
}

/** Sees to it that files which could not be fetched at once are fetched later. `find` gives the messenger of a conversation, where it is on. */
export function createFetcher(options: {
  find(conversation: string): Pick<Messenger, 'file'> | undefined;
  clock?: Clock;
  log: Logger;
}): Fetcher {
  const { find, clock = systemClock, log } = options;
  let stopping = false;

  async function work(): Promise<void> {
    const room = fetchPlaces - fetchesUnderWay();
    if (stopping || room <= 0) return;
    const now = clock.now();
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    const due = await FileModel.find({ retryAt: { $exists: true, $lte: now } })
      .sort({ retryAt: 1 })
      .limit(room)
      .lean<FileDocument[]>();
    for (const document of due) begin(document);
  }

  /** Not waited for: a tick is short. When one is through the next has room. */
  function begin({ _id: id, owner }: FileDocument) {
    const messenger = find(owner.conversation ?? '');
    if (!messenger) return void postpone(id);
    fetchRemoteFile(id, messenger, { clock })
      .then(work)
      .catch(error => log.warn({ err: error, file: id }, 'a file could not be fetched yet'));
  }

  /** Its messenger is off in this installation: looked at again in an hour, so that it stands in nobody's way. */
  function postpone(id: string) {
    FileModel.updateOne({ _id: id, state: 'remote' }, { $set: { retryAt: new Date(clock.now().getTime() + 3_600_000) } }).catch(
      error => log.warn({ err: error, file: id }, 'the database did not answer'),
    );
  }

  return {
    work,
    again: id => fetchAgain(id, find, clock),
    async stop() {
      stopping = true;
      await stopFetching();
    },
  };
}

/**
 * Tries once more to fetch a file that somebody is waiting for, also one that was given up; the history forgets what went wrong before when it
 * goes well. Throws what the messenger throws when it may work another time.
 */
export async function fetchAgain(
  id: string,
  find: (conversation: string) => Pick<Messenger, 'file'> | undefined,
  clock: Clock = systemClock,
): Promise<StoredFile> {
  const { state, owner, remote } = await findFile(id);
  const { conversation = '' } = owner;
  const messenger = find(conversation);
  if (state === 'stored' || !remote || !messenger) return toFile(await findFile(id));
  await FileModel.updateOne(
    { _id: id, state: { $in: ['tooBig', 'failed'] } },
    { $set: { state: 'remote', attempts: 0, retryAt: clock.now() }, $unset: { reason: '', most: '' } },
  );
  const file = await fetchRemoteFile(id, messenger, { clock, urgent: true });
  if (file.state === 'stored' && state !== 'remote') await noteFile({ conversation, file: id, note: {}, now: clock.now() });
  return file;
}
