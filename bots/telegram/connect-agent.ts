import type { ClientRequestArgs } from 'node:http';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';

/** Shorter than the deadline of a call, so that "could not connect" is known before "no answer came". */
const connectTimeout = 8000;

/** Kept connections that give up with `connect ETIMEDOUT` while nothing has been written yet: then a message may safely be sent again. */
export function createConnectAgent(timeout = connectTimeout): Agent {
  return new ConnectAgent(timeout);
}

class ConnectAgent extends Agent {
  readonly #timeout: number;

  constructor(timeout: number) {
    super({ keepAlive: true, keepAliveMsecs: 10_000 });
    this.#timeout = timeout;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    if (!socket) return socket;
    const giveUp = () => socket.destroy(Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' }));
    const timer = setTimeout(giveUp, this.#timeout);
    const clear = () => clearTimeout(timer);
    socket.once('secureConnect', clear);
    socket.once('close', clear);
    return socket;
  }
}
