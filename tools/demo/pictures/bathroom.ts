import type { Photo } from '../customers/chat.ts';
import type { Random } from '../random.ts';
import { type Canvas, type Colour, createCanvas } from './canvas.ts';

const tiles = [
  [120, 170, 178],
  [196, 176, 152],
  [148, 164, 196],
  [170, 188, 160],
] as const satisfies readonly Colour[];
const size = 48;

/** A bathroom as out of a catalogue: tiles, a bath, a round mirror. */
export function drawBathroom(random: Random): Photo {
  const canvas = createCanvas(640, 480, [236, 234, 230]);
  tile(canvas, random.pick(tiles), random);
  canvas.fill(0, 384, 640, 96, [206, 200, 192]);
  for (let x = 0; x < 640; x += 80) canvas.fill(x, 384, 2, 96, [184, 178, 170]);
  drawBath(canvas, random.int(24, 60));
  drawMirror(canvas, random.int(528, 548));
  return { name: 'ванная.png', content: canvas.png(), width: canvas.width, height: canvas.height };
}

/** No two tiles are quite alike. */
function tile(canvas: Canvas, colour: Colour, random: Random): void {
  for (let y = 0; y < 384; y += size) {
    for (let x = (y / size) % 2 ? -size / 2 : 0; x < 640; x += size) {
      const light = random.int(-9, 9) + Math.round(24 - y / 12);
      canvas.fill(x + 1, y + 1, size - 2, size - 2, shade(colour, light));
    }
  }
}

function drawBath(canvas: Canvas, left: number): void {
  canvas.fill(left + 12, 396, 316, 14, [128, 122, 116]);
  canvas.disc(left + 38, 356, 38, [250, 250, 250]);
  canvas.disc(left + 302, 356, 38, [250, 250, 250]);
  canvas.fill(left + 38, 318, 264, 77, [250, 250, 250]);
  canvas.fill(left - 10, 300, 360, 22, [255, 255, 255]);
  canvas.fill(left - 10, 320, 360, 4, [214, 214, 214]);
  canvas.fill(left + 300, 240, 8, 60, [150, 154, 160]);
  canvas.fill(left + 270, 240, 38, 8, [150, 154, 160]);
}

function drawMirror(canvas: Canvas, x: number): void {
  canvas.disc(x, 150, 74, [120, 104, 86]);
  canvas.disc(x, 150, 68, [214, 228, 236]);
  canvas.disc(x - 20, 130, 22, [230, 240, 246]);
  canvas.fill(x - 80, 300, 160, 20, [250, 250, 250]);
  canvas.fill(x - 66, 320, 132, 100, [150, 118, 86]);
}

function shade([red, green, blue]: Colour, by: number): Colour {
  const clamp = (value: number) => Math.min(255, Math.max(0, value + by));
  return [clamp(red), clamp(green), clamp(blue)];
}
