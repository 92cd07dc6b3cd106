import { parseDocument } from 'yaml';
import { fieldsHiddenFrom } from '../../contacts/index.ts';
import type { Problem } from '../../flow/index.ts';
import type { Authoring } from '../../flows/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

interface Naming {
  key: string;
  /** What it is named in: the keys on the way there, a step by its id; one that is moved or has other words around the field stays the same. */
  place: string;
}

/**
 * Where the text of a flow names a custom field that is hidden from this person's role (reads it, compares it, writes it), besides what the text that
 * runs does at the same place: who may not see a field does not have the bot tell it to them. A text that cannot be read names nothing.
 */
export async function hiddenInFlow(viewer: Viewer, authoring: Authoring, flow: string, yaml: string): Promise<Problem[]> {
  const hidden = [...(await fieldsHiddenFrom(viewer.staff?.role))].filter(key => nameable.test(key));
  if (hidden.length === 0) return [];
  const { revision, file } = await authoring.getFlow(flow);
  const running = revision === undefined ? '' : await authoring.revisionText(flow, revision);
  const there = new Set(namingsIn(running, hidden).map(keyOf));
  const found = namingsIn(yaml, hidden).filter(naming => !there.has(keyOf(naming)));
  return found.map(({ key, place }) => ({
    file,
    path: place,
    message: t(viewer.language, 'panel:flows.hiddenField', { field: key }),
    ...lineOf(yaml, key),
  }));
}

/** A flow can name no others (`cardFieldOf` of the engine). */
const nameable = /^[\p{L}\p{N}_]+$/u;

const keyOf = ({ key, place }: Naming): string => `${place} ${key}`;

function namingsIn(yaml: string, hidden: readonly string[]): Naming[] {
  const named = hidden.map(key => [key, naming(key)] as const);
  const inText = (text: string, place: string[]): Naming[] =>
    named.flatMap(([key, pattern]) => (pattern.test(text) ? [{ key, place: place.join('.') }] : []));
  const walk = (value: unknown, place: string[]): Naming[] => {
    if (typeof value === 'string') return inText(value, place);
    if (Array.isArray(value)) return value.flatMap(each => walk(each, [...place, ...idOf(each)]));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, each]) => [...inText(name, place), ...walk(each, [...place, name])]);
  };
  return walk(read(yaml), []);
}

/** `contact.fields.<key>`, as templates, expressions and rules write it. */
const naming = (key: string): RegExp => new RegExp(`fields\\s*\\.\\s*${key}(?![\\p{L}\\p{N}_])`, 'u');

const idOf = (step: unknown): string[] =>
  typeof step === 'object' && step !== null && 'id' in step && typeof step.id === 'string' ? [`#${step.id}`] : [];

function read(yaml: string): unknown {
  try {
    return parseDocument(yaml).toJS({ maxAliasCount: 1000 });
  } catch {
    return undefined;
  }
}

/** The first place that has these letters; an author who hides them from us is told without one. */
function lineOf(yaml: string, key: string): { line?: number; column?: number } {
  const { index } = naming(key).exec(yaml) ?? {};
  if (index === undefined) return {};
  const before = yaml.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
