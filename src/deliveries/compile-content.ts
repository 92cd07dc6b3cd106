import { type Part, parseTemplate, type Template } from '../flow/index.ts';
import { type ContentBody, type ContentButton, type ContentLanguage, contentLanguages, type MessageContent } from './content.ts';

/** An address in a wording. */
export interface CompiledLink {
  /** As its author wrote it. */
  written: string;
  url: Part[];
  /** It stands in the text as it is, not behind words. */
  isBare: boolean;
}

/** A wording, read once. The links of `template` have their number in place of an address. */
export interface CompiledText {
  template: Template;
  links: CompiledLink[];
}

export interface CompiledBody {
  body: ContentBody;
  /** Those that there are words in, in the order of `contentLanguages`. */
  languages: ContentLanguage[];
  texts: Partial<Record<ContentLanguage, CompiledText>>;
  /** The addresses of the buttons that have one, over all rows. */
  buttonLinks: CompiledLink[];
}

const compiled = new WeakMap<ContentBody, CompiledBody>();

/** What is said in a messenger, ready to be filled. The same object is read once, however many it goes to. */
export function compileContent(content: MessageContent, messenger: keyof MessageContent['variants']): CompiledBody {
  const body = content.variants[messenger] ?? content;
  const known = compiled.get(body) ?? compileBody(body);
  compiled.set(body, known);
  return known;
}

function compileBody(body: ContentBody): CompiledBody {
  const languages = contentLanguages.filter(language => body.texts[language]?.trim());
  return {
    body,
    languages,
    texts: Object.fromEntries(languages.map(language => [language, compileText(body.texts[language] ?? '')])),
    buttonLinks: body.buttons.flat().flatMap(buttonLink),
  };
}

function buttonLink({ action }: ContentButton): CompiledLink[] {
  if (action.kind !== 'link') return [];
  const written = action.url.trim();
  const parsed = parseTemplate(`[.](${written})`);
  const url = (parsed.ok && parsed.template.styles[0]?.url) || [written];
  return [{ written, url, isBare: false }];
}

/** What cannot be read stands as it was written; `checkContent` says so before. */
function compileText(source: string): CompiledText {
  const parsed = parseTemplate(asMarkup(source));
  if (!parsed.ok) return { template: { parts: [source], styles: [] }, links: [] };
  const links: CompiledLink[] = [];
  const styles = parsed.template.styles
    .toSorted((one, other) => one.from - other.from)
    .map(style => {
      if (style.type !== 'link' || !style.url) return style;
      links.push({ written: asWritten(style.url), url: style.url, isBare: isBare(parsed.template, style) });
      return { ...style, url: [String(links.length - 1)] };
    });
  return { template: { ...parsed.template, styles }, links };
}

const bareAddress = /https?:\/\/(?:\{\{[^}]*\}\}|[^\s<>"'«»()[\]{}\\`])+/giu;
const strongBold = /\*\*(?!\s)([^*\n]+?)(?<!\s)\*\*/g;
const linkOrCode = /(\[(?:\\.|[^\]\n\\])+\]\([^()\s]+\)|`[^`\n]+`)/;

/** Besides the markup of flows: `**bold**` as people write it elsewhere, and addresses that stand in the text are links by themselves. */
export function asMarkup(source: string): string {
  return source
    .replace(strongBold, '*$1*')
    .split(linkOrCode)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(bareAddress, asLink)))
    .join('');
}

/** A full stop behind an address ends the sentence. */
function asLink(found: string): string {
  const address = found.replace(/[.,;:!?*_]+$/u, '');
  const shown = address.split(/(\{\{[^}]*\}\})/).map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/[*_`[\]\\]/g, '\\$&')));
  return `[${shown.join('')}](${address})${found.slice(address.length)}`;
}

function isBare({ parts }: Template, { from, to, url = [] }: Template['styles'][number]): boolean {
  return asWritten(parts.slice(from, to)) === asWritten(url);
}

export function asWritten(parts: readonly Part[]): string {
  return parts
    .map(part => (typeof part === 'string' ? part : `{{${part.path.join('.')}${part.filters.map(writtenFilter).join('')}}}`))
    .join('');
}

function writtenFilter({ name, arguments: values }: Exclude<Part, string>['filters'][number]): string {
  const shown = values.map(value => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  return ` | ${name}${shown.length > 0 ? `: ${shown.join(', ')}` : ''}`;
}
