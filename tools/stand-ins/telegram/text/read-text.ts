import { jsonOf, type Params, textOf } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import type { FormattedText } from '../types.ts';
import { checkEntities } from './check-entities.ts';
import { parseHtml } from './parse-html.ts';
import { parseMarkdown, parseMarkdownV2 } from './parse-markdown.ts';

const longestText = 4096;
const longestCaption = 1024;

/** The text of a message, parsed and checked: 1–4096 UTF-16 units after parsing. Blanks around it are taken off at its end, as Telegram does. */
export function readText(params: Params): FormattedText {
  const source = textOf(params, 'text');
  if (source === '') throw badRequest('message text is empty');
  const formatted = trimmed(format(params, source, 'entities'));
  if (formatted.text.trim() === '') throw badRequest('text must be non-empty');
  if (formatted.text.length > longestText) throw badRequest('message is too long');
  return formatted;
}

/** A caption, possibly empty: 0–1024 units after parsing. */
export function readCaption(params: Params): FormattedText {
  const source = textOf(params, 'caption');
  const formatted = trimmed(format(params, source, 'caption_entities'));
  if (formatted.text.length > longestCaption) throw badRequest('message caption is too long');
  return formatted;
}

function format(params: Params, source: string, entitiesName: string): FormattedText {
  const mode = textOf(params, 'parse_mode').toLowerCase();
  if (mode === 'html') return checked(parseHtml(source));
  if (mode === 'markdownv2') return checked(parseMarkdownV2(source));
  if (mode === 'markdown') return checked(parseMarkdown(source));
  if (mode !== '' && mode !== 'none') throw badRequest('unsupported parse_mode');
  return { text: source, entities: checkEntities(source, entitiesList(params, entitiesName)) };
}

function entitiesList(params: Params, name: string): unknown {
  try {
    return jsonOf(params, name);
  } catch {
    throw badRequest("can't parse entities JSON object");
  }
}

function checked({ text, entities }: FormattedText): FormattedText {
  return { text, entities: checkEntities(text, entities) };
}

function trimmed({ text, entities }: FormattedText): FormattedText {
  const end = text.trimEnd();
  if (end.length === text.length) return { text, entities };
  const kept = entities.map(entity => ({ ...entity, length: Math.min(entity.length, end.length - entity.offset) }));
  return { text: end, entities: kept.filter(entity => entity.length > 0) };
}
