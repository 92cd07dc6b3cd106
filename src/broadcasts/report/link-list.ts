import { contentLanguages, linksOf, type MessageContent } from '../../deliveries/index.ts';
import { type LinkNumbers, linkNumbers } from '../../links/index.ts';
import type { Broadcast } from '../broadcast.ts';

/** Every address that a mailing sends people to, those that nobody opened as well; most people first. */
export async function linkList({ id, content, test, audience }: Broadcast): Promise<LinkNumbers[]> {
  const opened = await linkNumbers({ kind: 'broadcast', id });
  const known = new Set(opened.map(({ address }) => address));
  const written = [content, ...(test?.variants ?? []).map(each => each.content)].flatMap(said =>
    addressesIn(said, audience.messengers),
  );
  const others = [...new Set(written)].filter(address => !known.has(address));
  return [...opened, ...others.map(address => ({ address, people: 0, total: 0 }))];
}

function addressesIn(content: MessageContent, messengers: Broadcast['audience']['messengers']): string[] {
  return messengers.flatMap(messenger => {
    const { texts } = content.variants[messenger] ?? content;
    const spoken = contentLanguages.filter(language => texts[language]?.trim());
    if (spoken.length === 0) return linksOf(content, { messenger });
    return spoken.flatMap(language => linksOf(content, { messenger, language }));
  });
}
