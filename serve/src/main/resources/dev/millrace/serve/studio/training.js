/** The training of this page: it begins, is watched, waits, does single steps, and ends. */
import {Problem, ask, get, plain, post, records, runPath} from "./api.js";
/** @typedef {"idle" | "preparing" | "training" | "paused" | "stopped" | "diverged" | "done" | "failed" | "lost"} Phase
 * @typedef {{x0: number[], x1: number[], t: number, xt: number[], target: number[], predicted: number[]}} Pair
 * @typedef {import("./api.js").Frame} Frame */

const RETRY = 2000;
const trainingPath = (/** @type {string} */ run, /** @type {string} */ part) => runPath(run, part).replace(/^runs/, "trainings");

/** The name of this page for the server; a page that is loaded again is the same. */
function pageName() {
  let name = sessionStorage.getItem("millrace-page");
  if (!name) {
    name = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("millrace-page", name);
  }
  return name;
}

export class Training {
  /** @type {string | null} */
  run = null;
  /** @type {Phase} */
  phase = "idle";
  step = 0;
  steps = 0;
  message = "";
  rate = 0;
  left = NaN;
  /** @type {[number, number][]} */
  losses = [];
  /** @type {[number, number][]} */
  distances = [];
  floor = NaN;
  straightness = NaN;
  /** @type {number[]} */
  byTime = [];
  /** @type {{work: string, done: number, total: number} | null} */
  work = null;
  /** The newest particles at t = 1. @type {Frame | null} */
  frame = null;
  /** The batch of a single step. @type {{step: number, loss: number, rows: Pair[]} | null} */
  batch = null;
  /** @type {AbortController | undefined} */
  watching = undefined;
  stopped = false; // Whether the training before was stopped
  page = pageName();

  constructor(/** @type {(what: "state" | "record" | "frame" | "batch") => void} */ changed) { this.changed = changed; }
  /** As if there had been no training. */
  forget() {
    this.watching?.abort();
    this.run = null;
    this.phase = "idle";
    this.clear();
  }
  clear() {
    Object.assign(this, {step: 0, steps: 0, message: "", rate: 0, left: NaN, losses: [], distances: [], floor: NaN, straightness: NaN, byTime: [], work: null, frame: null, batch: null});
  }
  get isLive() { return this.phase === "preparing" || this.phase === "training" || this.phase === "paused" || this.phase === "lost"; }
  /** @param {Record<string, any>} asked what POST /trainings takes @returns {Promise<string>} the name of the run */
  async begin(asked) {
    let run;
    for (let tries = 0; run === undefined; tries++) {
      try {
        ({run} = await post("trainings", {page: this.page, ...asked}));
      } catch (error) {
        // A training that was stopped a moment ago ends with its checkpoint.
        if (!(error instanceof Problem && error.status === 409 && this.stopped && tries < 20)) throw error;
        await new Promise(resolve => setTimeout(resolve, 200));
      }
    }
    this.stopped = false;
    this.watching?.abort();
    this.clear();
    this.phase = "preparing";
    this.watch(run);
    return run;
  }
  /** Takes up a run: what it has logged, and its stream if it goes on. @param {string} run @param {any} [known] what the server says about it @returns {Promise<any>} the same */
  async open(run, known) {
    const facts = known ?? (await get(runPath(run)));
    this.watching?.abort();
    this.clear();
    Object.assign(this, {run, step: facts.step ?? 0, steps: facts.steps ?? 0, losses: facts.loss ?? []});
    const phases = /** @type {Record<string, Phase>} */ ({live: "training", preparing: "preparing", training: "training", paused: "paused", diverged: "diverged", failed: "failed", stopped: "stopped"});
    this.phase = phases[facts.state] ?? "done";
    if (this.isLive || facts.watched) this.watch(run);
    this.changed("state");
    return facts;
  }
  async watch(/** @type {string} */ run) {
    const watching = new AbortController();
    this.watching = watching;
    this.run = run;
    this.changed("state");
    while (!watching.signal.aborted) {
      try {
        for await (const record of records(await ask(trainingPath(run, "stream"), {signal: watching.signal}))) {
          if (watching.signal.aborted) return;
          if ("frame" in record) {
            this.frame = record.frame;
            this.changed("frame");
          } else if ("json" in record) {
            this.take(record.json);
          }
        }
        if (!this.isLive) return;
      } catch (error) {
        if (watching.signal.aborted) return;
        if (error instanceof Problem && error.status >= 400 && error.status < 500) {
          // The server was started again: the run is in its folder, and can go on.
          await this.open(run).catch(() => this.stoppedIn(run));
          return;
        }
      }
      this.end("lost", "The server does not answer. This page tries again and goes on as soon as it does.");
      await new Promise(resolve => setTimeout(resolve, RETRY));
    }
  }
  /** It can go on if there is a run in its folder. @param {string} run */
  async stoppedIn(run) {
    this.end("stopped", "");
    await get(runPath(run)).catch(error => error.status === 404 && this.run === run && this.end("failed", "It was stopped before there was anything to go on from."));
  }
  end(/** @type {Phase} */ phase, /** @type {string} */ message) {
    this.phase = phase;
    this.message = message;
    this.changed("state");
  }
  take(/** @type {any} */ record) {
    if (record.type === "state") {
      const before = this.phase;
      Object.assign(this, {phase: record.state, steps: record.steps || this.steps, message: plain(record.message ?? "")});
      this.step = record.step ?? this.step;
      if (record.state === "training") this.work = null;
      if (before === "paused" && this.phase === "training") this.batch = null;
      if (record.state === "stopped" && this.step === 0 && this.run) this.stoppedIn(this.run);
      else this.changed("state");
    } else if (record.type === "loss") {
      const {step, loss, rate, secondsLeft} = record;
      put(this.losses, step, loss);
      Object.assign(this, {step, rate: rate ?? this.rate, left: secondsLeft ?? NaN});
      this.changed("record");
    } else if (record.type === "figures") {
      put(this.distances, record.step, record.w2);
      Object.assign(this, {floor: record.floor ?? this.floor, straightness: record.straightness ?? this.straightness});
      this.changed("record");
    } else if (record.type === "times") {
      this.byTime = record.loss;
      this.changed("record");
    } else if (record.type === "work") {
      this.work = {work: record.work || this.work?.work || "", done: record.done, total: record.total || this.work?.total || 0};
      this.changed("record");
    }
  }
  /** @param {"pause" | "continue" | "step" | "stop" | "keep"} command @returns {Promise<any>} */
  async tell(command) {
    if (!this.run) return;
    this.stopped = command === "stop";
    const answer = await post(trainingPath(this.run, command));
    if (command === "step") {
      this.batch = answer;
      this.step = answer.step;
      this.losses.push([answer.step, answer.loss]);
      this.changed("batch");
    }
    return answer;
  }
}

/** Adds a point to a curve; a training may have gone back. @param {[number, number][]} curve @param {number} step @param {number} value */
function put(curve, step, value) {
  while (curve.length > 0 && curve[curve.length - 1][0] >= step) curve.pop();
  curve.push([step, value]);
}
