import type { Problem } from '../../flow/index.ts';
import type { Authoring } from '../../flows/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { drawDiagram } from './draw-diagram.ts';
import { hiddenInFlow } from './hidden-in-flow.ts';
import { readSteps } from './read-steps.ts';

export interface CheckedDraft {
  problems: Fault[];
  warnings: Fault[];
  /** The diagram; absent while the text is no flow at all. */
  diagram?: string;
  /** Where the steps stand, for the way between text and diagram; with the names that can be completed. */
  steps?: { id: string; line: number; endLine: number }[];
  answers?: string[];
  flows: { id: string; title: string }[];
}

/** Something to mend at a place of the text. */
export interface Fault {
  message: string;
  /** From 1. Where no place is known, the first line. */
  line: number;
  column: number;
  place?: string;
}

interface Draft {
  flow: string;
  yaml: string;
  reach?: ReadonlyMap<string, number>;
  icon: (name: string) => string;
}

/** Everything that an editor shows of a text that is being typed. */
export async function checkText(viewer: Viewer, authoring: Authoring, { flow, yaml, reach, icon }: Draft): Promise<CheckedDraft> {
  const { problems, warnings, library } = await authoring.checkDraft(yaml, { flow, language: viewer.language });
  const hidden = await hiddenInFlow(viewer, authoring, flow, yaml);
  const steps = readSteps(yaml);
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.diagram.${key}`, values);
  return {
    problems: presentFaults(viewer, [...problems, ...hidden]),
    warnings: presentFaults(viewer, warnings),
    flows: library.all.map(({ id, title }) => ({ id, title })),
    ...(steps && {
      diagram: drawDiagram(steps, { text, icon, ...(reach && { reach }) }),
      steps: steps.map(({ id, line, endLine }) => ({ id, line, endLine })),
      answers: [...new Set(steps.flatMap(({ gives }) => gives))],
    }),
  };
}

export function presentFaults({ language }: Viewer, problems: readonly Problem[]): Fault[] {
  return problems.map(({ message, line, column = 1 }) => ({
    message,
    line: line ?? 1,
    column,
    ...(line !== undefined && { place: t(language, 'panel:flows.line', { line }) }),
  }));
}
