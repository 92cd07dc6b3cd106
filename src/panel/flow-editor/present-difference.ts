import type { Problem } from '../../flow/index.ts';
import type { Draft, Published } from '../../flows/index.ts';
import { t } from '../../texts/index.ts';
import { presentDiff } from '../present-diff.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { presentFaults } from './check-draft.ts';

interface Subject {
  draft: Draft;
  /** The text that runs; absent where none does. */
  running: string | undefined;
  problems: Problem[];
  warnings: Problem[];
}

/** What publishing a draft would change, and what forbids it. */
export function presentDifference(viewer: Viewer, { draft, running, problems, warnings }: Subject) {
  const difference = presentDiff(running ?? '', draft.yaml);
  return {
    ...difference,
    flow: draft.flow,
    version: draft.version,
    over: draft.over ?? '',
    isFirst: running === undefined,
    problems: presentFaults(viewer, problems),
    warnings: presentFaults(viewer, warnings),
    mayPublish: problems.length === 0 && !difference.isSame,
    outdated: draft.outdated,
  };
}

/** What became of pressing Publish. */
export function presentPublished(viewer: Viewer, published: Published) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.publish.${key}`, values);
  switch (published.kind) {
    case 'published':
      return {
        good: true,
        title: text('done', { number: published.number }),
        text: text(published.file === 'written' ? 'fileWritten' : 'fileReadOnly'),
      };
    case 'unchanged':
      return { good: true, title: text('unchanged'), text: '' };
    case 'wrong':
      return { title: text('wrong'), text: '', problems: presentFaults(viewer, published.problems) };
    case 'conflict': {
      const { latest, draft } = published;
      const other = latest
        ? { name: byWords(latest.by, viewer), at: latest.at }
        : { name: draft.by?.name ?? '', at: draft.savedAt };
      const time = other.at ? presentTime(viewer, other.at).words : '';
      return { title: text('conflict'), text: text('conflictText', { name: other.name, time }), again: true };
    }
  }
}

/** Who published: one of the staff, or the file itself. */
function byWords(by: { kind?: string; name?: string }, { language }: Viewer): string {
  return by.name ?? t(language, 'panel:flows.publish.byFile');
}
