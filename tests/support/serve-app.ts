import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** Serves an Express app on a free port of this machine. */
export async function serveApp(app: RequestListener): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens nowhere');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
