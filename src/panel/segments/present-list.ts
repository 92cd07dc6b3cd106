import { listSegments, mailingsIn, usesOf } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { presentShortTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { describeRule } from './describe-rule.ts';
import { presentUses } from './present-uses.ts';
import { countWords } from './rule.routes.ts';
import { fieldsByPath } from './rule-form.ts';

const longestLine = 160;
const mostUses = 3;

/** The list of segments; how many are in each is counted after the page is there. */
export async function presentList(viewer: Viewer) {
  const { language } = viewer;
  const segments = await listSegments();
  const mailings = segments.flatMap(({ rule }) => mailingsIn(rule));
  const fields = await fieldsByPath(viewer, mailings);
  const uses = await Promise.all(segments.map(({ id }) => usesOf(id)));
  return {
    segments: segments.map(({ id, name, kind, description, rule, size, changedAt }, i) => {
      const used = uses[i] ?? [];
      const line = description ?? (rule ? describeRule(viewer, rule, fields) : '');
      return {
        id,
        href: `/segments/${id}`,
        name,
        kind: t(language, `panel:segments.kind.${kind}`),
        line: line.length > longestLine ? `${line.slice(0, longestLine)}…` : line,
        contacts: `/contacts?segment=${id}`,
        size: size && countWords(language, size.count),
        uses: presentUses(viewer, used.slice(0, mostUses)),
        ...(used.length > mostUses && { moreUses: t(language, 'panel:segments.value.more', { count: used.length - mostUses }) }),
        changed: presentShortTime(viewer, changedAt),
      };
    }),
  };
}
