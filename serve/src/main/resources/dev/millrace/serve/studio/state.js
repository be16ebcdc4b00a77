/** The state of the page, all of which is in its address after #, so that a link opens the same picture. */
import {pack, unpack} from "./brush.js";
import {fromText, toText} from "./compress.js";
/** @typedef {import("./brush.js").Mark} Mark
 * @typedef {import("./mixture.js").Component} Component
 * @typedef {{kind: "named", name: string} | {kind: "drawn", marks: Mark[]} | {kind: "mixture", parts: Component[]}
 *     | {kind: "file", data: string, label: string, column?: string, whole?: boolean}} Data
 * @typedef {typeof USUAL} State
 * @typedef {State["layers"]} Layers */

export const USUAL = {
  data: /** @type {Data} */ ({kind: "named", name: "moons"}),
  sourceMarks: /** @type {Mark[]} */ ([]), // A drawn source, if options.source is "drawn"
  options: /** @type {Record<string, any>} */ ({}), // Of the next training, as far as they are not the usual ones
  chain: /** @type {string[]} */ ([]), // Runs, each the reflow of the one before; the last one is shown
  panel: "data",
  mode: /** @type {"one" | "steps" | "both"} */ ("one"), // What the plot shows
  t: 1,
  steps: 100,
  solver: "euler",
  layers: {source: true, data: true, particles: true, ways: false, field: false, grid: false, density: false, pairs: false},
  view: /** @type {[number, number, number] | null} */ (null), // Middle and half of the smaller side, in the units of the data; null for all
  particles: 2000,
  noise: 0, // The seed of the start points
  class: "", // "" for all
  guidance: 1,
  reflow: {pairs: 10000, steps: 3000},
  bare: false, // Without controls
  lesson: "",
};

/** The greatest guidance of the sliders. */
export const GUIDANCE = 6;

/** Milliseconds of quiet before the address is written. */
const QUIET = 250;

export class Store {
  constructor() {
    this.state = structuredClone(USUAL);
    this.listeners = /** @type {((changed: Partial<State>) => void)[]} */ ([]);
    this.written = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }
  set(/** @type {Partial<State>} */ patch) {
    Object.assign(this.state, patch);
    this.listeners.forEach(listener => listener(patch));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), QUIET);
  }
  listen(/** @type {(changed: Partial<State>) => void} */ listener) { this.listeners.push(listener); }
  /** Writes the address now, and returns it. */
  async write() {
    clearTimeout(this.timer);
    const short = shortened(this.state);
    const from = location.href;
    const written = Object.keys(short).length === 0 ? "" : "#" + (await toText(short));
    if (location.href !== from) return location.href; // Another address was opened meanwhile.
    this.written = written;
    history.replaceState(null, "", location.pathname + location.search + this.written);
    return location.href;
  }
  /** Takes the state from the address. @returns {Promise<string>} one line if the address is damaged, else "" */
  async read() {
    if (location.hash === this.written) return "";
    const found = location.hash.length < 2 ? {state: {}} : await fromText(location.hash);
    if ("error" in found) return found.error;
    try {
      this.state = completed(found.state);
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
    this.written = location.hash;
    this.listeners.forEach(listener => listener(this.state));
    return "";
  }
}

/** What is not usual, in the form of links. @param {State} state @returns {Record<string, any>} */
export function shortened(state) {
  const short = /** @type {Record<string, any>} */ ({});
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = /** @type {any} */ (state)[name];
    if (JSON.stringify(value) !== JSON.stringify(usual)) short[name] = value;
  }
  if (state.data.kind === "drawn") short.data = {kind: "drawn", marks: pack(state.data.marks)};
  if (short.sourceMarks) short.sourceMarks = pack(state.sourceMarks);
  return short;
}

/** What the parts of a link must be, beside of the type that they usually have. @type {Record<string, (value: any) => boolean>} */
const FITS = {
  options: value => Object.values(value).every(isPlain),
  chain: value => value.every((/** @type {any} */ run) => typeof run === "string"),
  mode: value => ["one", "steps", "both"].includes(value),
  layers: value => Object.entries(value).every(([name, shown]) => name in USUAL.layers && typeof shown === "boolean"),
  noise: Number.isSafeInteger,
  reflow: value => Object.entries(value).every(([name, number]) => name in USUAL.reflow && isPlain(number)),
};
/** What was typed wrong into a field is in the state too. @param {any} value */
const isPlain = value => typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

/** The state of a link. What is not of the right form is an error: a link is somebody else's text. @param {any} short @returns {State} */
export function completed(short) {
  const state = structuredClone(USUAL);
  const damaged = (/** @type {string} */ part) => { throw new Error(`This link is damaged: its ${part} another form than expected.`); };
  if (typeof short !== "object" || short === null || Array.isArray(short)) damaged("content has");
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = short[name];
    if (value === undefined) continue;
    const fits = usual === null ? value === null || (Array.isArray(value) && value.length === 3 && value.every(Number.isFinite))
        : Array.isArray(usual) ? Array.isArray(value) : typeof value === typeof usual && value !== null && !Array.isArray(value);
    if (!fits || (typeof value === "number" && !Number.isFinite(value)) || !(FITS[name]?.(value) ?? true)) damaged(`part “${name}” has`);
    /** @type {any} */ (state)[name] = usual !== null && typeof usual === "object" && !Array.isArray(usual) && name !== "data" ? {...usual, ...value} : value;
  }
  const data = /** @type {any} */ (state.data);
  if (data.kind === "drawn") {
    state.data = {kind: "drawn", marks: unpack(data.marks)};
  } else if (data.kind === "mixture") {
    const pair = (/** @type {any} */ p) => Array.isArray(p) && p.length === 2 && p.every(Number.isFinite);
    const part = (/** @type {any} */ p) => pair(p?.mean) && pair(p.a) && pair(p.b) && p.weight >= 0 && Number.isInteger(p.class) && p.class >= 0 && p.class < 100;
    if (!Array.isArray(data.parts) || data.parts.length === 0 || !data.parts.every(part)) damaged("mixture has");
  } else if (!(data.kind === "named" && typeof data.name === "string") && !(data.kind === "file" && typeof data.data === "string")) {
    damaged("data have");
  }
  state.sourceMarks = short.sourceMarks ? unpack(short.sourceMarks) : [];
  if (state.view && !(state.view[2] > 0)) state.view = null;
  state.t = Math.min(1, Math.max(0, state.t));
  state.steps = Math.min(1000, Math.max(1, Math.round(state.steps)));
  state.particles = Math.min(20000, Math.max(1, Math.round(state.particles)));
  state.guidance = Math.min(GUIDANCE, Math.max(0, state.guidance));
  return state;
}
