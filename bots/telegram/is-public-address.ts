import { BlockList, isIP } from 'node:net';

/** https://core.telegram.org/bots/api#setwebhook */
const ports = ['', '443', '80', '88', '8443'];

const local = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  local.addSubnet(net, prefix, 'ipv4');
}
local.addSubnet('fc00::', 7, 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6');
local.addAddress('::1', 'ipv6');

/** Whether Telegram could push to this address at all: https, one of its four ports, and no name or number of the local network. */
export function isPublicAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, port, hostname } = new URL(address);
  if (protocol !== 'https:' || !ports.includes(port)) return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  if (family > 0) return !local.check(host, family === 6 ? 'ipv6' : 'ipv4');
  return host.includes('.') && !/(^|\.)(localhost|local|internal|lan|home\.arpa)$/i.test(host);
}
