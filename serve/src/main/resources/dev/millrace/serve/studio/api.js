/** What the page asks the server. Every answer that fails becomes a Problem with one line for the user. */

const BASE = "api/";
export const SILENT = "The studio's server does not answer. Is it still running?";

/** @typedef {{step: number, index: number, rows: number, columns: number, values: Float32Array}} Frame rows · columns numbers, one row after the other */

/** A message of the server, in which names of options stand in backticks. */
export const plain = (/** @type {string} */ text) => text.replaceAll("`", "");

/** An answer that says what was wrong, and at which option if it was one. */
export class Problem extends Error {
  /** @param {string} message @param {number} status @param {string} [field] */
  constructor(message, status, field) {
    super(plain(message));
    this.status = status;
    this.field = field;
  }
}

/** @param {string} path @param {RequestInit} [init] @returns {Promise<Response>} @throws {Problem} if the server does not answer, or says no */
export async function ask(path, init) {
  let response;
  try {
    response = await fetch(BASE + path, init);
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") throw error;
    throw new Problem(SILENT, 0);
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Problem(problem.detail ?? problem.title ?? `The server answered ${response.status}.`, response.status, problem.field);
  }
  return response;
}

/** @param {string} path @returns {Promise<any>} */
export const get = async path => (await ask(path)).json();

/** @param {string} path @param {unknown} [body] sent as JSON @returns {Promise<any>} */
export const post = async (path, body) =>
  (await ask(path, {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body ?? {})})).json();

/** @param {string} path @param {BodyInit} body @param {string} type @returns {Promise<any>} */
export const send = async (path, body, type) => (await ask(path, {method: "POST", headers: {"Content-Type": type}, body})).json();
/** The address of a run's part; names of runs may have folders in them. @param {string} run @param {string} part */
export const runPath = (run, part = "") => `runs/${run.split("/").map(encodeURIComponent).join("/")}${part && "/"}${part}`;

/** The records of an answer, one after the other. @param {Response} response @returns {AsyncGenerator<{frame: Frame} | {json: any} | {png: Blob, index: number}>} */
export async function* records(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  let held = new Uint8Array(1 << 16);
  let from = 0;
  let to = 0;
  try {
    for (;;) {
      while (to - from >= 4) {
        const length = new DataView(held.buffer, from, 4).getUint32(0, true);
        if (to - from < 4 + length) break;
        yield record(held.slice(from + 4, from + 4 + length));
        from += 4 + length;
      }
      const {done, value} = await reader.read();
      if (done) return;
      if (to + value.length > held.length) {
        const more = new Uint8Array(Math.max(held.length, 2 * (to - from + value.length)));
        more.set(held.subarray(from, to));
        [held, to, from] = [more, to - from, 0];
      }
      held.set(value, to);
      to += value.length;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes a type, and what follows it */
function record(bytes) {
  const view = new DataView(bytes.buffer);
  if (bytes[0] === 0) return {json: JSON.parse(new TextDecoder().decode(bytes.subarray(1)))};
  if (bytes[0] === 2) return {index: view.getInt32(1, true), png: new Blob([bytes.subarray(5)], {type: "image/png"})};
  const [step, index, rows, columns] = [1, 5, 9, 13].map(at => view.getInt32(at, true));
  return {frame: {step, index, rows, columns, values: new Float32Array(bytes.buffer.slice(17))}};
}

/** All frames of an answer, and what its JSON records say together. @param {string} path @param {RequestInit} [init] @returns {Promise<{frames: Frame[], facts: any}>} */
export async function frames(path, init) {
  const found = /** @type {Frame[]} */ ([]);
  const facts = {};
  for await (const each of records(await ask(path, init))) {
    if ("frame" in each) {
      found.push(each.frame);
    } else if ("json" in each) {
      if (each.json.type === "problem" || each.json.type === "error") throw new Problem(each.json.detail ?? each.json.message, each.json.status ?? 500, each.json.field);
      Object.assign(facts, each.json);
    }
  }
  return {frames: found, facts};
}

/** Work that is asked for more often than it can be done: one at a time, and of those that wait only the newest. @template {any[]} A
 * @param {(...args: A) => Promise<unknown>} work @returns {(...args: A) => Promise<void>} */
export function latest(work) {
  let busy = false;
  /** @type {A | undefined} */
  let next;
  return async (...args) => {
    next = args;
    if (busy) return;
    busy = true;
    try {
      while (next) {
        const now = next;
        next = undefined;
        await work(...now);
      }
    } finally {
      busy = false;
    }
  };
}
