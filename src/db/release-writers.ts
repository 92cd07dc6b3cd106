import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

let subscribed = false;

/**
 * The driver waits for `drain` after a write that did not go out at once, and for nothing else (mongodb 7.8, Connection.writeCommand): a
 * socket that closes meanwhile, or in the moment before the write, never says it, and the operation hangs for ever. From the first call on
 * a closed socket says so, to whoever waits already and to whoever comes later; the driver then looks at its connection and throws the
 * network error that it had noted. Node tells of every plain socket that is opened (https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#net),
 * but not of those under TLS: over TLS only what is guarded by `lib/ends-within` gives up.
 */
export function releaseWriters(): void {
  if (subscribed) return;
  subscribed = true;
  subscribe('net.client.socket', message => {
    const { socket } = message as { socket: Socket };
    socket.once('close', () => {
      socket.emit('drain');
      socket.on('newListener', event => void (event === 'drain' && setImmediate(() => socket.emit('drain'))));
    });
  });
}
