import { crc32, deflateSync } from 'node:zlib';

export type Colour = readonly [red: number, green: number, blue: number];

/** A sheet to paint on, saved as a PNG. What lies outside of it is not painted. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  fill(x: number, y: number, width: number, height: number, colour: Colour): void;
  disc(x: number, y: number, radius: number, colour: Colour): void;
  png(): Buffer;
}

export function createCanvas(width: number, height: number, paper: Colour): Canvas {
  const pixels = Buffer.alloc(width * height * 3);
  const canvas: Canvas = {
    width,
    height,
    fill(x, y, wide, high, colour) {
      const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))];
      const [right, bottom] = [Math.min(width, Math.round(x + wide)), Math.min(height, Math.round(y + high))];
      if (right <= left) return;
      const dots = Buffer.from(colour);
      for (let row = top; row < bottom; row++) pixels.fill(dots, (row * width + left) * 3, (row * width + right) * 3);
    },
    disc(x, y, radius, colour) {
      for (let row = -radius; row <= radius; row++) {
        const half = Math.sqrt(radius * radius - row * row);
        canvas.fill(x - half, y + row, half * 2, 1, colour);
      }
    },
    png: () => encode(pixels, width, height),
  };
  canvas.fill(0, 0, width, height, paper);
  return canvas;
}

/** https://www.w3.org/TR/png-3/: eight bits of red, green and blue, every line unfiltered. */
function encode(pixels: Buffer, width: number, height: number): Buffer {
  const lines = Array.from({ length: height }, (_, row) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(row * width * 3, (row + 1) * width * 3)]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
