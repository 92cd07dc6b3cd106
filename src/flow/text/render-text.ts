import type { Entity } from '../../messages/index.ts';
import { applyFilter, isEmpty } from './filters.ts';
import type { Part, Slot, Template, TextScope, Wording } from './template.ts';

/** A text as it goes out. */
export interface RichText {
  text: string;
  entities?: Entity[];
}

/** What stands where a value is missing and the author gave no `default`. */
const nothing = '—';

/** Puts values into a wording of the scope's language (or the only one there is). Values are plain text and never become markup. */
export function renderText(wording: Wording, scope: TextScope): RichText {
  const variants = wording[scope.language] ?? wording.ru ?? wording.en ?? [];
  const template = variants[scope.seed % variants.length] ?? variants[0];
  return template ? renderTemplate(template, scope) : { text: '' };
}

function renderTemplate({ parts, styles }: Template, scope: TextScope): RichText {
  let text = '';
  const offsets = [0];
  for (const part of parts) {
    text += typeof part === 'string' ? part : renderSlot(part, scope);
    offsets.push(text.length);
  }
  if (styles.length === 0) return { text };
  const entities = styles.flatMap(({ type, from, to, url }): Entity[] => {
    const offset = offsets[from] ?? 0;
    const length = (offsets[to] ?? 0) - offset;
    if (length <= 0) return [];
    return [{ type, offset, length, ...(url && { url: renderUrl(url, scope) }) }];
  });
  return entities.length > 0 ? { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) } : { text };
}

function renderSlot(slot: Slot, scope: TextScope): string {
  let shown = scope.read(slot.path);
  for (const filter of slot.filters) shown = applyFilter(filter.name, shown, filter.arguments, scope);
  return isEmpty(shown) ? nothing : shown.text.trim();
}

function renderUrl(parts: Part[], scope: TextScope): string {
  return parts
    .map(part => (typeof part === 'string' ? part : encodeURIComponent(renderSlot(part, scope).replace(/\p{Surrogate}/gu, ''))))
    .join('');
}
