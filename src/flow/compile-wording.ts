import type { At, Compiler, Notes } from './compiler.ts';
import type { FlowLanguage } from './engine.ts';
import { textLimit } from './limits.ts';
import type { RawWording } from './schema/parts.ts';
import { parseTemplate } from './text/parse-template.ts';
import type { Part, Template, Wording } from './text/template.ts';

interface Context {
  /** The language of a text that names none. */
  language: FlowLanguage;
  notes: Notes;
  problem: Compiler['problem'];
}

/** Parses all variants of a text in all its languages and notes the paths that they show. */
export function compileWording(raw: RawWording, at: At, context: Context): Wording {
  if (typeof raw === 'string' || Array.isArray(raw)) return { [context.language]: variants(raw, at, context) };
  const wording: Wording = {};
  for (const language of ['ru', 'en'] as const) {
    const own = raw[language];
    if (own === undefined) continue;
    context.notes.languages.add(language);
    wording[language] = variants(own, [...at, language], context);
  }
  return wording;
}

export function templatesOf(wording: Wording): Template[] {
  return [...(wording.ru ?? []), ...(wording.en ?? [])];
}

/** Characters that a text has whatever its values are. */
export function literalLength({ parts }: Template): number {
  return parts.reduce((length, part) => length + (typeof part === 'string' ? part.length : 0), 0);
}

function variants(raw: string | string[], at: At, context: Context): Template[] {
  if (typeof raw === 'string') return [compileText(raw, at, context)];
  return raw.map((text, index) => compileText(text, [...at, index], context));
}

function compileText(source: string, at: At, { notes, problem }: Context): Template {
  const parsed = parseTemplate(source);
  if (!parsed.ok) {
    problem(at, parsed.key.startsWith('template.') ? parsed.key : `expression.${parsed.key}`, parsed.values);
    return { parts: [source], styles: [] };
  }
  const { template } = parsed;
  const length = literalLength(template);
  if (length > textLimit) problem(at, 'textLong', { length, limit: textLimit });
  notePaths([...template.parts, ...template.styles.flatMap(({ url }) => url ?? [])], at, notes);
  return template;
}

function notePaths(parts: Part[], at: At, notes: Notes): void {
  for (const part of parts) {
    if (typeof part === 'string') continue;
    notes.paths.push({ path: part.path, at, shown: !part.filters.some(({ name }) => name === 'default') });
  }
}
