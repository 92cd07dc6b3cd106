import type { Contact } from '../contacts/index.ts';
import type { Part } from '../flow/index.ts';
import { type MessengerName, messengerNames } from '../messages/index.ts';
import { type CompiledBody, compileContent } from './compile-content.ts';
import type { MessageContent } from './content.ts';
import type { ContentScope } from './content-scope.ts';
import { outside } from './outside.ts';

export type ContentFacts = Pick<ContentScope, 'owner' | 'deal'>;

/** What these contents ask of beside the cards, for each of the contacts. What no content names is not read. */
export async function factsAbout(
  contacts: readonly Contact[],
  contents: readonly MessageContent[],
): Promise<Map<string, ContentFacts>> {
  const roots = rootsOf(contents);
  const withDeals = roots.has('deal') ? contacts.filter(({ hasDeals }) => hasDeals).map(({ id }) => id) : [];
  const owners = roots.has('owner') ? contacts.flatMap(({ owner }) => (owner ? [owner] : [])) : [];
  const [names, deals] = await Promise.all([
    owners.length > 0 ? outside().ownerNames([...new Set(owners)]) : undefined,
    withDeals.length > 0 ? outside().openDeals(withDeals) : undefined,
  ]);
  return new Map(
    contacts.map(({ id, owner: theirs }) => {
      const owner = theirs && names?.get(theirs);
      const deal = deals?.get(id);
      return [id, { ...(owner && { owner }), ...(deal && { deal }) }];
    }),
  );
}

const known = new WeakMap<MessageContent, ReadonlySet<string>>();

function rootsOf(contents: readonly MessageContent[]): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const content of new Set(contents)) {
    const its = known.get(content) ?? new Set(pathsOf(content).map(([root = '']) => root));
    known.set(content, its);
    for (const root of its) roots.add(root);
  }
  return roots;
}

/** Every path that the templates of a content name, in any messenger. */
function pathsOf(content: MessageContent): string[][] {
  return messengerNames.flatMap((messenger: MessengerName) => pathsIn(compileContent(content, messenger)));
}

export function pathsIn({ texts, buttonLinks }: CompiledBody): string[][] {
  const inTexts = Object.values(texts).flatMap(({ template, links }) => [template.parts, ...links.map(({ url }) => url)]);
  return [...inTexts, ...buttonLinks.map(({ url }) => url)].flatMap(pathsOfParts);
}

export function pathsOfParts(parts: readonly Part[]): string[][] {
  return parts.flatMap(part => (typeof part === 'string' ? [] : [part.path]));
}
