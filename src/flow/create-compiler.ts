import { fieldsOf, ruleSchema } from '../rules/index.ts';
import { cardFieldOf } from './card-field.ts';
import { compileMedia } from './compile-media.ts';
import { compileWording, literalLength, templatesOf } from './compile-wording.ts';
import type { At, CompileOptions, Compiler, Notes } from './compiler.ts';
import { describeIssue } from './describe-issue.ts';
import type { FlowLanguage } from './engine.ts';
import { type Expression, pathsOf } from './expression/expression.ts';
import { parseExpression } from './expression/parse-expression.ts';
import { buttonLimit, captionLimit, inlineButtonLimit, labelLimit } from './limits.ts';
import { standardFields } from './read-path.ts';
import type { RawWording } from './schema/parts.ts';
import { segmentsIn } from './segments-in.ts';

/** Collects what the steps say of themselves. */
export function createCompiler(options: CompileOptions, language: FlowLanguage): Compiler & { notes: Notes } {
  const notes: Notes = {
    problems: [],
    warnings: [],
    languages: new Set(),
    places: new Map(),
    targets: [],
    flows: [],
    calls: [],
    media: new Map(),
    makesDeal: false,
    segments: [],
    paths: [],
    computed: new Set(),
    writes: [],
  };
  const problem: Compiler['problem'] = (at, key, values = {}) => void notes.problems.push({ at, key, values });
  const warning: Compiler['warning'] = (at, key, values = {}) => void notes.warnings.push({ at, key, values });
  const text = (raw: RawWording, at: At) => compileWording(raw, at, { language, notes, problem });
  return {
    notes,
    problem,
    warning,
    text,
    read(schema, raw, at) {
      const result = schema.safeParse(raw, { reportInput: true });
      if (result.success) return result.data;
      for (const issue of result.error.issues)
        for (const words of describeIssue(issue, schema, at)) problem(words.at, words.key, words.values);
      return undefined;
    },
    label(raw, at) {
      const wording = text(raw, at);
      const longest = Math.max(0, ...templatesOf(wording).map(literalLength));
      if (longest > labelLimit) problem(at, 'labelLong', { length: longest, limit: labelLimit });
      return wording;
    },
    expression(source, at) {
      const parsed = parseExpression(source);
      if (!parsed.ok) {
        problem(at, `expression.${parsed.key}`, parsed.values);
        return nothing;
      }
      for (const path of pathsOf(parsed.expression)) notes.paths.push({ path, at, shown: false });
      return parsed.expression;
    },
    pattern(source, at) {
      try {
        return new RegExp(`^(?:${source})$`, 'u');
      } catch {
        problem(at, 'pattern', { pattern: source });
        return undefined;
      }
    },
    rule(raw, at) {
      const parsed = ruleSchema.safeParse(raw);
      if (!parsed.success) return undefined;
      for (const field of fieldsOf(parsed.data)) notes.paths.push({ path: field.split('.'), at, shown: false });
      for (const id of segmentsIn(parsed.data)) notes.segments.push({ id, at });
      return parsed.data;
    },
    target(id, at) {
      if (id !== undefined && id !== 'end') notes.targets.push({ id, at });
    },
    startsFlow: (id, at) => void notes.flows.push({ id, at }),
    callsFlow: (id, step, at) => void notes.calls.push({ id, step, at }),
    media: (raw, at) => compileMedia(raw, at, { options, notes, problem }),
    caption(text, at) {
      const longest = Math.max(0, ...templatesOf(text).map(literalLength));
      if (longest > captionLimit) warning(at, 'captionLong', { length: longest, limit: captionLimit });
    },
    makesDeal() {
      notes.makesDeal = true;
    },
    cardField(path, at) {
      if (!path.startsWith('deal.')) notes.writes.push({ at });
      const field = cardFieldOf(path, options.fields);
      if (!field) problem(at, 'field', { path, known: standardFields.map(name => `contact.${name}`).join(', ') });
      return field;
    },
    computes: name => void notes.computed.add(name),
    buttons(count, at) {
      if (count > buttonLimit) problem(at, 'manyButtons', { count, limit: buttonLimit });
      else if (count > inlineButtonLimit) warning(at, 'notInline', { count, limit: inlineButtonLimit });
    },
    consentTexts(kind, at) {
      const texts = options.consents[kind];
      if (!texts) problem(at, 'noConsentText', { kind });
      return texts ?? {};
    },
  };
}

const nothing: Expression = { kind: 'value', value: null };
