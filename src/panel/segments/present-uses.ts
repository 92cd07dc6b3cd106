import type { SegmentUse } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

/** What uses a segment, each with the way to it. */
export function presentUses({ language }: Pick<Viewer, 'language'>, uses: SegmentUse[]) {
  return uses.map(({ kind, name, href }) => ({ kind: t(language, `panel:segments.use.${kind}`), name, href }));
}
