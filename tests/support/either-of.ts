import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The one address that messengers know of several processes. */
export interface EitherOf {
  url: string;
  /** One more process to hand connections to. */
  add(url: string): void;
  stop(): Promise<void>;
}

/** Hands each new connection to the next of the processes, as a balancer does; what is open to one that dies is cut, and who is gone is passed over. */
export async function eitherOf(): Promise<EitherOf> {
  const ports: number[] = [];
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer(near => {
    open.add(near);
    near.on('error', () => near.destroy()).on('close', () => open.delete(near));
    reach(near, ports.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function reach(near: Socket, tries: number) {
    const port = ports[turn++ % ports.length];
    if (port === undefined || tries === 0) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    let reached = false;
    far.on('connect', () => {
      reached = true;
      near.pipe(far);
      far.pipe(near);
    });
    far.on('error', () => void (reached ? near.destroy() : reach(near, tries - 1)));
    far.on('close', () => void (reached && near.destroy()));
    near.on('close', () => far.destroy());
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: url => void ports.push(Number(new URL(url).port)),
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise(closed => server.close(closed));
    },
  };
}
