import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CompiledFlow, checkLibrary, createLibrary, type FlowLibrary, parseFlow } from '../flow/index.ts';
import type { Logger } from '../lib/logger.ts';
import { type FlowState, keepRevision, keepStates, lastRevisionOf, type RevisionDocument, readRevision } from './flow-store.ts';
import { readFlowFiles } from './read-flow-files.ts';

/** The flows that run, and the earlier revisions that people are still in the middle of. */
export interface Flows {
  readonly library: FlowLibrary;
  /** Makes an earlier revision known to the library, so that a run pinned to it goes on. One that is gone stays unknown. */
  ensureRevision(revision: string): Promise<void>;
}

/**
 * Reads the flow files, keeps each good one as a revision, and goes on with the last good revision of a wrong one: a mistake in a file
 * stops neither the program nor the questionnaire.
 */
export async function loadFlows({ folder, now, log }: { folder: string; now: Date; log: Logger }): Promise<Flows> {
  const { files, consents } = await readFlowFiles(folder);
  const states: FlowState[] = [];
  const flows: CompiledFlow[] = [];
  for (const { file, yaml, revision } of files) {
    const parsed = parseFlow(yaml, { file, revision, consents, fileExists: name => existsSync(resolve(folder, name)) });
    if (parsed.ok) {
      const { flow, warnings } = parsed;
      await keepRevision({ _id: revision, flow: flow.id, title: flow.title, file, yaml, consents, at: now });
      flows.push(flow);
      states.push({ id: flow.id, title: flow.title, file, revision, steps: flow.steps.length, problems: [], warnings });
    } else {
      const last = await lastRevisionOf(file);
      const flow = last && compile(last);
      if (flow) flows.push(flow);
      states.push({
        id: flow?.id ?? file,
        title: flow?.title ?? file,
        file,
        ...(flow && { revision: flow.revision }),
        steps: flow?.steps.length ?? 0,
        problems: parsed.problems,
        warnings: [],
      });
    }
  }
  for (const problem of checkLibrary(flows)) states.find(({ file }) => file === problem.file)?.problems.push(problem);
  for (const { file, problems, revision } of states) {
    for (const { line, message } of problems)
      log.error(
        { file, line },
        `${file}${line ? `:${line}` : ''}: ${message}${revision ? ' The last good revision goes on.' : ''}`,
      );
  }
  await keepStates(states);
  return withRevisions(flows);
}

function withRevisions(current: CompiledFlow[]): Flows {
  const earlier = new Map<string, CompiledFlow>();
  const library = createLibrary(current, revision => earlier.get(revision));
  return {
    library,
    async ensureRevision(revision) {
      if (library.byRevision(revision)) return;
      const kept = await readRevision(revision);
      const flow = kept && compile(kept);
      if (flow) earlier.set(revision, flow);
    },
  };
}

function compile({ _id, file, yaml, consents }: RevisionDocument): CompiledFlow | undefined {
  const parsed = parseFlow(yaml, { file, revision: _id, consents, fileExists: () => true });
  return parsed.ok ? parsed.flow : undefined;
}
