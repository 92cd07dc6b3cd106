import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { answerJson } from './answer.ts';

/** Who answers. Calls of methods go past Express, which takes longer than most of them. */
export interface Listeners {
  isHot: (request: IncomingMessage) => boolean;
  answerHot: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  rest: RequestListener;
}

export interface Served {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string;
  /** Resolves when the port is free again; connections still open are cut. */
  stop(): Promise<void>;
}

/** Listens on this machine only: a stand-in knows no secrets, so nobody else may find it. Port 0 takes any that is free. */
export async function serve({ isHot, answerHot, rest }: Listeners, port = 0): Promise<Served> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (!isHot(request)) return rest(request, response);
    // What comes here is a fault of the stand-in itself, so whoever calls should see it at once.
    answerHot(request, response).catch((error: unknown) =>
      answerJson(response, 500, { stack: String(error instanceof Error ? error.stack : error) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
