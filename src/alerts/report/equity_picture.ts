/** A picture of an equity curve for a message, as a PNG file. Pure. */

import { encode } from "fast-png";

export interface CurvePoint {
  readonly timeMs: number;
  readonly equity: number;
}

const width = 800;
const height = 360;
const margin = 20;
const channels = 3;

type Colour = readonly [red: number, green: number, blue: number];

interface Pen {
  readonly colour: Colour;
  readonly thickness: number;
}

const paper: Colour = [255, 255, 255];
const grid: Pen = { colour: [225, 228, 232], thickness: 1 };
const line: Pen = { colour: [31, 111, 235], thickness: 2 };
const below: Colour = [221, 234, 252];

/** Null with fewer than two points, or points of one moment. Points are in the order of time. */
export function equityPicture(points: readonly CurvePoint[]): Uint8Array<ArrayBuffer> | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return null;
  const canvas = new Canvas();
  const equities = points.map(({ equity }) => equity);
  const lowest = equities.reduce((one, other) => Math.min(one, other));
  const highest = equities.reduce((one, other) => Math.max(one, other));
  const spread = highest - lowest || 1;
  const place = ({ timeMs, equity }: CurvePoint) => ({
    x: margin + (timeMs - first.timeMs) / (last.timeMs - first.timeMs) * (width - 2 * margin),
    y: height - margin - (equity - lowest) / spread * (height - 2 * margin),
  });
  for (let part = 0; part <= 4; part += 1) {
    const y = margin + part / 4 * (height - 2 * margin);
    canvas.line({ x: margin, y }, { x: width - margin, y }, grid);
  }
  const places = points.map(place);
  for (const [index, to] of places.entries()) {
    const from = places[index - 1];
    if (from !== undefined) canvas.area(from, to);
  }
  for (const [index, to] of places.entries()) {
    const from = places[index - 1];
    if (from !== undefined) canvas.line(from, to, line);
  }
  return new Uint8Array(encode({ width, height, channels, data: canvas.data }));
}

interface Place {
  readonly x: number;
  readonly y: number;
}

class Canvas {
  readonly data = new Uint8Array(width * height * channels).fill(paper[0]);

  line(from: Place, to: Place, { colour, thickness }: Pen): void {
    const steps = Math.max(
      1,
      Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))),
    );
    for (let step = 0; step <= steps; step += 1) {
      const x = Math.round(from.x + (to.x - from.x) * step / steps);
      const y = Math.round(from.y + (to.y - from.y) * step / steps);
      for (let row = 0; row < thickness; row += 1) this.#set(x, y + row, colour);
    }
  }

  /** From the line down to the margin. */
  area(from: Place, to: Place): void {
    for (let x = Math.round(from.x); x <= Math.round(to.x); x += 1) {
      const share = to.x === from.x ? 1 : (x - from.x) / (to.x - from.x);
      const top = Math.round(from.y + (to.y - from.y) * Math.min(1, Math.max(0, share)));
      for (let y = top; y < height - margin; y += 1) this.#set(x, y, below);
    }
  }

  #set(x: number, y: number, colour: Colour): void {
    if (x < 0 || x >= width || y < 0 || y >= height) return;
    this.data.set(colour, (y * width + x) * channels);
  }
}
