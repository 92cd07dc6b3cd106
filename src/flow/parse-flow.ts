import type { OutgoingAttachment } from '../messages/index.ts';
import type { Language } from '../texts/index.ts';
import { checkPaths, checkSegments } from './check/check-paths.ts';
import { checkWays } from './check/check-ways.ts';
import { compileFlow } from './compile-flow.ts';
import type { At, Note, Notes } from './compiler.ts';
import type { CompiledFlow, ConsentTexts } from './engine.ts';
import { type Locate, type Problem, pathText, problemOf } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { shortHash } from './short-hash.ts';

export interface ParseOptions {
  /** Name of the file, as the problems tell it. */
  file: string;
  consents: ConsentTexts;
  /** Content hash of this revision; by default a short hash of the text, fit to tell revisions apart. */
  revision?: string;
  /** Names of the custom fields there are; any if left out. */
  fields?: readonly string[];
  /** Ids of the segments there are; any if left out. */
  segments?: readonly string[];
  /** A file that stands beside the flow, as it is sent; any name is taken for one if left out. */
  media?: (name: string) => OutgoingAttachment | undefined;
  /** Language of the problems, English by default. */
  language?: Language;
}

export type ParsedFlow = { ok: true; flow: CompiledFlow; warnings: Problem[] } | { ok: false; problems: Problem[] };

const sizeLimit = 1_000_000;

/** Reads, checks and compiles a flow file. Pure; never throws; tells every problem at once, with its line. */
export function parseFlow(yamlText: string, options: ParseOptions): ParsedFlow {
  const { file, consents, fields, segments, media, language = 'en', revision = shortHash(yamlText) } = options;
  if (yamlText.length > sizeLimit) {
    const words = { key: 'textLong', values: { length: yamlText.length, limit: sizeLimit } };
    return { ok: false, problems: [problemOf({ file, path: '' }, words, language)] };
  }
  const { value, faults, locate } = readYaml(yamlText);
  const tell = ({ at, ...words }: Note) => problemOf({ file, ...locate(at), path: pathText(at) }, words, language);
  if (faults.length > 0) {
    const problems = faults.map(({ key, values, ...place }) =>
      problemOf({ file, ...place, path: '' }, { key, values }, language),
    );
    return { ok: false, problems };
  }
  const { flow, notes } = compileFlow(value, { file, consents, revision, ...(fields && { fields }), ...(media && { media }) });
  if (!flow) return { ok: false, problems: notes.problems.map(tell) };
  const report = {
    problem: (at: At, key: string, values: Record<string, unknown>) => void notes.problems.push({ at, key, values }),
    warning: (at: At, key: string, values: Record<string, unknown>) => void notes.warnings.push({ at, key, values }),
  };
  flow.startsFlows.push(...notes.flows.map(({ id, at }) => ({ flow: id, ...locate(at), path: pathText(at) })));
  flow.callsFlows.push(...notes.calls.map(({ id, step, at }) => ({ flow: id, step, ...locate(at), path: pathText(at) })));
  flow.readsCalled.push(...readsOfCalls(notes, locate));
  checkPaths(flow, notes, fields, report);
  checkSegments(notes, segments, report);
  const ways = checkWays(flow, notes);
  notes.problems.push(...ways.problems);
  notes.warnings.push(...ways.warnings);
  if (notes.problems.length > 0) return { ok: false, problems: notes.problems.map(tell) };
  return { ok: true, flow, warnings: notes.warnings.map(tell) };
}

/** What is read of called flows, to be held against them where they are known. */
function readsOfCalls({ calls, paths }: Notes, locate: Locate): CompiledFlow['readsCalled'] {
  const steps = new Set(calls.map(({ step }) => step));
  return paths.flatMap(({ path: [root, step = '', ...names], at }) =>
    root === 'answers' && steps.has(step) ? [{ names: [step, ...names], ...locate(at), path: pathText(at) }] : [],
  );
}
