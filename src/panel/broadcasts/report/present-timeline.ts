import type { Timeline, TimeSlot } from '../../../broadcasts/index.ts';
import { presentTime } from '../../present-time.ts';
import type { Viewer } from '../../viewer.ts';
import { counted, countWords, say } from './words.ts';

const series = ['sent', 'clicked', 'replied'] as const;
type Series = (typeof series)[number];

/** A small bar chart for each of them, since thousands are sent and tens answer, and the numbers as a table behind. */
export function presentTimeline(viewer: Viewer, broadcast: string, { unit, slots }: Timeline) {
  const label = (slot: TimeSlot) => slotLabel(viewer, unit, slot);
  const [first] = slots;
  const last = slots.at(-1);
  return {
    unit: say(viewer, `time.${unit}s`),
    charts: series.filter(name => slots.some(slot => slot[name] > 0)).map(name => chartOf(viewer, name, slots, label)),
    first: first && label(first),
    last: last && last !== first ? label(last) : undefined,
    rows: slots
      .filter(slot => series.some(name => slot[name] > 0))
      .map(slot => ({
        when: label(slot),
        numbers: series.map(name => ({
          label: say(viewer, `time.${name}`),
          ...counted(viewer, broadcast, slot[name], {
            what: name === 'sent' ? 'sent' : `did.${name}`,
            from: slot.from,
            to: slot.to,
          }),
        })),
      })),
  };
}

function chartOf(viewer: Viewer, name: Series, slots: readonly TimeSlot[], label: (slot: TimeSlot) => string) {
  const most = Math.max(...slots.map(slot => slot[name]));
  const top = slots.find(slot => slot[name] === most);
  const total = slots.reduce((sum, slot) => sum + slot[name], 0);
  const what = say(viewer, `time.${name}`);
  const step = 100 / slots.length;
  return {
    name,
    what,
    most: say(viewer, 'time.most', { number: countWords(viewer, most) }),
    label: say(viewer, 'time.chart', {
      what,
      total: countWords(viewer, total),
      most: countWords(viewer, most),
      time: top ? label(top) : '',
    }),
    bars: slots.flatMap((slot, i) => {
      if (slot[name] === 0) return [];
      const height = Math.max(2, (slot[name] / most) * 40);
      return [
        {
          x: (i * step + step * 0.1).toFixed(2),
          y: (40 - height).toFixed(2),
          width: (step * 0.8).toFixed(2),
          height: height.toFixed(2),
        },
      ];
    }),
  };
}

const hourMs = 3_600_000;

/** The last stretch may go on beyond its hour or day. */
function slotLabel(viewer: Viewer, unit: Timeline['unit'], { from, to }: TimeSlot): string {
  const isLong = to.getTime() - from.getTime() > (unit === 'hour' ? hourMs : 26 * hourMs);
  const time = unit === 'hour' ? presentTime(viewer, from).words : dayWords(viewer, from);
  return isLong ? say(viewer, 'time.later', { time }) : time;
}

function dayWords({ language, timeZone }: Viewer, at: Date): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone }).format(at);
}
