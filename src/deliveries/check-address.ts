import type { Part } from '../flow/index.ts';

/** What is wrong with an address that people are sent to; values may stand anywhere behind its host. */
export function addressProblem(url: readonly Part[]): { code: 'badLink'; facts: { url: string } } | undefined {
  const written = url.map(part => (typeof part === 'string' ? part : 'x')).join('');
  const bad = { code: 'badLink' as const, facts: { url: url.map(part => (typeof part === 'string' ? part : '{{…}}')).join('') } };
  const [first] = url;
  // Where a link leads is its author's word, and not to be set by what stands on a card.
  if (typeof first !== 'string' || !/^https?:\/\/[^/?#]+/i.test(first)) return bad;
  if (typeof url[1] === 'object' && !/^https?:\/\/[^/?#]+[/?#]/i.test(first)) return bad;
  try {
    const { hostname, protocol, username } = new URL(written);
    const isHost = hostname === 'localhost' || /\.[\p{L}\d-]{2,}$/u.test(hostname) || hostname.startsWith('[');
    return /^https?:$/.test(protocol) && isHost && username === '' ? undefined : bad;
  } catch {
    return bad;
  }
}
