import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface Pushed {
  headers: IncomingHttpHeaders;
  body: string;
  /** Ends the push with this answer. */
  answer(status: number, body?: string, headers?: Record<string, string>): void;
}

/** A place that pushes arrive at and wait to be answered by the test. */
export async function startHook() {
  const arrived: Pushed[] = [];
  let awaited: ((pushed: Pushed) => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const pushed: Pushed = { headers: request.headers, body: Buffer.concat(chunks).toString(), answer: answerer(response) };
    const waiter = awaited.shift();
    if (waiter) waiter(pushed);
    else arrived.push(pushed);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`,
    /** Those that arrived and nobody took. */
    arrived,
    /** The next push, waiting for it. */
    next: () => {
      const first = arrived.shift();
      return first ? Promise.resolve(first) : new Promise<Pushed>(resolve => awaited.push(resolve));
    },
    stop: () =>
      new Promise<void>(resolve => {
        awaited = [];
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerer(response: ServerResponse): Pushed['answer'] {
  return (status, body = '', headers = {}) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}
