import type { Notes } from '../compiler.ts';
import type { CompiledFlow } from '../engine.ts';
import { dealValues, standardFields } from '../read-path.ts';
import { nearest } from './nearest.ts';

interface Report {
  problem(at: Notes['paths'][number]['at'], key: string, values: Record<string, unknown>): void;
  warning(at: Notes['paths'][number]['at'], key: string, values: Record<string, unknown>): void;
}

const contactValues: readonly string[] = [...standardFields, 'tags', 'score', 'language'];

/** A segment that a rule names has to be there. Any is taken for one where nobody says which there are. */
export function checkSegments({ segments }: Notes, known: readonly string[] | undefined, report: Report): void {
  for (const { id, at } of segments) if (known && !known.includes(id)) report.problem(at, 'segment', { id });
}

/** Every path that a text, an expression or a rule reads has to be one that may have a value. */
export function checkPaths(flow: CompiledFlow, notes: Notes, fields: readonly string[] | undefined, report: Report): void {
  const known: Known = { answers: flow.answerNames, calls: new Set(flow.callsFlows.map(({ step }) => step)), fields };
  const saved = new Set(
    flow.steps.flatMap(({ question }) => (question?.save?.kind === 'standard' ? [question.save.field as string] : [])),
  );
  for (const { path, at, shown } of notes.paths) {
    const name = path.join('.');
    if (!isKnown(path, known)) report.problem(at, 'path', { path: name, ...nearest(name, pathsKnown(known)) });
    else if (shown && path[0] === 'contact' && !saved.has(path[1] ?? '') && path[1] !== 'score')
      report.warning(at, 'mayBeEmpty', { path: name });
  }
}

interface Known {
  answers: ReadonlySet<string>;
  /** `call` steps: what stands behind them is checked where the other flow is known. */
  calls: ReadonlySet<string>;
  fields: readonly string[] | undefined;
}

function isKnown(path: string[], { answers, calls, fields }: Known): boolean {
  const [root, name = '', detail] = path;
  switch (root) {
    case 'answers':
      if (calls.has(name)) return path.length >= 3;
      return answers.has(name) && path.length <= 3 && (detail === undefined || detail === 'text' || detail === 'value');
    case 'contact':
      if (name === 'fields') return path.length === 3 && (fields?.includes(detail ?? '') ?? true);
      return path.length === 2 && contactValues.includes(name);
    case 'deal':
      return name === 'fields' ? path.length === 3 : path.length === 2;
    case 'source':
      return path.length === 2 && (name === 'link' || name === 'detail');
    case 'promise':
      return path.length === 2 && name === 'replyBy';
    case 'segment':
      return path.length === 1;
    default:
      return root === 'now' && path.length === 1;
  }
}

function pathsKnown({ answers, calls, fields = [] }: Known): string[] {
  return [
    ...[...answers].map(id => (calls.has(id) ? `answers.${id}.<question>` : `answers.${id}`)),
    ...contactValues.map(name => `contact.${name}`),
    ...fields.map(name => `contact.fields.${name}`),
    ...dealValues.map(name => `deal.${name}`),
    'source.link',
    'source.detail',
    'promise.replyBy',
    'segment',
    'now',
  ];
}
