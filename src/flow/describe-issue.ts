import type { z } from 'zod';
import type { At } from './compiler.ts';

export interface IssueWords {
  at: At;
  /** Under `flow:problem`. */
  key: string;
  values: Record<string, unknown>;
}

type Issue = z.core.$ZodIssue;

/** Says what a schema found in words of an author. A union is told by the branch that came nearest. */
export function describeIssue(issue: Issue, schema: z.ZodType, at: At): IssueWords[] {
  const place = [...at, ...issue.path.map(key => (typeof key === 'symbol' ? String(key) : key))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({
        at: [...place, key],
        key: 'unknownKey',
        values: { key, known: keysOf(schema, issue.path) },
      }));
    case 'invalid_type':
      return [{ at: place, ...typeWords(issue) }];
    case 'invalid_union':
      return nearest(issue, schema, place);
    case 'too_small':
      return [{ at: place, key: issue.minimum === 1 ? 'empty' : 'least', values: { least: String(issue.minimum) } }];
    case 'too_big':
      return [{ at: place, key: 'most', values: { most: String(issue.maximum) } }];
    case 'invalid_value':
      return [{ at: place, key: 'oneOf', values: { known: issue.values.map(String).join(', '), got: words(issue.input) } }];
    default:
      return [{ at: place, key: 'form', values: { got: words(issue.input), should: issue.message } }];
  }
}

function typeWords(issue: Extract<Issue, { code: 'invalid_type' }>): Omit<IssueWords, 'at'> {
  if (issue.input === undefined) return { key: 'missing', values: {} };
  return { key: 'type', values: { should: issue.expected, got: words(issue.input) } };
}

function nearest(issue: Extract<Issue, { code: 'invalid_union' }>, schema: z.ZodType, place: At): IssueWords[] {
  if (issue.input === undefined) return [{ at: place, key: 'missing', values: {} }];
  const deepest = issue.errors
    .filter(branch => branch.length > 0)
    .map(branch => ({
      branch,
      depth: Math.max(...branch.map(({ path, code }) => path.length + (code === 'unrecognized_keys' ? 1 : 0))),
    }))
    .sort((a, b) => b.depth - a.depth || a.branch.length - b.branch.length)[0];
  if (!deepest || deepest.depth === 0) return [{ at: place, key: 'form', values: { got: words(issue.input), should: '' } }];
  return deepest.branch.flatMap(inner => describeIssue(inner, schema, place));
}

function words(input: unknown): string {
  const text = typeof input === 'string' ? input : (JSON.stringify(input) ?? String(input));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The keys that are known where an unknown one stands; empty inside unions, where it depends. */
function keysOf(schema: z.ZodType, path: readonly PropertyKey[]): string {
  return path.length === 0 && 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null
    ? Object.keys(schema.shape).join(', ')
    : '';
}
