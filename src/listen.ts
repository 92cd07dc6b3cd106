import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from './config/index.ts';

/** A server that listens. */
export interface Listening {
  /** As seen from this machine. */
  url: string;
  /** Ends open streams too: a page left open must not keep the program from stopping. */
  close(): Promise<void>;
}

/** Listens where the configuration says; rejects when that place is taken. */
export async function listen(app: RequestListener, { HOST, PORT }: Config): Promise<Listening> {
  const server = createServer(app);
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

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  return `http://${isEverywhere ? 'localhost' : host}:${port}`;
}
