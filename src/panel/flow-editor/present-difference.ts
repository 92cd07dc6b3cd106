import type { Problem } from '../../flow/index.ts';
import { type DiffLine, type Draft, diffOf, type Published } from '../../flows/index.ts';
import { t } from '../../texts/index.ts';
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
  const lines = diffOf(running ?? '', draft.yaml);
  const count = (kind: DiffLine['kind']) => lines.filter(line => line.kind === kind).length;
  return {
    flow: draft.flow,
    version: draft.version,
    over: draft.over ?? '',
    isFirst: running === undefined,
    isSame: lines.length === 0,
    added: count('added'),
    removed: count('removed'),
    lines: lines.map(presentLine),
    problems: presentFaults(viewer, problems),
    warnings: presentFaults(viewer, warnings),
    mayPublish: problems.length === 0 && lines.length > 0,
    outdated: draft.outdated,
  };
}

function presentLine({ kind, before, after, parts }: DiffLine) {
  const sign = { same: ' ', removed: '−', added: '+', gap: '⋯' }[kind];
  return { kind, before, after, sign, parts };
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
