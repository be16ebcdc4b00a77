/** The plot: one plane, or several beside each other that share noise, time and view. */
import {COUNTS, Computed, FIELD, gridLines} from "./computed.js";
import {h} from "./controls.js";
import {Plane, classColour, rgb, theme, viewOf} from "./plane.js";
/** @typedef {import("./app.js").App} App
 * @typedef {import("./plane.js").Colour} Colour
 * @typedef {{values: Float32Array, columns: number}} Rows
 * @typedef {{states: Float32Array[], columns: number}} Carried the states of all particles on their way
 * @typedef {{key: string, run: string, steps: number, name: string, figure: HTMLElement, caption: HTMLElement, plane: Plane,
 *     query: string, refused: string, version: number, stale: boolean, fetched: number, bent: string, carried: Carried | null, grid: Carried | null}} Cell
 *     query and version: for what the states were asked; refused: for what the server does not make any; bent: for what the grid was
 * @typedef {{down: (plane: Plane, at: [number, number], event: PointerEvent) => void, move: (plane: Plane, at: [number, number], event: PointerEvent) => void,
 *     up: (kept: boolean) => void, paint: (plane: Plane) => void, cursor: string}} Tool what the pointer does instead of moving the view; it is not kept if a second finger zooms */

const SECONDS = 2.6; // Of the way from noise to data when it plays
const REST = 0.9; // Seconds of rest at the data

export class Scene {
  constructor(/** @type {App} */ app, /** @type {HTMLElement} */ box) {
    this.app = app;
    this.box = box;
    this.view = {x: 0, y: 0, half: 3};
    this.cells = /** @type {Cell[]} */ ([]);
    this.tool = /** @type {Tool | null} */ (null);
    this.playing = false;
    this.hover = -1;
    this.rest = 0;
    this.before = 0;
    this.asked = 0;
    /** Milliseconds that the newest pictures took. */
    this.times = /** @type {number[]} */ ([]);
    this.tip = h("div", {class: "tip", hidden: true});
    this.computed = new Computed(app, this);
    new ResizeObserver(() => this.redraw()).observe(box);
  }
  /** The runs whose flows are seen: the last one, or that before it too. */
  get runs() {
    const {mode} = this.app.state;
    const chain = this.app.state.chain.filter(run => (this.app.facts(run)?.kind ?? "points") === "points");
    return mode === "one" || chain.length < 2 ? chain.slice(-1) : chain.slice(-2);
  }
  /** Makes the planes that the state wants. */
  layout() {
    const {state} = this.app;
    const runs = this.runs;
    const wanted = /** @type {{key: string, run: string, steps: number, name: string}[]} */ ([]);
    if (state.mode === "steps" && runs.length > 0) {
      for (const [k, run] of runs.entries()) {
        const when = runs.length > 1 ? (k === 0 ? "before, " : "after, ") : "";
        wanted.push(...COUNTS.map(steps => ({key: `${run} ${steps}`, run, steps, name: `${when}${steps} ${steps === 1 ? "step" : "steps"}`})));
      }
      if (runs.length === 1) wanted.push({key: "data", run: "", steps: 0, name: "data"});
    } else if (state.mode === "both" && runs.length > 1) {
      wanted.push(...runs.map((run, k) => ({key: `${run} both`, run, steps: state.steps, name: k === 0 ? "before" : "after"})));
    } else {
      wanted.push({key: "one", run: runs[runs.length - 1] ?? "", steps: state.steps, name: ""});
    }
    const same = wanted.length === this.cells.length && wanted.every(({key}, k) => key === this.cells[k].key);
    if (same) {
      // The points of another flow are not those of this one.
      wanted.forEach((each, k) => Object.assign(this.cells[k], this.cells[k].run === each.run ? {} : {carried: null, grid: null, query: "", bent: ""}, each));
    } else {
      this.cells = wanted.map(each => this.cell(each));
      this.box.replaceChildren(...this.cells.map(({figure}) => figure), this.tip);
      this.box.dataset.planes = String(this.cells.length);
    }
    this.fit();
    this.refresh();
    this.redraw();
  }
  /** @param {{key: string, run: string, steps: number, name: string}} each @returns {Cell} */
  cell(each) {
    const canvas = h("canvas", {tabIndex: each.key === "one" ? 0 : -1, role: "img", "aria-label": each.name || "The plot"});
    const caption = h("figcaption", {}, each.name);
    caption.hidden = each.name === "";
    const plane = new Plane(canvas, this.view);
    this.pointers(canvas, plane);
    return {...each, figure: h("figure", {}, caption, canvas), caption, plane, query: "", refused: "", version: -1, stale: false, fetched: 0, bent: "", carried: null, grid: null};
  }
  /** Sets the view of the state, or one that shows all. */
  fit() {
    const {state, preview} = this.app;
    if (state.view) {
      [this.view.x, this.view.y, this.view.half] = state.view;
    } else if (this.app.editing !== "") {
      Object.assign(this.view, {x: 0, y: 0, half: 4.15});
    } else {
      const sets = [preview.data, preview.source].filter(set => set.values.length > 0);
      Object.assign(this.view, viewOf(sets.map(set => set.values), sets.map(set => set.columns)));
    }
  }
  /** Whether the plane shows the newest frame of the training. @param {Cell} cell */
  showsFrame(cell) {
    const {training, state} = this.app;
    return this.computed.isLive(cell.run) && training.frame !== null && !this.playing && state.t === 1 && cell.steps >= 20;
  }

  // Time.

  play(/** @type {boolean} */ play) {
    this.playing = play;
    this.before = 0;
    this.rest = 0;
    if (play && this.app.state.t >= 1) this.app.set({t: 0});
    this.refresh();
    this.app.tell("play");
    this.redraw();
  }
  /** @param {number} now milliseconds */
  advance(now) {
    const seconds = this.before === 0 ? 0 : Math.min(0.1, (now - this.before) / 1000);
    this.before = now;
    const {t} = this.app.state;
    if (t < 1) {
      this.app.move(Math.min(1, t + seconds / SECONDS));
    } else if ((this.rest += seconds) > REST) {
      this.rest = 0;
      this.app.move(0);
      this.refresh();
    }
    this.computed.refreshField();
  }
  /** Asks for what is missing. */
  refresh() {
    this.computed.refreshField();
    return this.computed.refresh();
  }
  redraw() {
    if (this.asked === 0) {
      this.asked = requestAnimationFrame(now => {
        this.asked = 0;
        if (this.playing) {
          this.advance(now);
          this.redraw();
        }
        const began = performance.now();
        this.cells.forEach(cell => this.paint(cell));
        this.times.push(performance.now() - began);
        this.times.splice(0, this.times.length - 120);
      });
    }
  }

  // Pictures.
  /** Where the particles of a plane are now. @param {Cell} cell @returns {Rows | null} */
  particles(cell) {
    const {training, state} = this.app;
    if (this.showsFrame(cell) && training.frame) return training.frame;
    return cell.carried && cell.run ? {values: at(cell.carried, state.t), columns: cell.carried.columns} : null;
  }
  paint(/** @type {Cell} */ cell) {
    const {plane} = cell;
    const {state, preview, training} = this.app;
    const {layers} = state;
    const shown = cell.run ? this.computed.of(cell.run) : {};
    const many = this.cells.length > 2;
    plane.begin();
    plane.axes(!many);
    if (layers.density && shown.density) plane.density(shown.density);
    const drawing = this.app.editing !== "";
    const now = drawing ? null : this.particles(cell);
    if (!drawing) {
      if (layers.grid && cell.grid) plane.lines(gridLines(at(cell.grid, state.t), cell.grid.columns), {colour: theme.ink, alpha: 0.35});
      if (layers.pairs && shown.pairs) plane.lines(pairLines(shown.pairs), {colour: theme.ink, alpha: many ? 0.12 : 0.2});
      if (layers.ways && cell.carried) plane.lines(ways(cell.carried, state.t, many ? 50 : 160), {colour: theme.accent, alpha: many ? 0.35 : 0.45});
    }
    const dot = many ? 1.1 : 1.6;
    const faint = training.batch && training.run === cell.run ? 0.3 : 1; // Beside the batch of a single step
    const accent = rgb(theme.accent);
    const labels = preview.classes > 1;
    const byClass = (/** @type {Rows} */ rows) => (/** @type {number} */ row) => labels && rows.columns > 2 ? rgb(classColour(rows.values[row * rows.columns + 2])) : accent;
    const clouds = [];
    const source = cell.carried?.states[0] && cell.run ? {values: cell.carried.states[0], columns: cell.carried.columns} : preview.source;
    if (layers.source && !drawing && cell.key !== "data") {
      const grey = rgb(theme.source);
      clouds.push({...source, colour: () => grey, alpha: faint * (now ? 0.3 : 0.5), radius: dot * 0.8});
    }
    if (layers.data || drawing || cell.key === "data") {
      const pale = now !== null;
      clouds.push({...preview.data, colour: byClass(preview.data), alpha: faint * (pale ? 0.2 : 0.75), radius: dot});
    }
    if (layers.particles && now) clouds.push({...now, colour: this.colours(cell.run, now), alpha: faint * 0.85, radius: dot});
    plane.clouds(clouds);
    if (layers.field && shown.field && !drawing && state.mode !== "steps") plane.arrows(shown.field, arrowLength(shown.field, plane), {colour: theme.muted, alpha: 0.55});
    if (training.batch && training.run === cell.run && !drawing) this.paintBatch(plane, training.batch.rows.slice(0, 40));
    if (this.hover >= 0 && cell.carried && !drawing) this.paintHover(plane, cell.carried, now);
    this.tool?.paint(plane);
    const figures = shown.figures?.rows.find(({steps}) => steps === cell.steps);
    const name = cell.name + (this.cells.length === 2 ? `, ${cell.steps} ${cell.steps === 1 ? "step" : "steps"}` : "");
    const quality = cell.stale ? "…" : figures && !this.computed.isLive(cell.run) ? `W2 ${figures.w2.toFixed(3)}` : "";
    if (cell.caption.textContent !== name + quality) cell.caption.replaceChildren(h("b", {}, name), h("span", {}, quality));
  }
  /** @param {string} run @param {Rows} rows @returns {(row: number) => Colour} */
  colours(run, rows) {
    const {state} = this.app;
    const accent = rgb(theme.accent);
    const facts = this.app.facts(run);
    const names = /** @type {string[]} */ (facts?.classes ?? []);
    if (names.length < 2) return () => accent;
    const colours = names.map((_, k) => rgb(classColour(k)));
    const only = names.indexOf(state.class);
    return row => colours[rows.columns > 2 ? rows.values[row * rows.columns + 2] : only >= 0 ? only : row % names.length] ?? accent;
  }
  /** A single step of the training: pairs, points between them, targets and predictions. @param {Plane} plane @param {import("./training.js").Pair[]} rows */
  paintBatch(plane, rows) {
    const two = (/** @type {number[]} */ p) => /** @type {[number, number]} */ ([p[0], p[1] ?? 0]);
    plane.lines(rows.map(({x0, x1}) => [two(x0), two(x1)]), {colour: theme.muted, alpha: 0.25});
    const clouds = /** @type {const} */ ([["x0", theme.source, 2.2], ["x1", theme.accent, 2.2], ["xt", theme.ink, 2.6]]);
    plane.clouds(clouds.map(([name, colour, radius]) => ({
      values: rows.flatMap(row => two(row[name])), columns: 2, colour: () => rgb(colour), alpha: 0.95, radius})));
    const arrows = (/** @type {"target" | "predicted"} */ name) => rows.flatMap(row => [...two(row.xt), ...two(row[name])]);
    plane.arrows(arrows("target"), 0.3, {colour: theme.ink, width: 1.3, alpha: 0.75});
    plane.arrows(arrows("predicted"), 0.3, {colour: theme.second, width: 1.6, alpha: 0.95});
  }
  paintHover(/** @type {Plane} */ plane, /** @type {Carried} */ carried, /** @type {Rows | null} */ now) {
    const row = this.hover * carried.columns;
    const line = carried.states.map(state => /** @type {[number, number]} */ ([state[row], state[row + 1]]));
    plane.lines([line], {colour: theme.ground, width: 5});
    plane.lines([line], {colour: theme.second, width: 2.2});
    const ends = [...line[0], ...line[line.length - 1]];
    const here = now ? [now.values[this.hover * now.columns], now.values[this.hover * now.columns + 1]] : [];
    plane.clouds([{values: [...ends, ...here], columns: 2, colour: () => rgb(theme.second), alpha: 1, radius: 4}]);
  }

  // The pointer: tools, or moving the view, and asking a particle for its way.

  pointers(/** @type {HTMLCanvasElement} */ canvas, /** @type {Plane} */ plane) {
    const held = /** @type {Map<number, [number, number]>} */ (new Map());
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      held.set(event.pointerId, plane.point(event));
      if (this.tool && event.button === 0 && held.size === 1) this.tool.down(plane, plane.point(event), event);
      else if (held.size === 2) this.tool?.up(false);
      this.hide();
    });
    canvas.addEventListener("pointermove", event => {
      const from = held.get(event.pointerId);
      const to = plane.point(event);
      if (this.tool && !(from && held.size > 1)) {
        this.tool.move(plane, to, event);
        return;
      }
      if (!from) {
        this.seek(plane, event);
      } else if (held.size === 1) {
        this.moveView(this.view.x + from[0] - to[0], this.view.y + from[1] - to[1], this.view.half);
      } else {
        const other = [...held].find(([id]) => id !== event.pointerId)?.[1] ?? to;
        const factor = Math.hypot(from[0] - other[0], from[1] - other[1]) / Math.max(1e-9, Math.hypot(to[0] - other[0], to[1] - other[1]));
        this.zoom(other, factor);
        held.set(event.pointerId, plane.point(event));
      }
    });
    const up = (/** @type {PointerEvent} */ event) => { if (held.delete(event.pointerId) && held.size === 0) this.tool?.up(true); };
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
    // One finger may scroll the page; two zoom the plot.
    canvas.addEventListener("touchmove", event => { if (event.touches.length > 1) event.preventDefault(); }, {passive: false});
    canvas.addEventListener("pointerleave", () => this.hide());
    canvas.addEventListener("wheel", event => {
      event.preventDefault();
      this.zoom(plane.point(event), Math.exp(Math.sign(event.deltaY) * Math.min(0.25, Math.abs(event.deltaY) / 500)));
    }, {passive: false});
    canvas.addEventListener("dblclick", () => !this.tool && this.app.set({view: null}));
  }
  /** @param {[number, number]} about a point that stays where it is @param {number} factor of what is seen */
  zoom(about, factor) {
    const {x, y, half} = this.view;
    const to = Math.min(1e6, Math.max(1e-3, half * factor));
    this.moveView(about[0] + (x - about[0]) * (to / half), about[1] + (y - about[1]) * (to / half), to);
  }
  moveView(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ half) { this.app.set({view: [x, y, half]}); }
  seek(/** @type {Plane} */ plane, /** @type {PointerEvent} */ event) {
    const cell = this.cells.find(each => each.plane === plane);
    const now = cell && this.particles(cell);
    if (!cell || !now || !cell.carried) return;
    const [x, y] = plane.point(event);
    let nearest = (10 * plane.ratio / plane.scale) ** 2;
    let found = -1;
    for (let i = 0; i < now.values.length; i += now.columns) {
      const distance = (now.values[i] - x) ** 2 + (now.values[i + 1] - y) ** 2;
      if (distance < nearest) [nearest, found] = [distance, i / now.columns];
    }
    if (found !== this.hover) {
      this.hover = found;
      this.redraw();
    }
    this.tip.hidden = found < 0;
    if (found >= 0) {
      const {states, columns} = cell.carried;
      const place = (/** @type {Float32Array} */ state) => `(${state[found * columns].toFixed(2)}, ${state[found * columns + 1].toFixed(2)})`;
      this.tip.textContent = `particle ${found + 1}: from ${place(states[0])} to ${place(states[states.length - 1])}`.replaceAll("-", "−");
      const box = this.box.getBoundingClientRect();
      this.tip.style.left = `${Math.min(event.clientX - box.left + 12, box.width - 230)}px`;
      this.tip.style.top = `${Math.max(4, event.clientY - box.top - 34)}px`;
    }
  }
  hide() {
    this.tip.hidden = true;
    if (this.hover >= 0) {
      this.hover = -1;
      this.redraw();
    }
  }
}

/** The particles at a time between two states. @param {Carried} carried @param {number} t @returns {Float32Array} */
export function at({states, columns}, t) {
  const place = t * (states.length - 1);
  const k = Math.min(states.length - 2, Math.floor(place));
  if (k < 0 || place === k) return states[Math.max(0, k)];
  if (place === states.length - 1) return states[states.length - 1];
  const [from, to, share] = [states[k], states[k + 1], place - k];
  return from.map((value, i) => (columns > 2 && i % columns === 2 ? value : value + share * (to[i] - value)));
}

/** The ways of the first particles up to a time. @param {Carried} carried @param {number} t @param {number} count @returns {Iterable<[number, number][]>} */
function* ways({states, columns}, t, count) {
  const last = t * (states.length - 1);
  const end = at({states, columns}, t);
  const stride = states.length > 60 ? 2 : 1;
  for (let row = 0; row < Math.min(count * columns, states[0].length); row += columns) {
    const line = /** @type {[number, number][]} */ ([]);
    for (let k = 0; k < last; k += stride) line.push([states[k][row], states[k][row + 1]]);
    line.push([end[row], end[row + 1]]);
    yield line;
  }
}

/** @param {Float32Array} rows x0, y0, x1, y1 @returns {Iterable<[number, number][]>} */
function* pairLines(rows) {
  for (let i = 0; i + 3 < rows.length; i += 4) yield [[rows[i], rows[i + 1]], [rows[i + 2], rows[i + 3]]];
}

/** The length of arrows at which a usual one fills its place. @param {Float32Array} rows @param {Plane} plane */
function arrowLength(rows, plane) {
  const sizes = Float32Array.from({length: rows.length / 4}, (_, i) => Math.hypot(rows[4 * i + 2], rows[4 * i + 3])).sort();
  const [x0, x1] = plane.extent();
  return (0.9 * (x1 - x0)) / FIELD / (sizes[Math.floor(0.9 * (sizes.length - 1))] || 1);
}
