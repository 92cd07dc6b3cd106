import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { albumEntries, history, type Messenger, type StoredMessage, watchMessages } from '../messages/index.ts';
import { joinAlbums } from './join-albums.ts';
import { verbsFor } from './message-verbs.ts';
import { presentMessage } from './present-message.ts';
import { partAsText } from './render.ts';
import { viewerOf } from './viewer.ts';

/** Proxies cut off what is silent for a minute. */
const heartbeatMs = 25_000;
/** Many changes of the list within this time are told once. */
const gatherMs = 200;
/** Clocks of several machines differ; a message told twice only replaces itself. */
const overlapMs = 5000;
const pageLength = 100;

const liveQuery = z.object({ conversation: z.string().max(300).optional(), since: z.coerce.number().optional() });

/**
 * One event stream a page: `message` carries the open conversation's new and changed bubbles, `inbox` says that the list is not what it was.
 * The id of an event is the moment of the latest change it tells of; a stream that begins with `Last-Event-ID` first tells what was missed.
 */
export function liveRoutes({ clock, messengers }: { clock: Clock; messengers: Messenger[] }): Router {
  const router = Router();
  router.get('/live', (req, res) => {
    const { conversation, since } = liveQuery.parse(req.query);
    const stream = openStream(res);
    const cursor = z.coerce.number().safeParse(req.get('last-event-id') ?? since);

    // One after the other, so that what was missed stands before what comes now.
    let told = Promise.resolve();
    const tell = (find: () => Promise<StoredMessage[]> | StoredMessage[]) => {
      told = told.then(async () => tellMessages(await find())).catch(() => stream.close());
    };
    const tellMessages = async (messages: StoredMessage[]) => {
      if (messages.length === 0) return;
      const viewer = { ...viewerOf(res), now: clock.now() };
      const verbs = verbsFor(viewer, messengers);
      const shown = joinAlbums(await withAlbums(messages)).map(message => presentMessage(viewer, message, verbs));
      const html = await partAsText(res, 'messages/live', { messages: shown });
      stream.send({ event: 'message', data: html, id: latestChange(messages) });
    };

    const announce = gather(() => stream.send({ event: 'inbox', data: '' }));
    const unwatch = watchMessages(messages => {
      announce();
      if (conversation) tell(() => messages.filter(message => message.conversation === conversation));
    });
    if (conversation && cursor.success) tell(() => missedMessages(conversation, cursor.data - overlapMs));
    if (req.get('last-event-id')) announce();

    const heartbeat = setInterval(() => {
      stream.beat();
      endWithSession(req, stream);
    }, heartbeatMs);
    res.on('close', () => {
      unwatch();
      clearInterval(heartbeat);
    });
  });
  return router;
}

interface Stream {
  send(message: { event: string; data: string; id?: number }): void;
  beat(): void;
  close(): void;
}

function openStream(res: Response): Stream {
  res.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  res.write('retry: 2000\n\n');
  return {
    send({ event, data, id }) {
      const lines = data.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`);
      res.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\n${lines.join('')}\n`);
    },
    beat: () => void res.write(': still here\n\n'),
    close: () => void res.end(),
  };
}

/** Who has signed out elsewhere hears no more. */
function endWithSession(req: Request, stream: Stream): void {
  req.session.reload(error => {
    if (error || !req.session.staff) stream.close();
  });
}

/** What of a conversation changed after a moment; older entries than the first page without a change are not looked at. */
async function missedMessages(conversation: string, since: number): Promise<StoredMessage[]> {
  const missed: StoredMessage[] = [];
  for (let before: number | undefined; ; ) {
    const page = await history(conversation, { limit: pageLength, ...(before !== undefined && { before }) });
    const changed = page.filter(message => message.changedAt.getTime() > since);
    missed.unshift(...changed);
    if (changed.length === 0 || page.length < pageLength) return missed;
    before = page[0]?.order;
  }
}

/** A part of an album is shown with all the others. */
async function withAlbums(messages: StoredMessage[]): Promise<StoredMessage[]> {
  const albums = new Map<string, Promise<StoredMessage[]>>();
  for (const { conversation, album } of messages) if (album) albums.set(album, albumEntries(conversation, album));
  const whole = (await Promise.all(albums.values())).flat();
  return [...messages.filter(({ album }) => !album), ...whole].sort((one, other) => one.order - other.order);
}

function latestChange(messages: StoredMessage[]): number {
  return Math.max(...messages.map(({ changedAt }) => changedAt.getTime()));
}

function gather(run: () => void): () => void {
  let isComing = false;
  return () => {
    if (isComing) return;
    isComing = true;
    setTimeout(() => {
      isComing = false;
      run();
    }, gatherMs);
  };
}
