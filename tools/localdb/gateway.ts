import net from 'node:net';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { peekCommand } from './bson-peek.ts';
import { createCommands, type RunCommand } from './commands.ts';
import { createCursors } from './cursors.ts';
import { failure } from './replies.ts';
import { connectSql } from './sql.ts';
import { messageReader, readRequest, replyHeader } from './wire-protocol.ts';

const sweepEveryMs = 60_000;

export interface GatewayOptions {
  port: number;
  host: string;
  /** The folder of PostgreSQL's socket. */
  postgres: string;
  poolSize?: number;
  clock?: Clock;
}

export interface Gateway {
  port: number;
  stop(): Promise<void>;
}

/**
 * Speaks MongoDB's wire protocol on one side and DocumentDB's SQL functions on the other. A command goes to its function as the raw BSON
 * that the driver sent; the answer goes back as the raw BSON that it returned. Port 0 lets the system choose.
 */
export async function startGateway({
  port,
  host,
  postgres,
  poolSize = 20,
  clock = systemClock,
}: GatewayOptions): Promise<Gateway> {
  const sql = connectSql(postgres, poolSize);
  const cursors = createCursors(sql, clock);
  const run = createCommands(sql, cursors);
  const sockets = new Set<net.Socket>();

  const server = net.createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, run);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const address = server.address();

  const closing = new AbortController();
  const sweeping = sweep();
  async function sweep() {
    while (!closing.signal.aborted) {
      await clock.sleep(sweepEveryMs, closing.signal);
      if (!closing.signal.aborted) await cursors.closeIdle().catch(() => {}); // those that are left wait for the next time
    }
  }

  return {
    port: typeof address === 'object' && address ? address.port : port,
    async stop() {
      closing.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
      await sweeping;
      await sql.close();
    },
  };
}

function serve(socket: net.Socket, run: RunCommand): void {
  let turn = Promise.resolve();
  let replyId = 1;
  const read = messageReader(message => {
    turn = turn.then(() => respond(message)).catch(() => void socket.destroy());
  });
  socket.setNoDelay(true);
  socket.on('error', () => {}); // 'close' follows
  socket.on('data', chunk => {
    try {
      read(chunk);
    } catch {
      socket.destroy();
    }
  });

  async function respond(message: Buffer): Promise<void> {
    const request = readRequest(message);
    if (!request) return void socket.destroy();
    const answer = await answerOf(request.body, request.sequence);
    if (request.silent) return;
    socket.cork();
    socket.write(replyHeader(request, answer.length, replyId++));
    socket.write(answer);
    socket.uncork();
  }

  async function answerOf(body: Uint8Array, sequence: Uint8Array | null): Promise<Uint8Array> {
    try {
      return await run(peekCommand(body), sequence);
    } catch (error) {
      return failure(error);
    }
  }
}
