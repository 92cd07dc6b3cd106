import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What somebody pushes to us. */
export interface Push {
  headers: IncomingHttpHeaders;
  /** The body, read when it is asked for; nothing where it is not JSON. Rejects when it is over a megabyte or breaks off. */
  read(): Promise<unknown>;
}

export interface PushAnswer {
  status: number;
  /** Plain text; empty where it is not told. */
  text?: string;
}

/** Updates of messengers have some kilobytes. */
const mostBytes = 1024 * 1024;

/**
 * A way in for what a messenger pushes by POST. Of Node's own HTTP alone: a thousand may come in a second, and each waits for its
 * acknowledgement. More than a megabyte is 413, any other method 404, and where `answer` throws the messenger hears 500.
 */
export function pushDoor(answer: (push: Push) => Promise<PushAnswer>): RequestListener {
  return (req, res) => {
    if (req.method !== 'POST') return send(req, res, { status: 404 });
    const push: Push = { headers: req.headers, read: async () => parse(await readBody(req)) };
    answer(push).then(
      answered => send(req, res, answered),
      error => send(req, res, { status: error instanceof TooBig ? 413 : 500 }),
    );
  };
}

class TooBig extends Error {}

function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) return void chunks.push(chunk);
      chunks.length = 0;
      reject(new TooBig());
    });
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    req.on('error', reject);
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function send(req: IncomingMessage, res: ServerResponse, { status, text = '' }: PushAnswer): void {
  // What was not asked for is read and forgotten, so that the next request on this connection begins where it should.
  req.resume();
  res.writeHead(status, {
    'content-length': Buffer.byteLength(text),
    ...(text && { 'content-type': 'text/plain; charset=utf-8' }),
  });
  res.end(text);
}
