import { once } from 'node:events';
import { get } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createConnectAgent } from '../../../bots/telegram/connect-agent.ts';
import { readFailure } from '../../../bots/telegram/read-failure.ts';

it('a connection that is taken but never becomes secure is given up before anything is written', async () => {
  const sockets: Socket[] = [];
  const server = createServer(socket => void sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const agent = createConnectAgent(30);
  const [error] = await once(get({ host: '127.0.0.1', port, agent }), 'error');
  expect(readFailure(error, new Date())).toMatchObject({ kind: 'retry' });
  agent.destroy();
  for (const socket of sockets) socket.destroy();
  server.close();
});
