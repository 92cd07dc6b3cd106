import { isbot } from 'isbot';

/** As much of a request as tells who makes it. Header names in lower case. */
export interface Opening {
  method: string;
  agent?: string | undefined;
  /** `Sec-Purpose`, or `Purpose` and `X-Moz` of older browsers: `prefetch`, `prefetch;prerender`, `preview`. */
  purpose?: string | undefined;
  /** `Sec-Fetch-Dest`: what a browser of today fetches it for. */
  destination?: string | undefined;
}

/** Messengers that look at a link by themselves to show a picture of it, where the list of isbot might one day leave them out. */
const messengers =
  /telegrambot|vkshare|vkrobot|whatsapp|facebookexternalhit|facebookcatalog|slackbot|slack-imgproxy|discordbot|twitterbot|viber|skypeuripreview|linkedinbot|odklbot|mail\.ru_bot|max-?bot/i;

/**
 * Whether it is a machine that looks what stands behind a link, or a browser that fetches it in advance: no person has opened it. What tells
 * nothing of itself is no browser either.
 */
export function isPreview({ method, agent = '', purpose = '', destination }: Opening): boolean {
  if (method !== 'GET') return true;
  // https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Purpose
  if (/prefetch|prerender|preview/i.test(purpose)) return true;
  // A page fetches it for a picture or a script: nobody has gone there.
  if (destination !== undefined && destination !== 'document' && destination !== 'empty') return true;
  return agent.trim() === '' || messengers.test(agent) || isbot(agent);
}
