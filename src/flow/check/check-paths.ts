import type { Notes } from '../compiler.ts';
import type { CompiledFlow } from '../engine.ts';
import { standardFields } from '../read-path.ts';

interface Report {
  problem(at: Notes['paths'][number]['at'], key: string, values: Record<string, unknown>): void;
  warning(at: Notes['paths'][number]['at'], key: string, values: Record<string, unknown>): void;
}

const contactValues: readonly string[] = [...standardFields, 'tags', 'score', 'language'];

/** Every path that a text, an expression or a rule reads has to be one that may have a value. */
export function checkPaths(flow: CompiledFlow, notes: Notes, fields: readonly string[] | undefined, report: Report): void {
  const answers = new Set([...notes.computed, ...flow.steps.filter(({ question }) => question).map(({ id }) => id)]);
  const saved = new Set(
    flow.steps.flatMap(({ question }) => (question?.save?.kind === 'standard' ? [question.save.field as string] : [])),
  );
  for (const { path, at, shown } of notes.paths) {
    const name = path.join('.');
    if (!isKnown(path, answers, fields))
      report.problem(at, 'path', { path: name, known: [...answers].map(id => `answers.${id}`).join(', ') });
    else if (shown && path[0] === 'contact' && !saved.has(path[1] ?? '') && path[1] !== 'score')
      report.warning(at, 'mayBeEmpty', { path: name });
  }
}

function isKnown(path: string[], answers: Set<string>, fields: readonly string[] | undefined): boolean {
  const [root, name = '', detail] = path;
  switch (root) {
    case 'answers':
      return answers.has(name) && path.length <= 3 && (detail === undefined || detail === 'text' || detail === 'value');
    case 'contact':
      if (name === 'fields') return path.length === 3 && (fields?.includes(detail ?? '') ?? true);
      return path.length === 2 && contactValues.includes(name);
    case 'source':
      return path.length === 2 && (name === 'link' || name === 'detail');
    default:
      return root === 'now' && path.length === 1;
  }
}
