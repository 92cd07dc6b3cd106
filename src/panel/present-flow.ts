import type { FlowState } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

/** A flow file: whether it runs, and what is to be done where it does not. */
export function presentFlow(
  { language }: Pick<Viewer, 'language'>,
  { id, title, file, steps, revision, problems, warnings }: FlowState,
) {
  const text = (key: string, values = {}) => t(language, `panel:flows.${key}`, values);
  const wrong = problems.length > 0;
  const place = ({ line, message }: { line?: number; message: string }) => ({
    message,
    place: line ? `${file}, ${text('line', { line })}` : file,
  });
  return {
    id,
    title,
    file,
    steps: text('steps', { count: steps }),
    state: wrong ? 'bad' : 'good',
    words: wrong ? text(revision ? 'bad' : 'badNeverGood') : text('good'),
    problems: problems.map(place),
    warnings: warnings.map(place),
    keeps: wrong && revision !== undefined,
  };
}
