import type { Photo } from '../customers/chat.ts';
import type { Random } from '../random.ts';
import { type Canvas, type Colour, createCanvas } from './canvas.ts';

interface Room {
  x: number;
  y: number;
  width: number;
  height: number;
}

const [paper, wall, window, door]: readonly [Colour, Colour, Colour, Colour] = [
  [250, 248, 243],
  [62, 64, 70],
  [126, 178, 214],
  [250, 248, 243],
];
const floors = [
  [244, 232, 212],
  [232, 238, 224],
  [226, 234, 242],
  [242, 226, 222],
] as const satisfies readonly Colour[];
const furniture: Colour = [176, 160, 142];
const thick = 8;

/** A plan of a flat as an estate agent draws it: rooms, doors, windows, a few things that stand about. */
export function drawFloorPlan(random: Random): Photo {
  const canvas = createCanvas(720, 520, paper);
  const flat = { x: 50, y: 45, width: 620, height: 430 };
  canvas.fill(flat.x - thick, flat.y - thick, flat.width + 2 * thick, flat.height + 2 * thick, wall);
  for (const room of divide(flat, random)) drawRoom(canvas, room, random);
  drawWindows(canvas, flat, random);
  canvas.fill(flat.x + flat.width * 0.45, flat.y + flat.height - 2, 52, thick + 4, door);
  return { name: 'план.png', content: canvas.png(), width: canvas.width, height: canvas.height };
}

/** Halves the larger side again and again until the rooms are of a size to live in. */
function divide(room: Room, random: Random): Room[] {
  const { x, y, width, height } = room;
  if (width * height < 62_000 || (width * height < 95_000 && random.chance(0.4))) return [room];
  const share = 0.36 + random.next() * 0.28;
  const [first, second] =
    width > height
      ? [
          { x, y, width: width * share - thick / 2, height },
          { x: x + width * share + thick / 2, y, width: width * (1 - share) - thick / 2, height },
        ]
      : [
          { x, y, width, height: height * share - thick / 2 },
          { x, y: y + height * share + thick / 2, width, height: height * (1 - share) - thick / 2 },
        ];
  return [...divide(first, random), ...divide(second, random)];
}

function drawRoom(canvas: Canvas, { x, y, width, height }: Room, random: Random): void {
  canvas.fill(x, y, width, height, random.pick(floors));
  // Doors are gaps in the walls to the left and above; on the outer side windows and the entrance cover for them.
  if (x > 60) canvas.fill(x - thick - 1, y + height * 0.55, thick + 2, 44, door);
  else if (y > 60) canvas.fill(x + width * 0.55, y - thick - 1, 44, thick + 2, door);
  const [wide, high] = [width * (0.25 + random.next() * 0.2), height * (0.2 + random.next() * 0.2)];
  canvas.fill(x + 14, y + 14, wide, high, furniture);
  canvas.fill(x + 18, y + 18, wide - 8, high - 8, [214, 202, 186]);
  if (random.chance(0.5)) canvas.disc(x + width * 0.68, y + height * 0.66, Math.min(width, height) * 0.13, furniture);
}

function drawWindows(canvas: Canvas, { x, y, width, height }: Room, random: Random): void {
  for (const part of [0.12, 0.42, 0.72]) {
    canvas.fill(x + width * (part + random.next() * 0.04), y - thick, width * 0.16, thick, window);
    if (random.chance(0.5)) canvas.fill(x + width, y + height * part, thick, height * 0.17, window);
  }
}
