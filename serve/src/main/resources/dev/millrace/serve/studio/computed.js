/** What the server computes for the plot: asked for when it is seen, and kept until it is stale. */
import {frames, get, latest, runPath} from "./api.js";
import {viewOf} from "./plane.js";
/** @typedef {import("./scene.js").Cell} Cell
 * @typedef {{pairs?: Float32Array, field?: Float32Array, density?: {n: number, extent: number[], values: Float32Array}, straightness?: number,
 *     figures?: {rows: {steps: number, nfe: number, w2: number}[], floor: number}}} Shown what is known of a run beside its particles */

/** The numbers of steps side by side. */
export const COUNTS = [1, 2, 4, 8, 100];
export const FIELD = 22; // Arrows across
const FRESH = 1000; // Milliseconds for which states of a training count as new
const SIDE_BY_SIDE = 1000; // Particles of each of several planes
const GRID_LINES = 13;
const GRID_POINTS = 41;

export class Computed {
  constructor(/** @type {import("./app.js").App} */ app, /** @type {import("./scene.js").Scene} */ scene) {
    this.app = app;
    this.scene = scene;
    this.shown = /** @type {Map<string, Shown>} */ (new Map());
    this.had = /** @type {Map<string, string>} */ (new Map()); // For what each thing was asked last
    this.refresh = latest(() => this.fetch());
    this.refreshField = latest(() => this.fetchField());
  }
  /** What is known of a run. @param {string} run @returns {Shown} */
  of(run) {
    let found = this.shown.get(run);
    if (!found) this.shown.set(run, (found = {}));
    return found;
  }
  isLive(/** @type {string} */ run) { return this.app.training.run === run && this.app.training.isLive; }
  /** Whether there are weights to compute with. @param {string} run */
  hasWeights(run) {
    const {training} = this.app;
    const begins = this.isLive(run) && training.step === 0;
    return this.app.state.chain.includes(run) && this.app.facts(run) !== undefined && !begins && !(training.run === run && (training.phase === "diverged" || training.phase === "failed"));
  }
  /** The class and the guidance that are asked for. @param {string} run */
  condition(run) {
    const {state} = this.app;
    const has = this.app.facts(run)?.classes?.length > 1;
    return {...(has ? {guidance: String(state.guidance)} : {}), ...(has && state.class ? {class: state.class} : {})};
  }
  async fetch() {
    const {state} = this.app;
    const cells = this.scene.cells.filter(cell => this.hasWeights(cell.run));
    for (const cell of cells) await this.carry(cell);
    if (state.layers.grid) for (const cell of cells) await this.bend(cell);
    for (const run of state.panel === "straighten" ? state.chain : this.scene.runs) if (this.hasWeights(run)) await this.fetchOf(run);
  }
  /** What is asked for the particles of a plane. @param {Cell} cell */
  query({run, steps}) {
    const {state} = this.app;
    const count = this.scene.cells.length > 2 ? Math.min(SIDE_BY_SIDE, state.particles) : state.particles;
    return new URLSearchParams({steps: String(steps), solver: state.solver, seed: String(state.noise), frames: "all", count: String(count), ...this.condition(run)});
  }
  async carry(/** @type {Cell} */ cell) {
    const {training, state} = this.app;
    const {run} = cell;
    const live = this.isLive(run);
    if (this.scene.showsFrame(cell) && !state.layers.ways) return;
    const query = `${run}?${this.query(cell)}`;
    cell.stale = cell.query !== query;
    const version = live ? training.step : -1;
    const waits = live && (performance.now() - cell.fetched < FRESH || (this.scene.playing && state.t < 1));
    if (cell.refused === query || (!cell.stale && (cell.version === version || waits))) return;
    await this.tryTo(live, async () => {
      const carried = await states(run, query.slice(run.length + 1)).catch(error => { if (error.status === 422) cell.refused = query; throw error; });
      if (cell.run === run) Object.assign(cell, {query, version, carried, fetched: performance.now(), stale: false});
      this.scene.redraw();
    });
  }
  /** Carries a grid over the source. @param {Cell} cell */
  async bend(cell) {
    const wanted = `${cell.query} ${cell.version}`;
    if (!cell.carried || cell.bent === wanted) return;
    cell.bent = wanted;
    await this.tryTo(this.isLive(cell.run), async () => {
      const query = this.query(cell);
      query.delete("count");
      cell.grid = await states(cell.run, query, gridOf(/** @type {import("./scene.js").Carried} */ (cell.carried)));
      this.scene.redraw();
    });
  }
  async fetchOf(/** @type {string} */ run) {
    const {layers, mode, panel, solver} = this.app.state;
    const live = this.isLive(run);
    const compares = panel === "straighten";
    const condition = new URLSearchParams(this.condition(run));
    if (layers.pairs || compares) await this.want(run, "pairs", live ? "live" : "", async () => (await frames(`${runPath(run, "pairs")}?count=300`)).frames[0].values);
    if (live) return;
    if (mode !== "one" || compares) {
      await this.want(run, "figures", `${solver} ${condition}`, async () =>
        (await frames(`${runPath(run, "steps")}?counts=${COUNTS}&count=1000&solver=${solver}&seed=0&${condition}`)).facts);
    }
    if (compares) await this.want(run, "straightness", "", async () => (await get(runPath(run, "straightness"))).straightness);
    if (layers.density) {
      await this.want(run, "density", String(condition), async () => {
        const extent = /** @type {number[]} */ (this.app.facts(run)?.extent ?? this.scene.cells[0].plane.extent());
        this.app.busy("Computing the density …");
        const {frames: [{values}]} = await frames(`${runPath(run, "density")}?n=96&extent=${extent}&${condition}`).finally(() => this.app.busy(""));
        return {n: 96, extent, values};
      });
    }
  }
  async fetchField() {
    const {state, training} = this.app;
    if (!state.layers.field || state.mode === "steps") return;
    for (const run of this.scene.runs.filter(each => this.hasWeights(each))) {
      const extent = this.scene.cells[0].plane.extent().map(value => value.toFixed(4));
      const query = `t=${Math.min(state.t, 0.999).toFixed(3)}&n=${FIELD}&extent=${extent}&${new URLSearchParams(this.condition(run))}`;
      await this.want(run, "field", `${query} ${this.isLive(run) ? Math.floor(training.step / 50) : ""}`, async () =>
        (await frames(`${runPath(run, "field")}?${query}`)).frames[0].values);
    }
  }
  /** Asks for a thing of a run unless it was asked for the same before. @template {keyof Shown} K @param {string} run @param {K} name
   * @param {string} wanted for what it is @param {() => Promise<Shown[K]>} work */
  async want(run, name, wanted, work) {
    const key = `${run} ${name}`;
    if (this.had.get(key) === wanted) return;
    this.had.set(key, wanted);
    await this.tryTo(this.isLive(run), async () => {
      this.of(run)[name] = await work();
      this.app.tell("figures");
      this.scene.redraw();
    });
  }
  /** @param {boolean} quietly errors of a training that has only begun are no news @param {() => Promise<void>} work */
  async tryTo(quietly, work) {
    try {
      await work();
    } catch (error) {
      if (!quietly) this.app.fail(error, "see-");
    }
  }
}

/** All states on the way. @param {string} run @param {URLSearchParams | string} query @param {Float32Array<ArrayBuffer>} [body] start points */
async function states(run, query, body) {
  const init = {method: "POST", ...(body ? {body, headers: {"Content-Type": "application/octet-stream"}} : {})};
  const {frames: found} = await frames(`${runPath(run, "carry")}?${query}`, init);
  return {states: found.map(({values}) => values), columns: found[0]?.columns ?? 2};
}

/** Points on the lines of a grid over the source. @param {import("./scene.js").Carried} carried @returns {Float32Array<ArrayBuffer>} */
function gridOf(carried) {
  const {x, y, half} = viewOf([carried.states[0]], [carried.columns]);
  const place = (/** @type {number} */ k, /** @type {number} */ n) => ((2 * k) / (n - 1) - 1) * half * 0.75;
  const rows = new Float32Array(2 * GRID_LINES * GRID_POINTS * 2);
  for (let line = 0, i = 0; line < 2 * GRID_LINES; line++) {
    for (let k = 0; k < GRID_POINTS; k++, i += 2) {
      const [across, along] = [place(line % GRID_LINES, GRID_LINES), place(k, GRID_POINTS)];
      [rows[i], rows[i + 1]] = line < GRID_LINES ? [x + across, y + along] : [x + along, y + across];
    }
  }
  return rows;
}

/** @param {Float32Array} values @param {number} columns @returns {Iterable<[number, number][]>} */
export function* gridLines(values, columns) {
  for (let line = 0; line < 2 * GRID_LINES; line++) {
    yield Array.from({length: GRID_POINTS}, (_, k) => {
      const i = (line * GRID_POINTS + k) * columns;
      return /** @type {[number, number]} */ ([values[i], values[i + 1]]);
    });
  }
}
