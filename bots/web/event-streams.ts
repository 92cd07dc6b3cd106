import type { Response } from 'express';
import { conversationId, history, type StoredMessage, watchMessages } from '../../src/messages/index.ts';
import { addressOfVisitor } from './parse-update.ts';
import type { PresentedMessage } from './present-message.ts';

const heartbeatMs = 25_000;
const perVisitor = 10;
/** A reader that lets this much pile up is gone; it comes back and reads on. */
const maxUnreadBytes = 1024 * 1024;
const pageSize = 100;
/** How far back changes are looked for when a page returns, and how much the clocks of two machines may differ. */
const changesBack = 50;
const overlapMs = 5000;

/** How far a page has read: the highest place in the history and the latest change. Written `<order>-<milliseconds>`. */
export interface Cursor {
  order: number;
  changed: number;
}

interface Stream {
  identity: string;
  res: Response;
  cursor: Cursor;
  /** What arrives while the past is still being read. */
  waiting: StoredMessage[] | undefined;
}

export interface StreamOptions {
  present(message: StoredMessage, identity: string): PresentedMessage | undefined;
}

/**
 * The open event streams of the pages. A message is told as it is now, whether it is new or changed: the page replaces what it has
 * under that id, so telling twice does no harm and a page that was away gets all it missed.
 */
export function createEventStreams({ present }: StreamOptions) {
  const streams = new Map<string, Set<Stream>>();
  let stopWatching: (() => void) | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  function tell(stream: Stream, messages: StoredMessage[]) {
    for (const message of messages) {
      const presented = present(message, stream.identity);
      if (!presented) continue;
      stream.cursor = advance(stream.cursor, message);
      stream.res.write(`id: ${formatCursor(stream.cursor)}\nevent: message\ndata: ${JSON.stringify(presented)}\n\n`);
    }
    if (stream.res.writableLength > maxUnreadBytes) stream.res.destroy();
  }

  function hear(messages: StoredMessage[]) {
    forEach(
      stream => {
        const theirs = messages.filter(message => message.conversation === conversationOf(stream.identity));
        if (stream.waiting) stream.waiting.push(...theirs);
        else tell(stream, theirs);
      },
      new Set(messages.map(message => message.conversation)),
    );
  }

  function forEach(act: (stream: Stream) => void, conversations?: Set<string>) {
    const chosen = conversations ? [...conversations].map(id => streams.get(id)) : streams.values();
    for (const group of chosen) for (const stream of group ?? []) act(stream);
  }

  /** Opens a stream on the response and resolves once the past is told; false when the visitor has too many open. */
  async function open(identity: string, res: Response, cursor: Cursor): Promise<boolean> {
    const conversation = conversationOf(identity);
    const group = streams.get(conversation) ?? new Set();
    if (group.size >= perVisitor) return false;
    const stream: Stream = { identity, res, cursor, waiting: [] };
    streams.set(conversation, group.add(stream));
    watch();
    res.once('close', () => forget(conversation, stream));
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    res.write('retry: 2000\n\n');
    await tellPast(stream, conversation);
    return true;
  }

  async function tellPast(stream: Stream, conversation: string) {
    const { order, changed } = stream.cursor;
    const recent = await history(conversation, { before: order + 1, limit: changesBack });
    tell(
      stream,
      recent.filter(message => message.changedAt.getTime() > changed - overlapMs),
    );
    for (let after = order; ; ) {
      const page = await history(conversation, { after, limit: pageSize });
      tell(stream, page);
      after = page.at(-1)?.order ?? after;
      if (page.length < pageSize) break;
    }
    const waiting = stream.waiting ?? [];
    stream.waiting = undefined;
    tell(stream, waiting);
  }

  function forget(conversation: string, stream: Stream) {
    const group = streams.get(conversation);
    group?.delete(stream);
    if (group?.size === 0) streams.delete(conversation);
    if (streams.size > 0) return;
    stopWatching?.();
    stopWatching = undefined;
    clearInterval(heartbeat);
  }

  function watch() {
    if (stopWatching) return;
    stopWatching = watchMessages(hear);
    // Proxies cut connections on which nothing moves.
    heartbeat = setInterval(() => forEach(stream => stream.res.write(':\n\n')), heartbeatMs);
    heartbeat.unref();
  }

  return {
    open,
    /** Somebody is writing an answer: told to open pages, kept nowhere. */
    typing: (identity: string) =>
      forEach(stream => stream.res.write('event: typing\ndata: {}\n\n'), new Set([conversationOf(identity)])),
    /** Ends every stream; the pages come back by themselves. */
    close: () => forEach(stream => stream.res.end()),
  };
}
export type EventStreams = ReturnType<typeof createEventStreams>;

export function readCursor(value: unknown): Cursor {
  const [, order, changed] = /^(\d{1,16})-(\d{1,14})$/.exec(typeof value === 'string' ? value : '') ?? [];
  return { order: Number(order ?? 0), changed: Number(changed ?? 0) };
}

export function formatCursor({ order, changed }: Cursor): string {
  return `${order}-${changed}`;
}

export function advance(cursor: Cursor, { order, changedAt }: StoredMessage): Cursor {
  return { order: Math.max(cursor.order, order), changed: Math.max(cursor.changed, changedAt.getTime()) };
}

function conversationOf(identity: string): string {
  return conversationId(addressOfVisitor(identity));
}
