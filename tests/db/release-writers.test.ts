import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect as connectProgram } from '../../src/db/index.ts';
import { endsWithin } from '../../src/lib/ends-within.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
// As the program does it: from then on sockets say that they are closed.
beforeAll(() => connectProgram(database.uri));

/** Long enough for a busy machine; the driver alone would wait for ever. */
const soonMs = 15_000;

/** Between a client and the database, and can stop taking what is written. */
async function openTunnel() {
  const { hostname, port } = new URL(database.uri);
  const pairs: { near: Socket; far: Socket }[] = [];
  const server: Server = createServer(near => {
    const far = connect({ host: hostname, port: Number(port || 27_017) });
    for (const socket of [near, far]) socket.on('error', () => {});
    near.pipe(far).pipe(near);
    pairs.push({ near, far });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stopTaking() {
      for (const { near, far } of pairs) near.unpipe(far).pause();
    },
    close() {
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
    },
  };
}

describe('a connection that closes', () => {
  let tunnel: Awaited<ReturnType<typeof openTunnel>>;
  let client: MongoClient;
  let sockets: Socket[];
  const keep = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    sockets.push(socket);
  };

  beforeEach(async () => {
    sockets = [];
    tunnel = await openTunnel();
    subscribe('net.client.socket', keep);
    const address = new URL(database.uri);
    address.host = `127.0.0.1:${tunnel.port}`;
    client = new MongoClient(address.href, { directConnection: true, retryWrites: false, maxPoolSize: 1 });
    await client.db(database.name).command({ ping: 1 });
  });
  afterEach(async () => {
    unsubscribe('net.client.socket', keep);
    tunnel.close();
    await client.close(true);
  });

  it('while a large write waits for room lets the write go with an error', async () => {
    tunnel.stopTaking();
    const insertion = client
      .db(database.name)
      .collection('large')
      .insertOne({ text: 'x'.repeat(12_000_000) });
    const outcome = insertion.then(
      () => 'written',
      (error: Error) => error.name,
    );
    const waiting = await until('the write waits', async () => sockets.find(socket => socket.writableNeedDrain));
    waiting.destroy();
    expect(await endsWithin(soonMs, outcome)).toMatch(/^Mongo/);
  });

  it('lets go also who begins to wait for room afterwards', async () => {
    const [socket] = sockets;
    if (!socket) throw new Error('nothing was connected');
    socket.destroy();
    await once(socket, 'close');
    await endsWithin(soonMs, once(socket, 'drain'));
  });
});
