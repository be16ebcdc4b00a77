/** A plane on a canvas: points as soft dots that are written into its pixels, and lines above and below them. */
import {COLOURS} from "./chart.js";
/** @typedef {{x: number, y: number, half: number}} View the middle, and half of the smaller side, in the units of the data
 * @typedef {[number, number, number]} Colour red, green, blue
 * @typedef {ArrayLike<number>} Numbers */

const darkness = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
/** The colours of the page, read from its style when the scheme changes. */
export const theme = {ground: "#fff", ink: "#000", muted: "#666", line: "#ddd", accent: "#1668c4", source: "#888", second: "#c2571a", classes: COLOURS.light};

/** Reads the colours, now and when the scheme changes. @param {() => void} changed */
export function watchTheme(changed) {
  const read = () => {
    const style = getComputedStyle(document.documentElement);
    for (const name of /** @type {const} */ (["ground", "ink", "muted", "line", "accent", "source", "second"])) {
      theme[name] = style.getPropertyValue(`--${name}`).trim() || theme[name];
    }
    theme.classes = darkness?.matches ? COLOURS.dark : COLOURS.light;
  };
  read();
  darkness?.addEventListener("change", () => { read(); changed(); });
}

/** @param {string} text such as #1668c4 @returns {Colour} */
export const rgb = text => [parseInt(text.slice(1, 3), 16), parseInt(text.slice(3, 5), 16), parseInt(text.slice(5, 7), 16)];
/** Colours of as many classes. @param {number} k */
export const classColour = k => theme.classes[k % theme.classes.length];

export class Plane {
  /** @param {HTMLCanvasElement} canvas @param {View} view may be shared with other planes */
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", {willReadFrequently: true}));
    this.sheet = document.createElement("canvas");
    this.sheetPen = /** @type {CanvasRenderingContext2D} */ (this.sheet.getContext("2d", {willReadFrequently: true}));
    this.dots = new ImageData(1, 1);
    this.ratio = 1;
  }
  /** Takes the size that the page gives, and clears. */
  begin() {
    const {canvas, sheet, pen} = this;
    this.ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map(size => Math.max(1, Math.round(size * this.ratio)));
    if (this.dots.width !== width || this.dots.height !== height) {
      [canvas.width, canvas.height, sheet.width, sheet.height] = [width, height, width, height];
      this.dots = new ImageData(width, height);
    }
    pen.fillStyle = theme.ground;
    pen.fillRect(0, 0, width, height);
  }
  /** Pixels to a unit of the data. */
  get scale() { return Math.min(this.canvas.width, this.canvas.height) / (2 * this.view.half); }
  px(/** @type {number} */ x) { return this.canvas.width / 2 + (x - this.view.x) * this.scale; }
  py(/** @type {number} */ y) { return this.canvas.height / 2 - (y - this.view.y) * this.scale; }
  /** The point of the data under a place of the page. @param {{clientX: number, clientY: number}} event @returns {[number, number]} */
  point(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      this.view.x + ((event.clientX - box.left) * this.ratio - this.canvas.width / 2) / this.scale,
      this.view.y - ((event.clientY - box.top) * this.ratio - this.canvas.height / 2) / this.scale,
    ];
  }
  /** What is seen: x from, to, y from, to. @returns {[number, number, number, number]} */
  extent() {
    const [w, h] = [this.canvas.width / 2 / this.scale, this.canvas.height / 2 / this.scale];
    return [this.view.x - w, this.view.x + w, this.view.y - h, this.view.y + h];
  }
  /** Fine lines at round numbers, which are named at the edges. @param {boolean} named */
  axes(named) {
    const {pen, canvas, ratio} = this;
    const [x0, x1, y0, y1] = this.extent();
    const rough = (80 * ratio) / this.scale;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
    pen.lineWidth = ratio;
    pen.strokeStyle = theme.line;
    pen.fillStyle = theme.muted;
    pen.font = `${11 * ratio}px system-ui, sans-serif`;
    const name = (/** @type {number} */ value) => String(Number(value.toPrecision(6))).replace("-", "−");
    pen.beginPath();
    for (let k = Math.ceil(x0 / step); k * step <= x1; k++) {
      const x = Math.round(this.px(k * step)) + 0.5;
      pen.moveTo(x, 0);
      pen.lineTo(x, canvas.height);
      if (named && x > 30 * ratio) {
        pen.textAlign = "center";
        pen.fillText(name(k * step), x, canvas.height - 5 * ratio);
      }
    }
    for (let k = Math.ceil(y0 / step); k * step <= y1; k++) {
      const y = Math.round(this.py(k * step)) + 0.5;
      pen.moveTo(0, y);
      pen.lineTo(canvas.width, y);
      if (named && y < canvas.height - 20 * ratio) {
        pen.textAlign = "left";
        pen.fillText(name(k * step), 5 * ratio, y - 3 * ratio);
      }
    }
    pen.globalAlpha = 0.55;
    pen.stroke();
    pen.globalAlpha = 1;
  }
  /** Points as soft dots, all of one layer. @param {{values: Numbers, columns: number, colour: (row: number) => Colour, alpha: number, radius: number}[]} clouds
   *     values are rows that begin with x, y; the radius is in pixels of the page */
  clouds(clouds) {
    const {width, height, data} = this.dots;
    data.fill(0);
    for (const {values, columns, colour, alpha, radius} of clouds) {
      const {cells, reach} = dot(radius * this.ratio, alpha);
      const side = 2 * reach + 1;
      const {scale} = this;
      const left = width / 2 - this.view.x * scale;
      const top = height / 2 + this.view.y * scale;
      for (let i = 0, row = 0; i + 1 < values.length; i += columns, row++) {
        const cx = Math.round(left + values[i] * scale - 0.5);
        const cy = Math.round(top - values[i + 1] * scale - 0.5);
        if (!(cx >= reach && cy >= reach && cx < width - reach && cy < height - reach)) continue;
        const [r, g, b] = colour(row);
        for (let dy = 0, k = 0; dy < side; dy++) {
          let at = 4 * ((cy + dy - reach) * width + cx - reach);
          for (let dx = 0; dx < side; dx++, k++, at += 4) {
            const a = cells[k];
            if (a === 0) continue;
            const under = (data[at + 3] / 255) * (1 - a);
            const all = a + under;
            data[at] = (r * a + data[at] * under) / all;
            data[at + 1] = (g * a + data[at + 1] * under) / all;
            data[at + 2] = (b * a + data[at + 2] * under) / all;
            data[at + 3] = 255 * all;
          }
        }
      }
    }
    this.sheetPen.putImageData(this.dots, 0, 0);
    this.pen.drawImage(this.sheet, 0, 0);
  }
  /** Lines through points of the data. @param {Iterable<[number, number][]>} lines @param {{colour: string, width?: number, alpha?: number, dash?: number[]}} look */
  lines(lines, {colour, width = 1, alpha = 1, dash = []}) {
    const {pen} = this;
    pen.strokeStyle = colour;
    pen.lineWidth = width * this.ratio;
    pen.lineJoin = pen.lineCap = "round";
    pen.globalAlpha = alpha;
    pen.setLineDash(dash.map(length => length * this.ratio));
    pen.beginPath();
    for (const line of lines) line.forEach(([x, y], k) => (k === 0 ? pen.moveTo(this.px(x), this.py(y)) : pen.lineTo(this.px(x), this.py(y))));
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }
  /** Arrows, each as long as its vector times the length. @param {Numbers} rows x, y, and the vector @param {number} length @param {{colour: string, width?: number, alpha?: number}} look */
  arrows(rows, length, {colour, width = 1, alpha = 1}) {
    const {pen, ratio} = this;
    pen.strokeStyle = colour;
    pen.lineWidth = width * ratio;
    pen.globalAlpha = alpha;
    pen.lineCap = "round";
    pen.beginPath();
    for (let i = 0; i + 3 < rows.length; i += 4) {
      const [x, y] = [this.px(rows[i]), this.py(rows[i + 1])];
      const [dx, dy] = [rows[i + 2] * length * this.scale, -rows[i + 3] * length * this.scale];
      const size = Math.hypot(dx, dy);
      if (!(size > 0.5)) continue;
      const head = Math.min(5 * ratio, size / 2) / size;
      pen.moveTo(x, y);
      pen.lineTo(x + dx, y + dy);
      pen.moveTo(x + dx - head * (dx + dy / 1.6), y + dy - head * (dy - dx / 1.6));
      pen.lineTo(x + dx, y + dy);
      pen.lineTo(x + dx - head * (dx - dy / 1.6), y + dy - head * (dy + dx / 1.6));
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }
  /** A grid of log densities as a tint: the more probable, the stronger. @param {{n: number, extent: number[], values: Numbers}} density rows from below */
  density({n, extent: [x0, x1, y0, y1], values}) {
    const most = Math.max(...Array.from(values).filter(Number.isFinite));
    const image = new ImageData(n, n);
    const [r, g, b] = rgb(theme.accent);
    for (let i = 0; i < n * n; i++) {
      const at = 4 * ((n - 1 - Math.floor(i / n)) * n + (i % n));
      image.data.set([r, g, b, 200 * Math.sqrt(Math.exp(Math.min(0, values[i] - most))) || 0], at);
    }
    const small = Object.assign(document.createElement("canvas"), {width: n, height: n});
    /** @type {CanvasRenderingContext2D} */ (small.getContext("2d")).putImageData(image, 0, 0);
    this.pen.imageSmoothingQuality = "high";
    this.pen.drawImage(small, this.px(x0), this.py(y1), this.px(x1) - this.px(x0), this.py(y0) - this.py(y1));
  }
}

const kept = /** @type {Map<string, {cells: Float32Array, reach: number}>} */ (new Map());

/** How much of each pixel a dot covers. @param {number} radius in pixels @param {number} alpha */
function dot(radius, alpha) {
  const key = `${radius} ${alpha}`;
  let found = kept.get(key);
  if (!found) {
    const reach = Math.ceil(radius);
    const side = 2 * reach + 1;
    const cells = Float32Array.from({length: side * side}, (_, k) => {
      const distance = Math.hypot((k % side) - reach, Math.floor(k / side) - reach);
      return alpha * Math.min(1, Math.max(0, radius + 0.5 - distance));
    });
    found = {cells, reach};
    kept.set(key, found);
  }
  return found;
}

/** What is seen of points: their middle, without the outermost, and a margin. @param {Numbers[]} sets rows x, y, … @param {number[]} columns @returns {View} */
export function viewOf(sets, columns) {
  const range = (/** @type {number} */ axis) => {
    let [low, high] = [Infinity, -Infinity];
    sets.forEach((values, k) => {
      const sorted = Float32Array.from({length: Math.floor(values.length / columns[k])}, (_, i) => values[i * columns[k] + axis]).sort();
      if (sorted.length > 0) {
        low = Math.min(low, sorted[Math.floor(0.005 * (sorted.length - 1))]);
        high = Math.max(high, sorted[Math.ceil(0.995 * (sorted.length - 1))]);
      }
    });
    return low <= high ? [low, high] : [-1, 1];
  };
  const [[x0, x1], [y0, y1]] = [range(0), range(1)];
  return {x: (x0 + x1) / 2, y: (y0 + y1) / 2, half: 0.56 * Math.max(x1 - x0, y1 - y0) || 1};
}
