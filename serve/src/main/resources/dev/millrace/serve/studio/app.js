/** The studio's page: its parts, what they share, and what keys and dropped files do. */
import {Problem, SILENT, frames, get, latest, runPath, send} from "./api.js";
import {copy, h, labelled} from "./controls.js";
import {mount as mountData} from "./data.js";
import {Blend, Sketch, firstMixture, pointsOf, pointsOfMixture} from "./draw.js";
import {mount as mountFigures} from "./figures.js";
import {mount as mountKeep} from "./keep.js";
import {mountKinds} from "./kinds.js";
import {mount as mountLessons} from "./lessons.js";
import {watchTheme} from "./plane.js";
import {Random} from "./random.js";
import {COUNTS} from "./computed.js";
import {Scene} from "./scene.js";
import {mount as mountSee, mountBar} from "./see.js";
import {Store} from "./state.js";
import {mount as mountStraighten} from "./straighten.js";
import {STUDIO, isTable, mount as mountTrain} from "./train.js";
import {Training} from "./training.js";
import {mount as mountTransport} from "./transport.js";
/** @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Data} Data
 * @typedef {import("./scene.js").Rows} Rows
 * @typedef {"settings" | "data" | "training" | "record" | "run" | "time" | "play" | "figures" | "note" | "refused"} News
 *     settings: the state changed; record: figures of the training came; run: what the server says about a run came */

/** The panels, in their order. A further one needs a line here and a module with mount(element, app). */
const PANELS = [
  {name: "data", title: "Data", mount: mountData},
  {name: "train", title: "Train", mount: mountTrain},
  {name: "see", title: "See", mount: mountSee},
  {name: "straighten", title: "Straighten", mount: mountStraighten},
  {name: "lessons", title: "Lessons", mount: mountLessons},
  {name: "keep", title: "Runs and files", mount: mountKeep},
];

const SHOWN = 3000; // Points of the data on the plot

export class App {
  /** @param {any} start what the server says at first @param {Store} store */
  constructor(start, store) {
    this.start = start;
    this.store = store;
    this.listeners = /** @type {Map<News, (() => void)[]>} */ (new Map());
    this.known = /** @type {Map<string, any>} */ (new Map());
    this.fields = /** @type {Map<string, ReturnType<typeof import("./controls.js").field>>} */ (new Map()); // Controls by the option that they set
    /** @type {{data: Rows, source: Rows, classes: number}} */
    this.preview = {data: {values: new Float32Array(), columns: 2}, source: {values: new Float32Array(), columns: 2}, classes: 0};
    this.kept = {marks: /** @type {import("./brush.js").Mark[]} */ ([]), parts: firstMixture()};
    this.editing = /** @type {"" | "data" | "source"} */ (""); // What the pointer edits
    this.note = "";
    this.starting = false;
    this.refused = ""; // The option whose value was refused last
    this.told = /** @type {import("./training.js").Phase} */ ("idle"); // What was said of the training last
    this.take = (/** @type {File} */ _) => Promise.resolve();
    this.takeText = (/** @type {string} */ _, /** @type {string} */ _name) => Promise.resolve();
    this.training = new Training(what => this.trained(what));
    this.toolbar = element("toolbar");
    this.scene = new Scene(this, element("cells"));
    this.sketch = new Sketch(this, this.toolbar);
    this.blend = new Blend(this);
    this.look = latest(() => this.preparePreview());
    this.panels = /** @type {Map<string, HTMLDetailsElement>} */ (new Map());
    this.painters = /** @type {(() => void)[]} */ ([]);
  }
  get state() { return this.store.state; }
  /** The run that is shown, or "". */
  get run() { return this.state.chain[this.state.chain.length - 1] ?? ""; }
  /** What the server says about a run, once it has come. @param {string} run */
  facts(run) { return this.known.get(run); }
  on(/** @type {News} */ news, /** @type {() => void} */ listener) { this.listeners.set(news, [...(this.listeners.get(news) ?? []), listener]); }
  /** Calls a listener now and after news. @param {() => void} listener @param {...News} news */
  follow(listener, ...news) { news.forEach(each => this.on(each, listener)); listener(); }
  tell(/** @type {News} */ news) { this.listeners.get(news)?.forEach(listener => listener()); }
  set(/** @type {Partial<State>} */ patch) { this.store.set(patch); }
  /** What follows from a change of the state. @param {Partial<State>} patch */
  changed(patch) {
    const names = Object.keys(patch);
    if (names.every(name => name === "t" || name === "view")) {
      this.scene.fit();
      this.tell("time");
      this.scene.refresh();
      this.scene.redraw();
      return;
    }
    document.body.classList.toggle("bare", this.state.bare);
    if (names.includes("panel")) {
      const panel = this.panels.get(this.state.panel);
      if (panel) panel.open = true;
    }
    this.scene.layout();
    this.tell("settings");
  }
  /** Another time, while it plays: the address needs not know it. @param {number} t */
  move(t) { this.state.t = t; this.tell("time"); }
  /** @param {string} name @param {any} value undefined for the usual one */
  setOption(name, value) {
    const options = {...this.state.options, [name]: value};
    if (value === undefined) delete options[name];
    this.fields.get(name)?.wrong();
    this.set({options});
    if (name === "source" || name === "classes") this.look();
  }
  setData(/** @type {Data} */ data) {
    this.fields.get("data")?.wrong();
    if (this.state.chain.length > 0) this.reset();
    if (data.kind === "drawn") this.kept.marks = data.marks; else if (data.kind === "mixture") this.kept.parts = data.parts;
    const before = this.state.data, another = data.kind !== before.kind || data.kind === "named";
    const stay = Boolean("whole" in data && data.whole) === Boolean("whole" in before && before.whole); // A run of a table may have options that points do not take.
    this.set({data, ...(another ? {view: null} : {}), options: Object.fromEntries(Object.entries(this.state.options).filter(([name]) => stay || this.start.options[name]))});
    this.look();
  }
  setSource(/** @type {import("./brush.js").Mark[]} */ sourceMarks) { this.set({sourceMarks}); this.look(); }
  /** Hands the pointer to a tool, or back to the view. @param {"" | "data" | "source"} what */
  edit(what) {
    this.editing = what;
    const mixture = what === "data" && this.state.data.kind === "mixture";
    const tool = what === "" ? null : mixture ? this.blend : this.sketch;
    this.scene.tool = tool;
    this.toolbar.hidden = tool !== this.sketch;
    element("cells").dataset.tool = tool?.cursor ?? "";
    if (tool === this.sketch) this.sketch.load();
    if (tool) element("main").scrollIntoView({block: "nearest"});
    this.scene.layout();
    this.tell("data");
    this.tell("settings");
  }
  /** The points that the plot shows before there is a flow. */
  async preparePreview() {
    const {data, options, sourceMarks} = this.state;
    const none = {values: new Float32Array(), columns: 2};
    const run = this.training.phase === "preparing" ? "" : this.run; // One that is being prepared shows nothing yet
    const rows = async (/** @type {string} */ path) => (await frames(path)).frames[0] ?? none;
    const named = (/** @type {string} */ name) => rows(`distributions/${encodeURIComponent(name)}?count=${SHOWN}`);
    try {
      let found = /** @type {Rows} */ (none);
      if (data.kind === "named") found = await named(data.name);
      else if (data.kind === "file" && !data.whole) found = await rows(run ? runPath(run, `data?count=${SHOWN}`) : `points?${new URLSearchParams({data: data.data, labels: data.column ?? "", count: String(SHOWN)})}`).catch(error => { if (this.run && !run) return none; throw error; });
      else if (data.kind === "file") found = none;
      else found = {values: data.kind === "drawn" ? pointsOf(data.marks) : pointsOfMixture(data.parts), columns: 3};
      const classes = found.columns < 3 ? 0 : new Set(Array.from({length: found.values.length / 3}, (_, i) => found.values[3 * i + 2])).size;
      const source = options.source ?? "gaussian";
      const known = this.start.distributions.some((/** @type {{name: string}} */ each) => each.name === source);
      const wrong = () => { throw new Problem(`source ${source}: expected one of the list`, 422, "source"); };
      const begin = source === "gaussian" ? noiseLike(found, data.kind !== "named") : source === "drawn" ? {values: pointsOf(sourceMarks), columns: 3}
        : known ? await named(source) : run ? await rows(runPath(run, `source?count=${SHOWN}`)) : this.run ? none : wrong();
      this.preview = {data: first(found, SHOWN), source: first(begin, SHOWN), classes: data.kind === "named" && !options.classes ? 0 : classes};
    } catch (error) {
      this.fail(error);
    }
    if (this.editing === "source") this.preview.data = this.preview.source;
    this.scene.fit();
    this.scene.redraw();
    this.tell("data");
  }
  /** The main button: trains, pauses, goes on. */
  go() {
    const {phase, run} = this.training;
    trouble("");
    this.busy("");
    return this.alone(async () => {
      if (phase === "training" || phase === "preparing") return this.training.tell("pause");
      if (phase === "paused") return this.training.tell("continue");
      return phase === "stopped" && run ? this.training.begin({resume: run, ...this.particles()}) : this.train();
    });
  }
  /** Does what may fail, and says so if it does. @param {() => Promise<unknown>} work @param {string} [prefix] of fields */
  async attempt(work, prefix) { await work().catch(error => this.fail(error, prefix)); }
  /** Does what begins something; what is pressed meanwhile is not heard. @param {() => Promise<unknown>} work @param {string} [prefix] of fields */
  async alone(work, prefix) { if (!this.starting) { this.starting = true; await this.attempt(work, prefix); this.starting = false; } }
  particles() { return {seed: this.state.noise, particles: this.state.particles}; }
  /** @param {Record<string, any>} [more] what else is asked of the server */
  async train(more = {}) {
    this.fields.forEach(field => field.wrong());
    this.scene.play(false);
    const {state} = this;
    const options = /** @type {Record<string, any>} */ ({...(isTable(this) ? {} : STUDIO), ...state.options});
    if (options.source === "drawn") options.source = await this.upload(pointsOf(state.sourceMarks), "source");
    const data = await this.dataForServer();
    // Files of the page's own are points; their classes stand in a column.
    if (state.data.kind !== "named") {
      const column = state.data.kind === "file" ? state.data.column : options.classes && this.preview.classes > 1 ? "class" : "";
      delete options.classes;
      Object.assign(options, state.data.kind === "file" && state.data.whole ? {} : {kind: "points"}, column ? {labels: column} : {});
    }
    this.edit("");
    const run = await this.training.begin({data, options, ...this.particles(), ...more});
    this.set({chain: [run], mode: "one", t: 1, steps: 100, class: "", view: null, panel: state.panel === "data" ? "train" : state.panel});
  }
  async dataForServer() {
    const {data} = this.state;
    if (data.kind === "named") return data.name;
    return data.kind === "file" ? data.data : this.upload(data.kind === "drawn" ? pointsOf(data.marks) : pointsOfMixture(data.parts), "data", this.state.options.classes);
  }
  /** @param {Float32Array} rows x, y, class @param {string} field @param {boolean} [classes] whether classes are learnt */
  async upload(rows, field, classes = false) {
    if (rows.length === 0) throw new Problem("There is nothing drawn yet. Draw a shape on the plot, then press Train.", 422, field);
    const several = classes && new Set(Array.from({length: rows.length / 3}, (_, i) => rows[3 * i + 2])).size > 1;
    const sent = several ? rows : rows.filter((_, i) => i % 3 !== 2);
    return (await send(`data?columns=${several ? 3 : 2}`, /** @type {Float32Array<ArrayBuffer>} */ (sent), "application/octet-stream")).data;
  }
  /** One step: begins a training that waits, if there is none. */
  async once() {
    await this.alone(async () => {
      const {training} = this;
      if (training.phase === "training") await training.tell("pause");
      else if (training.phase !== "paused") await this.train({paused: true});
      await this.until(() => training.phase !== "preparing" && training.phase !== "training");
      if (training.phase !== "paused") return;
      await training.tell("step");
      const silent = training.batch?.rows.every(({predicted}) => Math.hypot(...predicted) < 0.1);
      this.busy(`One batch: pairs in grey, what to learn as black arrows, what the network says as orange ones.${silent ? " As yet it says nearly 0, so that they are hardly seen." : ""}`);
    });
  }
  async until(/** @type {() => boolean} */ condition) {
    for (let k = 0; k < 1200 && !condition(); k++) await new Promise(resolve => setTimeout(resolve, 50));
  }
  reset() {
    const {training} = this;
    this.scene.play(false);
    if (training.isLive) training.tell("stop").catch(() => {});
    training.forget();
    this.told = "idle";
    this.set({chain: [], mode: "one", t: 1, class: ""});
    this.busy("");
    this.tell("training");
  }
  /** After a divergence: back to where the numbers were good, with a smaller learning rate. */
  async goBack() {
    const {run} = this.training;
    const usual = this.start.options.lr?.usual ?? 0.006;
    const lr = Number(this.state.options.lr ?? usual);
    const smaller = Number.isFinite(lr) && lr / 2 < usual ? lr / 2 : usual;
    this.setOption("lr", smaller === usual ? undefined : smaller);
    await this.alone(() => this.training.begin({resume: run, options: {lr: smaller}, ...this.particles()}));
  }
  async reflow(/** @type {boolean} */ distill) {
    this.scene.play(false);
    trouble("");
    await this.alone(async () => {
      const run = await this.training.begin({reflow: {of: this.run, ...this.state.reflow, distill}, ...this.particles()});
      this.set({chain: [...this.state.chain, run], mode: "both", t: 1, steps: 100, layers: {...this.state.layers, pairs: true}});
    }, "reflow-");
  }
  /** Asks what the server knows of a run. @param {string} run */
  async learn(run) {
    await this.attempt(async () => {
      this.known.set(run, await get(runPath(run)));
      this.tell("run");
      this.scene.layout();
    });
  }
  trained(/** @type {"state" | "record" | "frame" | "batch"} */ what) {
    const {training} = this;
    if (what === "frame") this.scene.refresh();
    else this.tell(what === "record" ? "record" : "training");
    if (what === "state" && this.told !== training.phase) {
      const before = this.told;
      this.told = training.phase;
      if ((training.phase === "training" || training.phase === "paused") && training.run) this.learn(training.run);
      this.say(`The training ${{idle: "is forgotten", preparing: "is being prepared", training: "runs", paused: "waits", done: "is done", lost: "is out of sight"}[String(training.phase)] ?? training.phase}. ${training.message}`);
      if (training.phase === "failed" && this.state.chain.length > 1 && training.run === this.run) this.set({chain: this.state.chain.slice(0, -1), mode: "one"}); // The flow that was to be straightened stays
      if (training.phase === "done" && training.run && (before === "training" || before === "preparing")) this.finished(training.run);
    }
    this.scene.redraw();
  }
  /** A training is done: shows what it has learnt. @param {string} run */
  async finished(run) {
    await this.learn(run);
    if (this.facts(run)?.kind !== "points") return;
    if (this.state.mode === "both") {
      this.set({steps: 1, t: 1});
    } else if (this.state.mode === "one" && !matchMedia("(prefers-reduced-motion: reduce)").matches && this.run === run) {
      this.set({t: 0});
      await this.scene.refresh();
      this.scene.play(true);
    }
  }
  /** @param {string} text for screen readers */
  say(text) { if (text) element("said").textContent = text; }
  /** @param {string} note a line under the headline of the figures */
  busy(note) { this.note = note; this.tell("note"); }
  /** Shows what went wrong: at its control, or in a line at the top. @param {unknown} error @param {string} [prefix] of fields */
  fail(error, prefix = "") {
    const name = error instanceof Problem ? error.field : undefined;
    const field = name ? this.fields.get(prefix + name) : undefined;
    const said = error instanceof Error ? error.message : String(error);
    const message = field && name ? labelled(said, {...field, name}) : said;
    if (name) {
      this.refused = name;
      this.tell("refused");
    }
    if (field) {
      field.wrong(message);
      const panel = /** @type {HTMLDetailsElement | null} */ (field.element.closest("details"));
      if (panel) panel.open = true;
      if (field.input.type !== "hidden") field.input.focus();
      this.say(message);
    }
    if (!field || this.state.bare) trouble(message);
    if (!(error instanceof Problem)) console.warn(error);
  }
  openPanel(/** @type {string} */ name) { this.set({panel: name}); }
  /** Things to draw again when colours change. @param {(() => void)[]} painters */
  watchPainters(painters) { this.painters = painters; }
  /** Builds the page. */
  build() {
    watchTheme(() => { this.painters.forEach(paint => paint()); this.scene.redraw(); });
    this.store.listen(patch => this.changed(patch));
    const panels = element("panels");
    for (const {name, title, mount} of PANELS) {
      const body = h("div", {class: "body"});
      const panel = h("details", {name: "panel", id: `panel-${name}`, open: name === this.state.panel}, h("summary", {}, title), body);
      panel.addEventListener("toggle", () => { if (panel.open && this.state.panel !== name) this.set({panel: name}); });
      this.panels.set(name, panel);
      panels.append(panel);
      mount(body, this);
    }
    mountBar(element("bar"), this);
    mountTransport(element("transport"), this);
    mountFigures(element("figures"), this);
    mountKinds(element("other"), this);
    this.painters.forEach(paint => paint());
    element("trouble").lastElementChild?.addEventListener("click", () => trouble(""));
    element("bare").addEventListener("click", () => this.set({bare: !this.state.bare}));
    element("help").addEventListener("click", () => /** @type {HTMLDialogElement} */ (element("keys")).showModal());
    element("link").addEventListener("click", async () => { this.busy((await copy(await this.store.write())) ? "The link is copied." : "The link is in the address bar."); });
    document.addEventListener("keydown", event => this.key(event));
    const given = (/** @type {Event} */ event, /** @type {DataTransfer | null} */ transfer, /** @type {string} */ name) => {
      const file = transfer?.files[0];
      if (!file && isTyping(event.target)) return;
      event.preventDefault();
      if (file) this.take(file);
      else this.takeText(transfer?.getData("text/plain") ?? "", name);
    };
    document.addEventListener("dragover", event => isTyping(event.target) || event.preventDefault());
    document.addEventListener("drop", event => given(event, event.dataTransfer, "dropped text"));
    document.addEventListener("paste", event => given(event, event.clipboardData, "pasted text"));
    // Back, forward, or another link. What waits to be written belongs to the address before.
    addEventListener("popstate", () => { clearTimeout(this.store.timer); this.store.written = "none"; this.open(); });
  }
  /** Shows the state of the address. */
  async open() {
    const wrong = await this.store.read();
    if (wrong) this.fail(new Problem(wrong, 422));
    if (wrong && document.documentElement.dataset.ready) return; // What is shown stays.
    if (!wrong) trouble("");
    this.fields.forEach(field => field.wrong());
    const {data, chain} = this.state;
    if (data.kind === "drawn") this.kept.marks = data.marks;
    else if (data.kind === "mixture") this.kept.parts = data.parts;
    document.body.classList.toggle("bare", this.state.bare);
    let kept = 0; // Runs of the chain that are there
    try {
      for (; kept < chain.length; kept++) this.known.set(chain[kept], await get(runPath(chain[kept])));
    } catch (error) {
      this.set({chain: chain.slice(0, kept), mode: kept < 2 && this.state.mode === "both" ? "one" : this.state.mode});
      this.fail(error instanceof Problem && error.status === 404 ? new Problem(`The run ${chain[kept]} of this link is not in this folder. ${kept > 0 ? "The flow before it is shown." : "Press Train to make it again from the same data and seed."}`, 404) : error);
    }
    await (kept > 0 ? this.training.open(this.run, this.facts(this.run)) : this.training.forget());
    this.told = this.training.phase;
    await this.look();
    this.edit(this.state.chain.length === 0 && data.kind !== "named" && data.kind !== "file" ? "data" : "");
    this.tell("run");
    this.tell("training");
  }
  /** Shows a run of the folder, with its teachers, data and options. A training that is live here goes on. @param {string} run */
  async openRun(run) {
    this.scene.play(false);
    if (this.training.isLive && this.training.run !== run) await this.training.tell("keep");
    const facts = await get(runPath(run));
    const chain = [run];
    for (let teacher = facts.teacher; teacher && !chain.includes(teacher); teacher = this.known.get(teacher).teacher) {
      this.known.set(teacher, await get(runPath(teacher)));
      chain.unshift(teacher);
    }
    const named = this.start.distributions.some((/** @type {{name: string}} */ each) => each.name === facts.data);
    const {labels, ...options} = facts.unusual ?? {};
    this.known.set(run, facts);
    const file = facts.kind === "points" ? {column: labels || undefined} : {whole: true};
    /** @type {Data} */
    const data = named ? {kind: "named", name: facts.data} : {kind: "file", data: facts.data, label: facts.data, ...file};
    this.set({chain, mode: "one", t: 1, view: null, class: "", guidance: 1, data, options});
    this.known.set(run, await this.training.open(run));
    this.told = this.training.phase;
    await this.look();
    this.edit("");
    this.tell("run");
    this.tell("training");
  }
  key(/** @type {KeyboardEvent} */ event) {
    if (event.altKey || isTyping(event.target) || /** @type {HTMLDialogElement} */ (element("keys")).open) return;
    const pressed = /** @type {Element} */ (event.target).closest?.("button, summary, input, select, a, .chart");
    const has = this.state.chain.length > 0;
    const step = event.shiftKey ? 0.1 : 0.01;
    const keys = /** @type {Record<string, () => void>} */ ({
      "+": () => this.scene.moveView(this.scene.view.x, this.scene.view.y, this.scene.view.half / 1.25),
      "-": () => this.scene.moveView(this.scene.view.x, this.scene.view.y, this.scene.view.half * 1.25),
      0: () => this.set({view: null}),
      h: () => this.set({bare: !this.state.bare}),
      "?": () => /** @type {HTMLDialogElement} */ (element("keys")).showModal(),
      Escape: () => this.edit(""),
    });
    if (event.ctrlKey || event.metaKey) {
      Object.keys(keys).forEach(key => delete keys[key]);
      if (this.editing !== "") Object.assign(keys, {z: () => this.sketch.change(this.sketch.drawing.undo()), y: () => this.sketch.change(this.sketch.drawing.redo())});
    } else if (has) {
      COUNTS.forEach((count, k) => (keys[k + 1] = () => this.set({steps: count})));
      const move = (/** @type {number} */ by) => this.set({t: Math.min(1, Math.max(0, Math.round((this.state.t + by) * 100) / 100))});
      if (!pressed) Object.assign(keys, {" ": () => this.scene.play(!this.scene.playing), ArrowLeft: () => move(-step), ArrowRight: () => move(step)});
    } else if (this.scene.tool === this.blend && !pressed) {
      const d = event.shiftKey ? 0.5 : 0.1;
      Object.assign(keys, {ArrowLeft: () => this.blend.nudge(-d, 0, 1), ArrowRight: () => this.blend.nudge(d, 0, 1), ArrowUp: () => this.blend.nudge(0, d, 1), ArrowDown: () => this.blend.nudge(0, -d, 1)});
    }
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }
}

/** @param {string} id @returns {HTMLElement} */
export const element = id => /** @type {HTMLElement} */ (document.getElementById(id));
let asking = /** @type {ReturnType<typeof setInterval> | undefined} */ (undefined); // Whether the server answers again
/** Says in the line at the top what is wrong and of no field; nothing if all is well. @param {string} message */
function trouble(message) {
  const line = element("trouble");
  line.hidden = message === "";
  /** @type {HTMLElement} */ (line.firstElementChild).textContent = message;
  clearInterval(asking); // A page that has not begun yet begins when the server answers.
  if (message === SILENT) asking = setInterval(() => get("start").then(() => !document.documentElement.dataset.ready ? location.reload() : line.firstElementChild?.textContent === message && trouble(""), () => {}), 2000);
}
/** @param {EventTarget | null} target */
const isTyping = target => target instanceof HTMLElement && (target.isContentEditable || target.matches("input[type=text], textarea, select"));
/** @param {Rows} rows @param {number} count @returns {Rows} */
const first = (rows, count) => ({values: rows.values.subarray(0, count * rows.columns), columns: rows.columns});

/** Gaussian noise; for data of the user's own, with their middle and spread, as the server standardises them. @param {Rows} data @param {boolean} own @returns {Rows} */
function noiseLike({values, columns}, own) {
  const random = new Random(1);
  const n = values.length / columns;
  const [mean, spread] = [[0, 0], [1, 1]];
  if (own && n > 1) {
    for (const axis of [0, 1]) {
      let [sum, squares] = [0, 0];
      for (let i = axis; i < values.length; i += columns) {
        sum += values[i];
        squares += values[i] * values[i];
      }
      mean[axis] = sum / n;
      spread[axis] = Math.sqrt(Math.max(0, squares / n - mean[axis] ** 2)) || 1;
    }
  }
  return {values: Float32Array.from({length: 2 * SHOWN}, (_, i) => mean[i % 2] + spread[i % 2] * random.normal()), columns: 2};
}

async function begin() {
  const store = new Store();
  try {
    const start = await get("start");
    await store.read();
    store.written = "";
    const app = new App(start, store);
    app.build();
    await app.open();
    if (start.open && location.hash.length < 2) await app.openRun(start.open);
    document.documentElement.dataset.ready = "yes";
    Object.assign(globalThis, {studio: app}); // For the console and for tests.
  } catch (error) {
    trouble(/** @type {Error} */ (error).message);
    console.warn(error);
  }
}

begin();
