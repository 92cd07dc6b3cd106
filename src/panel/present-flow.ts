import type { FlowSummary } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { presentFlowState } from './present-flow-head.ts';
import type { Viewer } from './viewer.ts';

/** A flow in the list: whether it runs, who is in it, and what is to be done where it does not. */
export function presentFlow(viewer: Viewer, flow: FlowSummary) {
  const { id, title, file, steps, revision, problems, warnings, fileDiffers } = flow;
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.${key}`, values);
  const wrong = problems.length > 0;
  const place = ({ line, message }: { line?: number; message: string }) => ({
    message,
    place: line ? `${file}, ${text('line', { line })}` : file,
  });
  return {
    id,
    title,
    file,
    href: `/flows/${id}`,
    edit: `/flows/${id}/edit`,
    steps: text('steps', { count: steps }),
    ...presentFlowState(viewer, flow),
    problems: problems.map(place),
    warnings: warnings.map(place),
    keeps: wrong && revision !== undefined,
    fileDiffers: fileDiffers && !wrong,
  };
}
