import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';

/** What is no address of a machine out in the world (IANA's special-purpose registries for IPv4 and IPv6). */
const inside = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(net, prefix, 'ipv4');
}
// Those that carry an IPv4 address within them lead wherever it does, so none of them is taken.
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(net, prefix, 'ipv6');
}

/** What the connection to an address of ours is refused with. */
export const insideCode = 'ERR_INSIDE_ADDRESS';

const connectMs = 10_000;

/**
 * Connects to the world and to nothing of ours: for addresses that others name. Every address that a name stands for is looked at, and the
 * connection goes to what was looked at, so that a name cannot mean something else a moment later. `trusted` is a host that may be anywhere.
 */
export function createOutsideAgent({ trusted }: { trusted?: string | undefined } = {}): Agent {
  const anywhere = buildConnector({ timeout: connectMs });
  const outside = buildConnector({ timeout: connectMs, lookup: lookupOutside });
  return new Agent({
    connect: (options, callback) => {
      if (options.hostname === trusted) return anywhere(options, callback);
      // An address in place of a name is never looked up.
      if (isInside(options.hostname)) return callback(refusal(options.hostname), null);
      return outside(options, callback);
    },
  });
}

/** Endings of names that no one outside has: RFC 6761 (6.3), RFC 6762, RFC 8375, and `internal` by ICANN's resolution 2024.07.29.06. */
const insideNames = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i;

/**
 * Whether a host is known to be this machine or in a network of our own by itself: an address, a name without a dot, a name that only own
 * networks have. What other names stand for is seen when it is called.
 */
export function isInside(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family !== 0) return inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
  return insideNames.test(host) || !/\../.test(host);
}

const lookupOutside: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const bad = addresses.some(({ address }) => isInside(address));
    callback(bad ? refusal(hostname) : null, bad ? [] : addresses);
  });
};

function refusal(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} is not an address of the outside world`), { code: insideCode });
}
