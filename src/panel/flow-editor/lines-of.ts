import type { DrawnStep } from './drawn-step.ts';

/** A line that is wanted between two boxes. */
export interface WantedLine {
  from: string;
  to: string;
  /** The plain way on, from the bottom of the box. */
  isPlain: boolean;
  /** Only keeps a box near the one before it in the file; is not drawn. */
  isHold?: true;
  weight: number;
}

/** Where so many ways lead, such as to an operator, lines would only hide the rest: the rows of the boxes tell it. */
const hubWays = 4;
/** Over so many steps a line is not followed by eye. */
const farSteps = 12;

/** The lines that a reader can follow: one for each pair of steps, without those to hubs and to far places. `end` has no box. */
export function linesOf(steps: readonly DrawnStep[]): WantedLine[] {
  const order = new Map(steps.map(({ id }, index) => [id, index]));
  const all = steps.flatMap(step => linesFrom(step, order));
  const ways = new Map<string, number>();
  for (const { to, isPlain } of all) if (!isPlain) ways.set(to, (ways.get(to) ?? 0) + 1);
  const isFollowed = ({ from, to, isPlain, weight }: WantedLine) =>
    weight > 1 ||
    (isPlain && !isJump(steps[order.get(from) ?? 0])) ||
    ((ways.get(to) ?? 0) < hubWays && Math.abs((order.get(to) ?? 0) - (order.get(from) ?? 0)) <= farSteps);
  const drawn = all.filter(isFollowed);
  return [...drawn, ...holdsFor(steps, drawn)];
}

/** A jump names its target itself. */
const isJump = (step: DrawnStep | undefined): boolean => step?.kind === 'goto';

function linesFrom({ id, exits }: DrawnStep, order: ReadonlyMap<string, number>): WantedLine[] {
  const targets = new Set(exits.filter(({ to, missing }) => to !== 'end' && !missing && to !== id).map(({ to }) => to));
  return [...targets].map(to => ({
    from: id,
    to,
    isPlain: exits.some(exit => exit.isPlain && exit.to === to),
    // What follows in the file stands straight below.
    weight: order.get(to) === (order.get(id) ?? 0) + 1 ? 6 : 1,
  }));
}

function holdsFor(steps: readonly DrawnStep[], drawn: readonly WantedLine[]): WantedLine[] {
  const reached = new Set(drawn.map(({ to }) => to));
  return steps.slice(1).flatMap(({ id }, index) => {
    const before = steps[index]?.id;
    return reached.has(id) || before === undefined || before === id
      ? []
      : [{ from: before, to: id, isPlain: false, isHold: true as const, weight: 1 }];
  });
}
