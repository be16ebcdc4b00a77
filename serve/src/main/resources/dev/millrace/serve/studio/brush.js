/** Drawn data. A drawing is a list of marks in the units of the data: strokes of a brush or an eraser, and stamps (text,
 * emoji, images) that are small masks of weights. Marks become a mask of the whole area, and the mask becomes points.
 * All numbers are kept in a form that a link holds exactly, and all arithmetic gives the same points in every browser. */
import {Random} from "./random.js";

/** Coordinates and sizes are multiples of 1/GRID, so that links hold them as small whole numbers. */
export const GRID = 128;
/** Weights of stamps are whole numbers from 0 to LEVELS. */
export const LEVELS = 15;
const WIDEST = 8; // Of marks, in the units of the data

/** @typedef {{points: [number, number][], size: number, class: number, erase?: boolean}} Stroke
 *     a way of a round brush of diameter size
 * @typedef {{mask: Mask, at: [number, number], size: number, class: number}} Stamp
 *     a mask whose middle is at `at`, and which is size wide
 * @typedef {{clear: true}} Clear everything before it is gone
 * @typedef {Stroke | Stamp | Clear} Mark
 * @typedef {{width: number, height: number, weights: ArrayLike<number>}} Mask
 *     weights of pixels, rows from above; 0 is empty
 * @typedef {[number, number, number, number]} Extent least x, least y, greatest x, greatest y */

export const snap = (/** @type {number} */ value) => Math.round(value * GRID) / GRID;
const square = (/** @type {number} */ x) => x * x;

/** The marks, and those that were undone. */
export class Drawing {
  /** @param {Mark[]} marks */
  constructor(marks = []) { this.marks = marks; this.undone = /** @type {Mark[]} */ ([]); }
  add(/** @type {Mark} */ mark) { this.marks.push(mark); this.undone = []; }
  /** @returns {boolean} whether there was something to undo */
  undo() { return move(this.marks, this.undone); }
  /** @returns {boolean} whether there was something to do again */
  redo() { return move(this.undone, this.marks); }
  /** An empty area; it can be undone. */
  clear() {
    if (this.marks.length > 0 && !("clear" in this.marks[this.marks.length - 1])) this.add({clear: true});
  }
}

/** @type {(from: Mark[], to: Mark[]) => boolean} */
function move(from, to) {
  const mark = from.pop();
  if (mark) to.push(mark);
  return mark !== undefined;
}

/** Draws marks one after the other; where they overlap, the later one decides weight and class. @param {Mark[]} marks @param {Extent} extent
 * @param {number} width in pixels @param {number} height in pixels
 * @returns {{width: number, height: number, weights: Float32Array, classes: Uint8Array}} rows from above */
export function paint(marks, extent, width, height) {
  const weights = new Float32Array(width * height);
  const classes = new Uint8Array(width * height);
  const [left, bottom, right, top] = extent;
  const dx = (right - left) / width;
  const dy = (top - bottom) / height;
  /** Calls with each pixel whose middle is in a box, and the place of that middle.
   * @type {(x0: number, y0: number, x1: number, y1: number, use: (i: number, x: number, y: number) => void) => void} */
  const pixels = (x0, y0, x1, y1, use) => {
    const last = Math.min(width - 1, Math.floor((x1 - left) / dx));
    const low = Math.min(height - 1, Math.floor((top - y0) / dy));
    for (let row = Math.max(0, Math.floor((top - y1) / dy)); row <= low; row++) {
      for (let column = Math.max(0, Math.floor((x0 - left) / dx)); column <= last; column++) use(row * width + column, left + (column + 0.5) * dx, top - (row + 0.5) * dy);
    }
  };
  for (const mark of marks) {
    if ("clear" in mark) {
      weights.fill(0);
    } else if ("mask" in mark) {
      const {mask, at, size} = mark;
      const pixel = size / mask.width;
      const x0 = at[0] - size / 2;
      const y1 = at[1] + (pixel * mask.height) / 2;
      pixels(x0, y1 - pixel * mask.height, x0 + size, y1, (i, x, y) => {
        const column = Math.floor((x - x0) / pixel);
        const row = Math.floor((y1 - y) / pixel);
        if (column >= 0 && column < mask.width && row >= 0 && row < mask.height) {
          const weight = mask.weights[row * mask.width + column] / LEVELS;
          if (weight > 0) {
            weights[i] = weight;
            classes[i] = mark.class;
          }
        }
      });
    } else {
      const r = mark.size / 2;
      mark.points.forEach(([bx, by], k) => {
        const [ax, ay] = mark.points[Math.max(0, k - 1)];
        const length = square(bx - ax) + square(by - ay);
        pixels(Math.min(ax, bx) - r, Math.min(ay, by) - r, Math.max(ax, bx) + r, Math.max(ay, by) + r, (i, x, y) => {
          const along = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
          const near = Math.min(1, Math.max(0, along));
          if (square(x - ax - near * (bx - ax)) + square(y - ay - near * (by - ay)) <= r * r) {
            weights[i] = mark.erase ? 0 : 1;
            classes[i] = mark.class;
          }
        });
      });
    }
  }
  return {width, height, weights, classes};
}

/** Draws points from a mask: a pixel by its weight, and a place within the pixel at random. @param {Mask & {classes?: ArrayLike<number>}} mask
 * @param {Extent} extent @param {number} count @param {number} seed
 * @returns {Float32Array} rows x, y, and the class if the mask has classes; no rows if the mask is empty */
export function points(mask, extent, count, seed) {
  const {width, height, weights, classes} = mask;
  const sums = new Float64Array(width * height + 1);
  for (let i = 0; i < width * height; i++) sums[i + 1] = sums[i] + Math.max(0, weights[i]);
  const total = sums[width * height];
  if (!(total > 0)) return new Float32Array(0);
  const random = new Random(seed);
  const columns = classes ? 3 : 2;
  const rows = new Float32Array(count * columns);
  for (let k = 0; k < count; k++) {
    const at = random.uniform() * total;
    let low = 0; // sums[low] ≤ at < sums[high]
    let high = width * height;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sums[middle] <= at) low = middle;
      else high = middle;
    }
    const x = ((low % width) + random.uniform()) / width;
    const y = (Math.floor(low / width) + random.uniform()) / height;
    rows[k * columns] = extent[0] + x * (extent[2] - extent[0]);
    rows[k * columns + 1] = extent[3] - y * (extent[3] - extent[1]);
    if (classes) rows[k * columns + 2] = classes[low];
  }
  return rows;
}

/** A mask from the pixels of a canvas: dark and opaque pixels weigh much. A picture that is mostly dark is turned round,
 * so that its bright parts become the data. The frame of empty pixels is cut away.
 * @param {{width: number, height: number, data: ArrayLike<number>}} image RGBA, as from getImageData
 * @param {boolean} alphaOnly for text: what counts is where there is colour, not which @returns {Mask | null} null if nothing is left */
export function maskOf({width, height, data}, alphaOnly = false) {
  const ink = Array.from({length: width * height}, (_, i) => {
    const [r, g, b, a] = [0, 1, 2, 3].map(k => data[4 * i + k] / 255);
    return alphaOnly ? a : a * (1 - (0.299 * r + 0.587 * g + 0.114 * b));
  });
  const opaque = Array.from({length: width * height}, (_, i) => data[4 * i + 3] / 255);
  const sum = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0);
  const turned = !alphaOnly && sum(ink) > 0.5 * sum(opaque) && Math.min(...opaque) > 0.5;
  const levels = ink.map((w, i) => Math.round(LEVELS * (turned ? opaque[i] - w : w)));
  let [x0, y0, x1, y1] = [width, height, -1, -1];
  levels.forEach((level, i) => {
    if (level > 0) {
      const [x, y] = [i % width, Math.floor(i / width)];
      [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
    }
  });
  if (x1 < 0) return null;
  const weights = levels.filter((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
  });
  return {width: x1 - x0 + 1, height: y1 - y0 + 1, weights};
}

/** Marks in a short form for links: whole numbers, each point of a stroke as its difference from the one before. @param {Mark[]} marks @returns {(number | number[])[][]} */
export function pack(marks) {
  const whole = (/** @type {number} */ value) => Math.round(value * GRID);
  return marks.map(mark => {
    if ("clear" in mark) return [2];
    if ("mask" in mark) {
      const {width, height, weights} = mark.mask;
      return [3, mark.class, whole(mark.size), whole(mark.at[0]), whole(mark.at[1]), width, height, Array.from(weights)];
    }
    const ways = mark.points.flatMap(([x, y], k) => {
      const [px, py] = k === 0 ? [0, 0] : mark.points[k - 1];
      return [whole(x) - whole(px), whole(y) - whole(py)];
    });
    return [mark.erase ? 1 : 0, mark.class, whole(mark.size), ways];
  });
}

/** The marks that pack wrote. @param {any} packed @returns {Mark[]} @throws {Error} if it is not of pack's form */
export function unpack(packed) {
  const fail = () => { throw new Error("The drawing in this link is damaged."); };
  const isInts = (/** @type {any} */ list) => Array.isArray(list) && list.every(Number.isInteger);
  if (!Array.isArray(packed)) return fail();
  return packed.map(mark => {
    if (!Array.isArray(mark) || !isInts(mark.slice(0, mark[0] === 3 ? 7 : mark[0] === 2 ? 1 : 3))) return fail();
    const [kind, label, size] = mark;
    if (kind === 2) return {clear: true};
    if (!(label >= 0 && label < 100 && size > 0 && size <= WIDEST * GRID)) return fail();
    if (kind === 3) {
      const [, , , x, y, width, height, weights] = mark;
      if (!isInts(weights) || !(width > 0) || weights.length !== width * height) return fail();
      return {mask: {width, height, weights}, at: [x / GRID, y / GRID], size: size / GRID, class: label};
    }
    if ((kind !== 0 && kind !== 1) || !isInts(mark[3]) || mark[3].length % 2 !== 0) return fail();
    let [x, y] = [0, 0];
    const points = /** @type {[number, number][]} */ ([]);
    for (let k = 0; k < mark[3].length; k += 2) {
      x += mark[3][k];
      y += mark[3][k + 1];
      points.push([x / GRID, y / GRID]);
    }
    return {points, size: size / GRID, class: label, ...(kind === 1 ? {erase: true} : {})};
  });
}
