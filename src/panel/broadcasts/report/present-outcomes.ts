import { type BroadcastReport, type Outcome, outcomes } from '../../../broadcasts/index.ts';
import { presentRefusal } from '../../present-delivery.ts';
import type { Viewer } from '../../viewer.ts';
import { counted, countWords, say, shareWords } from './words.ts';

/** What became of everybody: a line for each outcome that there is with its reasons, and a bar of all of them. */
export function presentOutcomes(viewer: Viewer, broadcast: string, report: BroadcastReport) {
  const { audience } = report;
  const there = outcomes.filter(name => report.outcomes[name] > 0);
  const label = (name: Outcome) => say(viewer, `outcome.${name}`);
  const lines = there.map(name => ({
    name,
    label: label(name),
    number: counted(viewer, broadcast, report.outcomes[name], { what: name }),
    share: shareWords(viewer, report.outcomes[name], audience),
    reasons: report.reasons
      .filter(({ outcome }) => outcome === name)
      .map(({ reason, count }) => ({
        label: presentRefusal(viewer, reason),
        number: counted(viewer, broadcast, count, { what: name, reason }),
        share: shareWords(viewer, count, audience),
      })),
  }));
  return {
    lines,
    total: counted(viewer, broadcast, audience, { what: 'audience' }),
    bar: barOf(there.map(name => ({ name, share: report.outcomes[name] / Math.max(1, audience) }))),
    barLabel: say(viewer, 'outcome.chart', {
      parts: there.map(name => `${label(name)} ${countWords(viewer, report.outcomes[name])}`).join(', '),
    }),
  };
}

/** In hundredths of the whole width; what is there at all is seen. */
function barOf(parts: { name: string; share: number }[]) {
  const least = 0.6;
  const widths = parts.map(({ share }) => Math.max(least, share * 100));
  const sum = widths.reduce((all, width) => all + width, 0);
  let x = 0;
  return parts.map(({ name }, i) => {
    const width = ((widths[i] ?? 0) / sum) * 100;
    const part = { name, x: x.toFixed(2), width: width.toFixed(2) };
    x += width;
    return part;
  });
}
