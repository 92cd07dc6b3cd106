import { badRequest } from '../bot-api-error.ts';

/**
 * What TDLib's get_url accepts in buttons and text links: http, https and tg. It also completes `example.com`, which we refuse,
 * because a link without its protocol is always a mistake of ours. A host without a dot (localhost) is refused by the real one, too.
 */
export function checkUrl(url: string, owner: string): void {
  if (url === '') throw badRequest(`${owner} '' is invalid: URL host is empty`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw badRequest(`${owner} '${url}' is invalid: Wrong HTTP URL`);
  if (!['http', 'https', 'tg'].includes(scheme)) throw badRequest(`${owner} '${url}' is invalid: Unsupported URL protocol`);
  if (scheme === 'tg') return;
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (!host.includes('.') && !host.startsWith('[')) throw badRequest(`${owner} '${url}' is invalid: Wrong HTTP URL`);
}
