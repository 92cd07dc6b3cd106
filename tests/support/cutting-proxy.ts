import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A piece of wire between the program and another server that a test can cut. */
export interface CuttingProxy {
  port: number;
  /** Cuts all connections, and every new one at once, as when nothing is there any more. */
  cut(): void;
  /** Loses from now on what goes over the connections there are, and ends none of them. */
  lose(): void;
  /** Lets everything through again. */
  mend(): void;
  /** Cuts the next connection that carries more than so many bytes to the server, as soon as it has, so many times. */
  cutAfter(bytes: number, times?: number): void;
  /** How many connections were cut by `cutAfter`. */
  readonly cuts: number;
  stop(): Promise<void>;
}

/** Listens on this machine and hands everything on to the server at this address. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  let most = Number.POSITIVE_INFINITY;
  let left = 0;
  let cuts = 0;
  const server = createServer(near => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), hostname);
    let carried = 0;
    const end = () => {
      near.destroy();
      far.destroy();
      open.delete(near);
      open.delete(far);
    };
    open.add(near).add(far);
    for (const side of [near, far]) side.on('error', end).on('close', end);
    near.on('data', (chunk: Buffer) => {
      carried += chunk.length;
      if (carried <= most || left === 0) return;
      left -= 1;
      cuts += 1;
      end();
    });
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
      cutAll();
    },
    lose() {
      for (const socket of open) socket.unpipe().resume();
    },
    mend() {
      isCut = false;
    },
    cutAfter(bytes, times = 1) {
      most = bytes;
      left = times;
    },
    get cuts() {
      return cuts;
    },
    async stop() {
      cutAll();
      await new Promise(closed => server.close(closed));
    },
  };
}
