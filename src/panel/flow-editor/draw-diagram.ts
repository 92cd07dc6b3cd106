import type { DrawnStep, Exit } from './drawn-step.ts';
import { fitLine, fitLines } from './fit-words.ts';
import { type Line, layOutSteps, type Placed, type Point } from './lay-out-steps.ts';

export interface Drawing {
  /** `t` of the reader's language, under `flows.diagram`. */
  text: (key: string, values?: Record<string, unknown>) => string;
  /** Address of an icon of the sprite. */
  icon: (name: string) => string;
  /** Of all who began, how many came to a step: from 0 to 1, by the step's id. */
  reach?: ReadonlyMap<string, number>;
}

const icons: Record<string, string> = {
  say: 'message-circle',
  ask: 'help',
  when: 'arrows-split-2',
  set: 'calculator',
  do: 'bolt',
  call: 'corner-up-right',
  goto: 'corner-up-right',
  wait: 'clock',
  handoff: 'user',
  end: 'flag',
};

/** The diagram of a flow as one SVG, without a style or a script of its own: how it looks is in the panel's stylesheet. Pure. */
export function drawDiagram(steps: readonly DrawnStep[], drawing: Drawing): string {
  const layout = layOutSteps(steps);
  const byId = new Map(layout.placed.map(box => [box.step.id, box]));
  const lines = layout.lines.map(line => drawLine(line, byId));
  const followed = new Set(layout.lines.map(({ from, to }) => `${from} ${to}`));
  const boxes = layout.placed.map(box => drawBox(box, drawing, followed));
  return [
    `<svg class="diagram" role="group" aria-label="${escapeXml(drawing.text('label'))}" data-width="${round(layout.width)}" data-height="${round(layout.height)}">`,
    '<defs><marker id="diagram-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="arrow" d="M0 0 8 4 0 8z"/></marker></defs>',
    `<g data-diagram>${lines.join('')}${boxes.join('')}</g></svg>`,
  ].join('');
}

function drawLine({ from, to, isPlain, points }: Line, boxes: ReadonlyMap<string, Placed>): string {
  const box = boxes.get(from);
  const row = isPlain ? undefined : box?.rows.find(({ exit }) => exit.to === to);
  const path = row && box ? fromRow(box, row.y, points) : curve(points);
  const kind = isPlain ? 'line-plain' : 'line-branch';
  return `<path class="line ${kind}" data-from="${escapeXml(from)}" data-to="${escapeXml(to)}" d="${path}" marker-end="url(#diagram-arrow)"/>`;
}

/** Leaves the box at the side of the row that it belongs to, whichever is nearer to where it goes. */
function fromRow({ x, y, width, height }: Placed, rowY: number, points: Point[]): string {
  const [, ...rest] = points;
  const next = rest[0] ?? { x: 0, y: 0 };
  const right = next.x >= x + width / 2;
  const side = { x: right ? x + width : x, y: y + rowY };
  const out = side.x + (right ? 14 : -14);
  const turn = { x: out, y: next.y > y + height ? y + height + 8 : side.y - 8 };
  return `M${at(side)}Q${at({ x: out, y: side.y })} ${at(turn)}${onward([turn, ...rest])}`;
}

function curve(points: Point[]): string {
  const [first] = points;
  return first ? `M${at(first)}${onward(points)}` : '';
}

/** Smooth through the middles between the points, ending exactly at the last. */
function onward(points: Point[]): string {
  return points
    .slice(1)
    .map((point, index) => {
      const after = points[index + 2];
      return after ? `Q${at(point)} ${at({ x: (point.x + after.x) / 2, y: (point.y + after.y) / 2 })}` : `L${at(point)}`;
    })
    .join('');
}

function drawBox(box: Placed, drawing: Drawing, followed: ReadonlySet<string>): string {
  const { step, x, y, width, height } = box;
  const share = drawing.reach?.get(step.id);
  const wrong = step.exits.some(({ missing }) => missing) || step.kind === '?';
  return [
    `<g class="node node-${kindClass(step.kind)}${wrong ? ' node-wrong' : ''}" transform="translate(${round(x)} ${round(y)})" tabindex="0" role="button"`,
    ` data-step="${escapeXml(step.id)}" data-line="${step.line}" aria-description="${escapeXml(spoken(box, drawing))}">`,
    `<rect class="box" width="${width}" height="${round(height)}" rx="9"/>`,
    `<use class="node-icon" href="${escapeXml(drawing.icon(icons[step.kind] ?? 'alert-triangle'))}" x="10" y="9" width="16" height="16"/>`,
    headOf(step, width, drawing, share),
    ...box.rows.map(({ exit, y: rowY }) =>
      drawRow({ exit, y: rowY, width, isJump: !followed.has(`${step.id} ${exit.to}`) }, drawing),
    ),
    share === undefined
      ? ''
      : `<rect class="share" x="1" y="${round(height - 4)}" width="${round((width - 2) * share)}" height="3"/>`,
    '</g>',
  ].join('');
}

const kindClass = (kind: string): string => (kind in icons ? kind : 'unknown');

function headOf(step: DrawnStep, width: number, { text }: Drawing, share: number | undefined): string {
  const kind = step.ask ? text(`ask.${step.ask}`) : text(`kind.${kindClass(step.kind)}`);
  const name = step.id.startsWith('#') || step.kind === 'end' ? kind : `${kind} · ${step.id}`;
  const room = share === undefined ? width - 42 : width - 84;
  const percent =
    share === undefined ? '' : `<text class="node-share" x="${width - 10}" y="21" text-anchor="end">${percentOf(share)}</text>`;
  const lines = step.kind === 'end' || step.kind === 'goto' ? [] : fitLines(plainWords(step.title), width - 20, 2);
  const title = step.kind === 'goto' ? `→ ${String(step.exits[0]?.to ?? '')}` : undefined;
  return [
    `<text class="node-name" x="32" y="21">${escapeXml(fitLine(title ?? name, room))}</text>`,
    percent,
    ...lines.map((line, index) => `<text class="node-title" x="10" y="${44 + index * 16}">${escapeXml(line)}</text>`),
  ].join('');
}

interface DrawnRow {
  exit: Exit;
  y: number;
  width: number;
  /** No line shows where it leads. */
  isJump: boolean;
}

function drawRow({ exit, y, width, isJump }: DrawnRow, { text }: Drawing): string {
  const name = exit.missing ? `? ${exit.to}` : isJump ? `→ ${exit.to}` : exit.to;
  const target = fitLine(exit.to === 'end' ? text('toEnd') : name, 88);
  const label = fitLine(labelOf(exit, text), width - 34 - Math.min(88, target.length * 6.6));
  return [
    `<g class="exit${exit.missing ? ' exit-missing' : ''}" data-to="${escapeXml(exit.to)}">`,
    `<rect x="6" y="${y - 10.5}" width="${width - 12}" height="21" rx="5"/>`,
    `<text class="exit-label" x="13" y="${y + 4}">${escapeXml(label)}</text>`,
    `<text class="exit-to" x="${width - 13}" y="${y + 4}" text-anchor="end">${escapeXml(target)}</text></g>`,
  ].join('');
}

function labelOf({ label = '' }: Exit, text: Drawing['text']): string {
  return label.startsWith('@') ? text(`exit.${label.slice(1)}`) : label;
}

/** A text without its marks, its places for values in short: `‹name›`. */
const plainWords = (text: string): string => text.replace(/\{\{\s*(?:\w+\.)*(\w+)[^}]*\}\}/g, '‹$1›').replace(/[*`]/g, '');

/** What a screen reader says of a step. */
function spoken({ step, rows }: Placed, { text, reach }: Drawing): string {
  const share = reach?.get(step.id);
  const kind = step.ask ? text(`ask.${step.ask}`) : text(`kind.${kindClass(step.kind)}`);
  const ways = rows.map(({ exit }) => `${labelOf(exit, text)}: ${exit.to === 'end' ? text('toEnd') : exit.to}`);
  return [kind, step.id, plainWords(step.title), ...ways, ...(share === undefined ? [] : [percentOf(share)])]
    .filter(Boolean)
    .join('. ');
}

const percentOf = (share: number): string => `${Math.round(share * 100)} %`;
const round = (value: number): number => Math.round(value * 10) / 10;
const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
}
