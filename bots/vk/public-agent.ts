import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, interceptors } from 'undici';

const inside = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  inside.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  inside.addSubnet(net, prefix, 'ipv6');
}

/**
 * Connects to the world and to nothing of ours, wherever a redirect leads: the addresses of files come in events, and who forges an event
 * must not make us fetch from our own network. `trusted` is the one host that may be anywhere (a stand-in's).
 */
export function createPublicAgent(trusted: string | undefined): Dispatcher {
  const anywhere = buildConnector({ timeout: 10_000 });
  const outside = buildConnector({ timeout: 10_000, lookup: lookupOutside });
  const agent = new Agent({
    connect: (options, callback) => {
      if (options.hostname === trusted) return anywhere(options, callback);
      if (isInside(options.hostname)) return callback(refusal(options.hostname), null);
      return outside(options, callback);
    },
  });
  return agent.compose(interceptors.redirect({ maxRedirections: 5 }));
}

const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const bad = addresses.some(({ address }) => isInside(address));
    callback(bad ? refusal(hostname) : null, bad ? [] : addresses);
  });
};

function isInside(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  return family !== 0 && inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function refusal(host: string): Error {
  return new Error(`${host} is not an address of the outside world`);
}
