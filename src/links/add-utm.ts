import type { MessengerName } from '../messages/index.ts';

/** UTM marks as a mailing sets them; what is not set has its usual value. */
export interface UtmMarks {
  source?: string;
  medium?: string;
  campaign?: string;
}

/** What each messenger is called among the sources of a site's visitors. */
const sources: Record<MessengerName, string> = { telegram: 'telegram', vk: 'vk', web: 'site' };
const usualMedium = 'messenger';

/**
 * The address with marks that tell the site's counter where the visitor came from. What stands in its query already stays as it is, also marks
 * that the author wrote there; so does the part behind `#`.
 */
export function addUtm(address: string, { messenger, marks }: { messenger: MessengerName; marks: UtmMarks }): string {
  const [beforeHash = '', ...rest] = address.split('#');
  const hash = rest.length > 0 ? `#${rest.join('#')}` : '';
  const there = new URL(address).searchParams;
  const wanted = {
    utm_source: marks.source || sources[messenger],
    utm_medium: marks.medium || usualMedium,
    ...(marks.campaign && { utm_campaign: marks.campaign }),
  };
  const missing = Object.entries(wanted).filter(([name]) => !there.has(name));
  if (missing.length === 0) return address;
  const added = new URLSearchParams(missing).toString();
  // By hand: URLSearchParams would write anew, in another spelling, what the author's own query says.
  const join = !beforeHash.includes('?') ? '?' : /[?&]$/.test(beforeHash) ? '' : '&';
  return `${beforeHash}${join}${added}${hash}`;
}
