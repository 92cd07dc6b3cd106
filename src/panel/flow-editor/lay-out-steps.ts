import { Graph, layout } from '@dagrejs/dagre';
import type { DrawnStep, Exit } from './drawn-step.ts';
import { linesOf, type WantedLine } from './lines-of.ts';

export interface Point {
  x: number;
  y: number;
}

/** A step with its place: the upper left corner, in pixels. */
export interface Placed extends Point {
  step: DrawnStep;
  width: number;
  height: number;
  /** What is listed in the box, one row each. */
  rows: Row[];
}

/** One row of a box: what leads somewhere, with all that leads there in one where there are many. */
export interface Row {
  exit: Exit;
  /** Middle of the row, from the top of the box. */
  y: number;
}

/** A line from a box to another: from the row it belongs to, or from the bottom of the box. */
export interface Line {
  from: string;
  to: string;
  isPlain: boolean;
  points: Point[];
}

export interface Layout {
  placed: Placed[];
  lines: Line[];
  width: number;
  height: number;
}

export const sizes = { width: 236, head: 74, headOfSmall: 34, row: 24, foot: 8, end: 92 };
/** A layout costs some 100 ms per 60 steps; beyond this many it would hold up the program, and the steps stand in a column. */
const mostForLayout = 250;
const gap = 44;

/** Places the steps so that ways go down. Texts do not matter to it, so typing one moves nothing. Pure; the same for the same shape. */
export function layOutSteps(steps: readonly DrawnStep[]): Layout {
  const boxes = steps.map(boxOf);
  const wanted = linesOf(steps);
  if (steps.length > mostForLayout) return column(boxes, wanted);
  return remembered(shapeOf(boxes, wanted), boxes) ?? remember(boxes, wanted);
}

function boxOf(step: DrawnStep): Placed {
  const listed = step.exits.filter(({ isPlain }) => !isPlain);
  const head = ['end', 'goto', 'when'].includes(step.kind) ? sizes.headOfSmall : sizes.head;
  const rows = listed.map((exit, index) => ({ exit, y: head + sizes.row * (index + 0.5) }));
  const foot = rows.length > 0 ? sizes.foot : 0;
  const width = step.kind === 'end' ? sizes.end : sizes.width;
  return { step, rows, width, height: head + rows.length * sizes.row + foot, x: 0, y: 0 };
}

function compute(boxes: readonly Placed[], lines: readonly WantedLine[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: gap, nodesep: 36, edgesep: 14, ranker: 'tight-tree', marginx: 20, marginy: 20 });
  for (const { step, width, height } of boxes) graph.setNode(step.id, { width, height });
  for (const { from, to, weight } of lines) graph.setEdge(from, to, { weight, minlen: 1 });
  layout(graph);
  const placed = boxes.map(box => {
    const { x = 0, y = 0 } = graph.node(box.step.id);
    return { ...box, x: x - box.width / 2, y: y - box.height / 2 };
  });
  const { width = 0, height = 0 } = graph.graph();
  const drawn = lines
    .filter(({ isHold }) => !isHold)
    .map(({ from, to, isPlain }) => ({ from, to, isPlain, points: [...(graph.edge(from, to).points ?? [])] }));
  return { placed, lines: drawn, width, height };
}

/** Box under box in the order of the file, without lines but those from each to the next. */
function column(boxes: readonly Placed[], lines: readonly WantedLine[]): Layout {
  let y = 20;
  const placed = boxes.map(box => {
    const at = { ...box, x: 20, y };
    y += box.height + gap / 2;
    return at;
  });
  const below = new Map(placed.map(({ step }, index) => [step.id, placed[index + 1]?.step.id]));
  const drawn = lines
    .filter(({ from, to, isHold }) => !isHold && below.get(from) === to)
    .flatMap(line => {
      const box = placed.find(({ step }) => step.id === line.from);
      const x = 20 + sizes.width / 2;
      const end = (box?.y ?? 0) + (box?.height ?? 0);
      return [
        {
          ...line,
          points: [
            { x, y: end },
            { x, y: end + gap / 2 },
          ],
        },
      ];
    });
  return { placed, lines: drawn, width: sizes.width + 40, height: y };
}

/** The latest shapes with their layouts: an author mostly changes words. */
const latest = new Map<string, Layout>();
const mostKept = 30;

function shapeOf(boxes: readonly Placed[], lines: readonly WantedLine[]): string {
  return JSON.stringify([boxes.map(({ step, width, height }) => [step.id, width, height]), lines]);
}

function remembered(shape: string, boxes: readonly Placed[]): Layout | undefined {
  const known = latest.get(shape);
  return (
    known && {
      ...known,
      placed: boxes.map((box, index) => ({ ...box, x: known.placed[index]?.x ?? 0, y: known.placed[index]?.y ?? 0 })),
    }
  );
}

function remember(boxes: readonly Placed[], lines: readonly WantedLine[]): Layout {
  const made = compute(boxes, lines);
  latest.set(shapeOf(boxes, lines), made);
  const [oldest] = latest.keys();
  if (latest.size > mostKept && oldest !== undefined) latest.delete(oldest);
  return made;
}
