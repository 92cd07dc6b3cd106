import type { Response } from 'express';

/** An open page's stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface Stream {
  send(message: { event: string; data: string; id?: number }): void;
  beat(): void;
  close(): void;
}

export function openStream(res: Response): Stream {
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
