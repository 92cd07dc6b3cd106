import { type RichText, renderText } from '../flow/index.ts';
import {
  type Button,
  capabilitiesOf,
  type Entity,
  type Fitted,
  fitMessage,
  knownCapabilities,
  type MessengerName,
  type Outgoing,
  type OutgoingAttachment,
} from '../messages/index.ts';
import { languageOf } from '../texts/index.ts';
import { type CompiledBody, type CompiledLink, type CompiledText, compileContent } from './compile-content.ts';
import type { ContentBody, ContentButton, ContentLanguage, MessageContent } from './content.ts';
import { type ContentScope, textScopeOf } from './content-scope.ts';
import { pressOf } from './delivery.ts';
import { linkAddress } from './link-address.ts';
import { withWayOut } from './way-out.ts';

/** What a content says to one person, in as many messages as their messenger needs for it. Pure. */
export function renderContent(content: MessageContent, scope: ContentScope): Fitted[] {
  const { messenger } = scope.delivery;
  const language = languageFor(compileContent(content, messenger), scope);
  return fitMessage(composeContent(content, scope), capabilitiesOf(knownCapabilities[messenger], scope.lacks), { language });
}

/** The same as one message, before it is made to fit. */
export function composeContent(content: MessageContent, scope: ContentScope): Outgoing {
  const compiled = compileContent(content, scope.delivery.messenger);
  const language = languageFor(compiled, scope);
  const { text, entities } = textOf(compiled.texts[language], scope, language);
  const buttons = buttonsOf(compiled, scope, language);
  const message: Outgoing = {
    text,
    ...(entities && { entities }),
    ...(buttons.length > 0 && { buttons }),
    ...(compiled.body.files.length > 0 && { attachments: compiled.body.files.map(toAttachment) }),
  };
  return scope.delivery.advertising ? withWayOut(message, scope, language) : message;
}

/** The addresses of a content as they are written, those of the text first, then those of the buttons: their places are the numbers of the links. */
export function linksOf(
  content: MessageContent,
  { messenger, language }: { messenger: MessengerName; language?: ContentLanguage },
): string[] {
  const compiled = compileContent(content, messenger);
  return allLinks(compiled, language ?? compiled.languages[0] ?? 'ru').map(({ written }) => written);
}

/** Where the `n`th link of a content leads for somebody, and how it is written there; nothing where there are not so many. */
export function addressIn(
  content: MessageContent,
  scope: ContentScope,
  n: number,
): { template: string; url: string } | undefined {
  const compiled = compileContent(content, scope.delivery.messenger);
  const language = languageFor(compiled, scope);
  const link = allLinks(compiled, language)[n];
  return link && { template: link.written, url: fillUrl(link, scope, language) };
}

/** Theirs where there are words in it, else the first that there is. */
function languageFor({ languages, body }: CompiledBody, { language, contact }: ContentScope): ContentLanguage {
  const wanted = language ?? languageOf(contact.language);
  if (languages.includes(wanted)) return wanted;
  const labelled = body.buttons[0]?.[0]?.label;
  return languages[0] ?? (labelled && !labelled[wanted] && labelled.en ? 'en' : wanted);
}

const allLinks = ({ texts, buttonLinks }: CompiledBody, language: ContentLanguage): CompiledLink[] => [
  ...(texts[language]?.links ?? []),
  ...buttonLinks,
];

function textOf(text: CompiledText | undefined, scope: ContentScope, language: ContentLanguage): RichText {
  if (!text) return { text: '' };
  const rendered = renderText({ [language]: [text.template] }, textScopeOf(scope, language));
  if (text.links.length === 0) return rendered;
  return placeLinks(rendered, text.links, (link, n) => addressFor(link, n, scope, language));
}

/** Puts the addresses in: behind the words of a link, and in place of one that stands in the text by itself. */
function placeLinks(
  { text, entities = [] }: RichText,
  links: CompiledLink[],
  addressOf: (link: CompiledLink, n: number) => string,
): RichText {
  let placed = { text, entities };
  for (const entity of entities.filter(({ type }) => type === 'link').toSorted((one, other) => other.offset - one.offset)) {
    const link = links[Number(entity.url)];
    const address = link && addressOf(link, Number(entity.url));
    if (!link || address === undefined) continue;
    placed = link.isBare ? replaceBare(placed, entity, address) : nameUrl(placed, entity, address);
  }
  return placed.entities.length > 0 ? placed : { text: placed.text };
}

function nameUrl({ text, entities }: Required<RichText>, link: Entity, url: string): Required<RichText> {
  return { text, entities: entities.map(each => (each === link ? { ...each, url } : each)) };
}

function replaceBare({ text, entities }: Required<RichText>, link: Entity, address: string): Required<RichText> {
  const end = link.offset + link.length;
  const longer = address.length - link.length;
  return {
    text: text.slice(0, link.offset) + address + text.slice(end),
    entities: entities.flatMap(each => {
      if (each === link) return [];
      if (each.offset >= end) return [{ ...each, offset: each.offset + longer }];
      return [each.offset + each.length >= end ? { ...each, length: each.length + longer } : each];
    }),
  };
}

function buttonsOf({ body, texts, buttonLinks }: CompiledBody, scope: ContentScope, language: ContentLanguage): Button[][] {
  let place = 0;
  let link = 0;
  const before = texts[language]?.links.length ?? 0;
  return body.buttons.map(row =>
    row.map(button => {
      const at = place++;
      const target = button.action.kind === 'link' ? buttonLinks[link] : undefined;
      const url = target && addressFor(target, before + link++, scope, language);
      return {
        label: labelIn(button, language),
        action: url === undefined ? { kind: 'press', data: pressOf(scope.delivery.token, at) } : { kind: 'url', url },
      };
    }),
  );
}

export function labelIn({ label }: Pick<ContentButton, 'label'>, language: ContentLanguage): string {
  return label[language] ?? label.ru ?? label.en ?? '';
}

function addressFor(link: CompiledLink, n: number, scope: ContentScope, language: ContentLanguage): string {
  if (scope.publicUrl) return linkAddress(scope.publicUrl, scope.delivery.token, n);
  return fillUrl(link, scope, language);
}

function fillUrl({ url }: CompiledLink, scope: ContentScope, language: ContentLanguage): string {
  const template = { parts: ['.'], styles: [{ type: 'link' as const, from: 0, to: 1, url }] };
  return renderText({ [language]: [template] }, textScopeOf(scope, language)).entities?.[0]?.url ?? '';
}

function toAttachment({ id, kind, name, mime, size, duration }: ContentBody['files'][number]): OutgoingAttachment {
  return { id, kind, name, mime, size, ...(duration !== undefined && { duration }) };
}
