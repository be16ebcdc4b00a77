/** Curves, drawn by uPlot (uplot/, under the MIT licence), which is loaded with the first chart. */

/** @typedef {import("uplot")} Plot
 * @typedef {{name: string, points: [number, number][], dashed?: boolean, faint?: boolean, colour?: number}} Curve
 *     the points by rising x; a dashed curve is a line to compare with, in the colour of the text; colour is the place in
 *     COLOURS, usually that of the curve in its list
 * @typedef {{title: string, x: string, y: string, logX?: boolean, logY?: boolean, height?: number, ticks?: number[]}} Axes
 *     title is what a screen reader says; ticks are the values of x that the axis names */

/** Told apart by people who see few colours, on light and on dark ground. */
export const COLOURS = {
  light: ["#1668c4", "#c2571a", "#1d8a5b", "#8a4fbf", "#a8850c", "#c0397c", "#3f7f93", "#7a5230"],
  dark: ["#6cb0ff", "#f2a067", "#5fcf9d", "#c79bf2", "#e0c04c", "#f28cc0", "#7fc7da", "#c9a27e"],
};

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** @type {Promise<typeof import("uplot")> | undefined} */
let loading;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const style = Object.assign(document.createElement("link"), {rel: "stylesheet", href: "uplot/uPlot.min.css"});
    const script = Object.assign(document.createElement("script"), {src: "uplot/uPlot.iife.min.js"});
    script.onload = () => resolve(/** @type {any} */ (globalThis).uPlot);
    script.onerror = () => reject(new Error("The charts cannot be loaded: is the studio still running?"));
    document.head.append(style, script);
  });
  return loading;
}

export class Chart {
  /** @param {HTMLElement} element is filled; its width counts @param {Axes} axes */
  constructor(element, axes) {
    this.element = element;
    this.axes = axes;
    this.curves = /** @type {Curve[]} */ ([]);
    /** @type {Plot | undefined} */
    this.plot = undefined;
    this.form = ""; // What the plot was made for: the names and looks of its curves
    this.named = NaN; // The x whose values the legend names while nobody points; NaN for the last of each curve
    element.classList.add("chart");
    element.tabIndex = 0;
    element.setAttribute("role", "group");
    element.addEventListener("keydown", event => this.#key(event));
    new ResizeObserver(() => {
      if (this.plot && element.clientWidth > 0 && element.clientWidth !== this.plot.width) this.plot.setSize({width: element.clientWidth, height: this.plot.height});
    }).observe(element);
    dark?.addEventListener("change", () => { this.form = ""; this.draw(this.curves, this.named); });
  }
  /** @param {Curve[]} curves replace those before @param {number} [named] the x whose values the legend names while nobody points; usually the last of each curve */
  async draw(curves, named = NaN) {
    this.curves = curves;
    this.named = named;
    const last = curves.filter(curve => curve.points.length > 0).map(({name, points}) => `${name} ${short(points[points.length - 1][1])}`);
    this.element.setAttribute("aria-label", [this.axes.title, ...last].join(", "));
    const UPlot = await load();
    if (curves !== this.curves || !this.element.isConnected) return; // Newer curves came while this waited.
    const data = aligned(curves, this.axes.logX ?? false, this.axes.logY ?? false);
    const form = JSON.stringify(curves.map(({name, dashed, faint, colour}) => [name, dashed, faint, colour]));
    if (this.plot && form === this.form) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.form = form;
    this.plot = new UPlot(this.#options(curves), data, this.element);
  }
  /** @param {Curve[]} curves @returns {import("uplot").Options} */
  #options(curves) {
    const {x, y, logX, logY, height, ticks} = this.axes;
    const colours = dark?.matches ? COLOURS.dark : COLOURS.light;
    const ink = getComputedStyle(this.element).color;
    const grid = {stroke: dark?.matches ? "#ffffff1c" : "#0000001a", width: 1};
    const font = "12px system-ui, sans-serif";
    const axis = {stroke: ink, grid, ticks: grid, font, labelFont: font, labelSize: 18, filter: (/** @type {any} */ _, /** @type {number[]} */ splits) => splits};
    return {
      width: Math.max(160, this.element.clientWidth),
      height: height ?? 180,
      scales: {x: {time: false, distr: logX ? 3 : 1}, y: {distr: logY ? 3 : 1, ...(logY ? {range: logRange} : {})}},
      axes: [
        {...axis, label: x, size: 30, ...(ticks ? {splits: () => ticks} : {}), values: (_, splits) => splits.map(short)},
        {...axis, label: y, size: 48, ...(logY ? {splits: (_p, _a, low, high) => logTicks(low, high)} : {}), values: (_, splits) => splits.map(short)},
      ],
      series: [
        {label: x, value: (_, value) => (value === null ? "–" : short(value))},
        ...curves.map(({name, dashed, faint, colour}, k) => ({
          label: name,
          stroke: dashed ? ink : colours[(colour ?? k) % colours.length] + (faint ? "60" : ""),
          width: faint ? 1 : 2,
          ...(dashed ? {dash: [6, 4]} : {}),
          spanGaps: true,
          points: {show: !dashed && curves[k].points.length < 12},
          value: (/** @type {Plot} */ plot, /** @type {number | null} */ value, /** @type {number} */ _, /** @type {number | null} */ at) =>
            value !== null ? short(value) : at === null ? told(plot?.data ?? [], k + 1, this.named) : "–",
        })),
      ],
      cursor: {y: false, drag: {x: false, y: false}, focus: {prox: 20}},
      legend: {live: true},
    };
  }
  /** Left and right move the cursor, so that its values can be read without a mouse. @param {KeyboardEvent} event */
  #key(event) {
    const plot = this.plot;
    if (!plot || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    event.stopPropagation();
    const last = plot.data[0].length - 1;
    const now = plot.cursor.idx ?? (event.key === "ArrowLeft" ? last + 1 : -1);
    const idx = Math.min(last, Math.max(0, now + (event.key === "ArrowLeft" ? -1 : 1)));
    if (idx >= 0) plot.setCursor({left: plot.valToPos(plot.data[0][idx], "x"), top: 10});
  }
}

/** Curves as columns over the same values of x, as uPlot wants them. What is no finite number, or not above 0 on a log
 * axis, is left out. @param {Curve[]} curves @param {boolean} logX @param {boolean} logY @returns {[number[], ...(number | null)[][]]} */
export function aligned(curves, logX, logY) {
  const fits = (/** @type {number} */ value, /** @type {boolean} */ log) => Number.isFinite(value) && (!log || value > 0);
  const kept = curves.map(({points}) => points.filter(([x, y]) => fits(x, logX) && fits(y, logY)));
  const xs = [...new Set(kept.flatMap(points => points.map(([x]) => x)))].sort((a, b) => a - b);
  const place = new Map(xs.map((x, i) => [x, i]));
  return [
    xs,
    ...kept.map(points => {
      const column = /** @type {(number | null)[]} */ (new Array(xs.length).fill(null));
      points.forEach(([x, y]) => (column[place.get(x) ?? 0] = y));
      return column;
    }),
  ];
}

/** The running mean of a curve over its last points. @param {[number, number][]} points @param {number} share of all points that a mean is taken over @returns {[number, number][]} */
export function average(points, share = 0.05) {
  const window = Math.max(1, Math.round(points.length * share));
  let sum = 0;
  return points.map(([x, y], i) => {
    sum += y - (i >= window ? points[i - window][1] : 0);
    return [x, sum / Math.min(i + 1, window)];
  });
}

/** The values that a logarithmic axis names: powers of ten and what lies between them, as far as there is room. @param {number} low above 0 @param {number} high */
export function logTicks(low, high) {
  const decades = Math.log10(high / low);
  const ticks = [];
  if (decades < 0.5) {
    const rough = (high - low) / 3;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * (rough < 2 * power ? 1 : rough < 5 * power ? 2 : 5);
    for (let k = Math.ceil(low / step); k * step <= high; k++) ticks.push(Number((k * step).toPrecision(6)));
    return ticks;
  }
  const steps = decades > 2 ? [1] : decades > 1.2 ? [1, 3] : decades > 0.8 ? [1, 2, 5] : [1, 2, 3, 5, 7];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    ticks.push(...steps.map(step => Number(`${step}e${power}`)).filter(tick => tick >= low * 0.9999 && tick <= high * 1.0001));
  }
  return ticks;
}

/** What a legend says of a curve while nobody points: its value at an x, or its last one. @param {import("uplot").AlignedData | []} data @param {number} curve @param {number} named */
function told(data, curve, named) {
  const column = data[curve] ?? [];
  const there = column[data[0]?.indexOf(named) ?? -1];
  if (typeof there === "number") return short(there);
  for (let i = column.length - 1; i >= 0; i--) if (typeof column[i] === "number") return short(/** @type {number} */ (column[i]));
  return "–";
}

/** Just what the curves need. @type {(plot: Plot, low: number | null, high: number | null) => [number, number]} */
const logRange = (_, low, high) => (low && high ? [low / 1.1, high * 1.1] : [0.1, 1]);

/** A number for people, with three digits that count. @param {number} value */
export function short(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e7)) return value.toExponential(1);
  return size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
