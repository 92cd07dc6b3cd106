import type { funnelChoices } from '../../analytics/index.ts';
import type { RevisionSummary } from '../../flows/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { type FunnelQuery, type Range, rangeParts, spans } from './read-range.ts';

interface Filter {
  flow: string;
  query: FunnelQuery;
  range: Range;
  choices: Awaited<ReturnType<typeof funnelChoices>>;
  revisions: RevisionSummary[];
}

/** The form over a funnel: spans as links, any two days, sources and revisions that there are. */
export function presentFilter(viewer: Viewer, { flow, query, range, choices, revisions }: Filter) {
  const { language } = viewer;
  const numbers = new Map(revisions.map(({ revision, number }) => [revision, number]));
  return {
    action: `/flows/${flow}`,
    from: range.firstDay,
    to: range.lastDay,
    spans: spans.map(days => ({
      label: t(language, 'panel:funnel.days', { count: days }),
      href: `/flows/${flow}?${new URLSearchParams({ ...rangeParts(query, range), ...only(days) })}`,
      on: range.days === days,
    })),
    sources: withChosen(
      choices.sources.map(({ source }) => ({ value: source, label: source })),
      query.source,
    ),
    revisions: withChosen(
      choices.revisions.map(({ revision, firstAt }) => ({
        value: revision,
        label: t(language, 'panel:funnel.revision', {
          number: numbers.get(revision) ?? revision.slice(0, 7),
          time: presentTime(viewer, firstAt).words,
        }),
      })),
      query.revision,
    ),
    isNarrowed: query.source !== '' || query.revision !== '',
    reset: `/flows/${flow}?${new URLSearchParams(rangeParts({ ...query, source: '', revision: '' }, range))}`,
  };
}

/** A span takes the place of two days. */
const only = (days: number) => ({ days: String(days), from: '', to: '' });

/** What is chosen stands in the list even where nothing of the span has it. */
function withChosen(options: { value: string; label: string }[], chosen: string) {
  const known = options.some(({ value }) => value === chosen) || chosen === '';
  const all = known ? options : [...options, { value: chosen, label: chosen.slice(0, 40) }];
  return all.map(option => ({ ...option, on: option.value === chosen }));
}
