import { isIP } from 'node:net';
import { isInside } from '../../src/lib/outside-agent.ts';

/** https://core.telegram.org/bots/api#setwebhook */
const ports = ['', '443', '80', '88', '8443'];

/** Whether Telegram could push to this address at all: https, one of its four ports, and no name or number of the local network. */
export function isPublicAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, port, hostname } = new URL(address);
  if (protocol !== 'https:' || !ports.includes(port)) return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) return !isInside(host);
  return host.includes('.') && !/(^|\.)(localhost|local|internal|lan|home\.arpa)$/i.test(host);
}
