import type { Response } from 'express';

/** An open page's stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface Stream {
  send(frame: Frame): void;
  /** Says that it is still there: a page hears an event, where it would hear no comment. */
  beat(): void;
  close(): void;
}

/** An event as it goes over the wire: the same bytes to every page that hears it. */
export type Frame = Buffer;

export function frameOf({ event, data, id }: { event: string; data: string; id?: number }): Frame {
  const lines = data.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`);
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\n${lines.join('')}\n`);
}

const stillHere = frameOf({ event: 'beat', data: '' });

export function openStream(res: Response): Stream {
  res.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  const write = (bytes: Frame | string) => {
    if (!res.writableEnded) res.write(bytes);
  };
  write('retry: 2000\n\n');
  return {
    send: write,
    beat: () => write(stillHere),
    close: () => void res.end(),
  };
}
