import {
  addressBehind,
  contentLanguages,
  type Delivery,
  deliveryByToken,
  linksOf,
  type MessageContent,
  markDelivery,
} from '../deliveries/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { addUtm, type UtmMarks } from './add-utm.ts';
import { agentFamily } from './agent-family.ts';
import { keepClick } from './click-model.ts';
import { isPreview, type Opening } from './is-preview.ts';
import { safeAddress } from './safe-address.ts';
import { sourceKey, tellNumbers } from './source-key.ts';

/** What a delivery said, and the marks that its addresses get. */
export interface LinkContent {
  content: MessageContent;
  marks: UtmMarks;
}

/** The short addresses of deliveries. */
export interface Links {
  /**
   * Where a code of a short address leads for its person; nothing for a code of nobody, and for an address that does not stand in what the
   * delivery said. Notes the click, beside the answer, unless it is no person who looks.
   */
  follow(code: string, opening: Opening): Promise<string | undefined>;
}

interface LinksOptions {
  /** What a delivery said; asked once in a while for all deliveries of one wording. */
  contentOf(delivery: Delivery): Promise<LinkContent | undefined>;
  clock: Clock;
  log: Logger;
}

const codePattern = /^([\w-]{8,40})-(\d{1,3})$/;
const contentMs = 5000;
const mostContents = 500;
/** The same link opened again so soon is an impatient finger, or a browser that asks twice. */
const sameClickMs = 5000;
/** Pages that show the numbers are told so often at most. */
const tellMs = 2000;

export function createLinks({ contentOf, clock, log }: LinksOptions): Links {
  const contents = new Map<string, { until: number; content: Promise<LinkContent | undefined> }>();
  const toldAt = new Map<string, number>();

  /** Everybody who got the same opens it in the same hour: it is read once for many. */
  function contentFor(delivery: Delivery): Promise<LinkContent | undefined> {
    const key = wordingOf(delivery);
    const now = performance.now();
    const known = contents.get(key);
    if (known && known.until > now) return known.content;
    if (contents.size >= mostContents) contents.clear();
    const content = contentOf(delivery);
    contents.set(key, { until: now + contentMs, content });
    content.catch(() => contents.delete(key));
    return content;
  }

  async function note(
    delivery: Delivery,
    { link, address, agent }: { link: number; address: string; agent: string | undefined },
  ) {
    const at = clock.now();
    const source = sourceKey(delivery.source);
    const variant = delivery.source.kind === 'broadcast' ? delivery.source.variant : undefined;
    await Promise.all([
      keepClick({
        id: `${delivery.id}:${link}:${Math.floor(at.getTime() / sameClickMs)}`,
        delivery: delivery.id,
        source,
        ...(variant !== undefined && { variant }),
        link,
        address,
        at,
        family: agentFamily(agent),
      }),
      // The first one marks the delivery.
      delivery.clickedAt ? undefined : markDelivery(delivery.id, { clickedAt: at }, at),
    ]);
    tell(source);
  }

  function tell(source: string) {
    const now = performance.now();
    if (now - (toldAt.get(source) ?? Number.NEGATIVE_INFINITY) < tellMs) return;
    if (toldAt.size >= mostContents) toldAt.clear();
    toldAt.set(source, now);
    tellNumbers([source]);
  }

  return {
    async follow(code, opening) {
      const [, token, place] = codePattern.exec(code) ?? [];
      if (token === undefined || place === undefined) return undefined;
      const delivery = await deliveryByToken(token);
      const said = delivery && (await contentFor(delivery));
      if (!delivery || !said) return undefined;
      const link = Number(place);
      const found =
        plainAddress(said.content, delivery, link) ?? (await addressBehind(delivery, said.content, link, clock.now()));
      const url = found && safeAddress(found);
      if (!url) return undefined;
      if (!isPreview(opening)) {
        note(delivery, { link, address: found.template, agent: opening.agent }).catch(error =>
          log.warn({ err: error }, 'a click was not noted'),
        );
      }
      return addUtm(url, { messenger: delivery.messenger, marks: said.marks });
    },
  };
}

function wordingOf({ source }: Delivery): string {
  return source.kind === 'broadcast' ? `${sourceKey(source)}:${source.variant ?? ''}` : `${sourceKey(source)}:${source.step}`;
}

/** An address that is the same for everybody in every language: their card need not be read. */
function plainAddress(
  content: MessageContent,
  { messenger }: Delivery,
  n: number,
): { template: string; url: string } | undefined {
  const { texts } = content.variants[messenger] ?? content;
  const spoken = contentLanguages.filter(language => texts[language]?.trim());
  const [first, ...others] =
    spoken.length > 0
      ? spoken.map(language => linksOf(content, { messenger, language })[n])
      : [linksOf(content, { messenger })[n]];
  if (first === undefined || first.includes('{{') || others.some(other => other !== first)) return undefined;
  return { template: first, url: first };
}
