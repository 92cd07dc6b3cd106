import { createServer, type RequestListener } from 'node:http';

export interface Served {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  url: string;
  /** Resolves when the port is free again; connections still open are cut. */
  stop(): Promise<void>;
}

/** Listens on this machine only: a stand-in knows no secrets, so nobody else may find it. Port 0 takes any that is free. */
export async function serve(listener: RequestListener, port = 0): Promise<Served> {
  const server = createServer({ keepAliveTimeout: 60_000 }, listener);
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
