import type { FunnelStep } from '../../analytics/index.ts';
import { t } from '../../texts/index.ts';
import type { DrawnStep } from '../flow-editor/read-steps.ts';
import { plainWords } from '../plain-words.ts';
import type { Viewer } from '../viewer.ts';

/** The columns of a funnel, in the order in which people pass them. `seen` is the sum of the next four. */
const columns = ['seen', 'answered', 'skipped', 'left', 'waiting', 'invalid', 'back'] as const;

interface Funnel {
  flow: string;
  /** As the running revision has them, in its order. */
  steps: DrawnStep[];
  /** Those of revisions before, the latest first. */
  earlier: DrawnStep[];
  counted: FunnelStep[];
  /** What every address of a list is narrowed by. */
  parts: Record<string, string>;
}

/** A line for each question, in the order of the flow; those of earlier revisions come last. */
export function presentFunnel(viewer: Viewer, { flow, steps, earlier, counted, parts }: Funnel) {
  const numbers = new Map(counted.map(step => [step.step, step]));
  const asked = steps.filter(({ kind }) => kind === 'ask');
  const now = new Set(asked.map(({ id }) => id));
  const gone = counted.filter(({ step }) => !now.has(step));
  const titles = new Map(earlier.toReversed().map(({ id, title }) => [id, title]));
  const most = Math.max(1, ...counted.map(({ seen }) => seen));
  const line = (step: string, title: string, isEarlier: boolean) => {
    const found = numbers.get(step) ?? nothing(step);
    return {
      step,
      title: plainWords(title) || step,
      isEarlier,
      bar: Math.round((found.seen / most) * 100),
      numbers: columns.map(what => presentNumber(viewer, { what, value: found[what], of: found.seen, flow, step, parts })),
      ...(found.medianSeconds !== undefined && { median: presentSeconds(viewer, found.medianSeconds) }),
    };
  };
  return {
    isEmpty: counted.length === 0,
    columns: columns.map(what => ({
      what,
      label: t(viewer.language, `panel:funnel.columns.${what}`),
      hint: t(viewer.language, `panel:funnel.hints.${what}`),
    })),
    lines: [
      ...asked.map(({ id, title }) => line(id, title, false)),
      ...gone.map(({ step }) => line(step, titles.get(step) ?? '', true)),
    ],
  };
}

const nothing = (step: string): FunnelStep => ({
  step,
  seen: 0,
  answered: 0,
  skipped: 0,
  left: 0,
  waiting: 0,
  invalid: 0,
  back: 0,
});

interface Counted {
  what: (typeof columns)[number];
  value: number;
  of: number;
  flow: string;
  step: string;
  parts: Record<string, string>;
}

function presentNumber({ language }: Viewer, { what, value, of, flow, step, parts }: Counted) {
  const share = what !== 'seen' && of > 0 && value > 0;
  return {
    what,
    label: t(language, `panel:funnel.columns.${what}`),
    value: new Intl.NumberFormat(language).format(value),
    ...(share && { share: new Intl.NumberFormat(language, { style: 'percent' }).format(value / of) }),
    ...(value > 0 && { href: `/flows/${flow}/people?${new URLSearchParams({ step, what, ...parts })}` }),
  };
}

const unitsOfSeconds = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

/** "8 с", "4 мин", "2 ч": in the largest unit of which there is at least one, with a decimal where it is few. */
export function presentSeconds({ language }: Pick<Viewer, 'language'>, value: number): string {
  const { unit, seconds } = unitsOfSeconds.find(({ seconds }) => value >= seconds) ?? { unit: 'second', seconds: 1 };
  const maximumFractionDigits = unit !== 'second' && value / seconds < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    value / seconds,
  );
}
