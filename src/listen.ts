import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config/index.ts';

/** A server that listens. */
export interface Listening {
  /** As seen from this machine. */
  url: string;
  /** Ends open streams too: a page left open must not keep the program from stopping. */
  close(): Promise<void>;
}

/** Addresses that have a door of their own, by path: what a messenger pushes there goes by no other room. */
export type Doors = ReadonlyMap<string, RequestListener>;

/** Listens where the configuration says; rejects when that place is taken. */
export async function listen(
  app: RequestListener,
  { HOST, PORT, doors }: Pick<Config, 'HOST' | 'PORT'> & { doors: Doors },
): Promise<Listening> {
  const server = createServer((req, res) => (doors.get(pathOf(req)) ?? app)(req, res));
  await new Promise<void>((done, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, done);
  });
  return {
    url: urlOf(server, HOST),
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Without the query, and without a slash that somebody put behind it. */
function pathOf({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return `http://${isEverywhere ? 'localhost' : host}:${port}`;
}
