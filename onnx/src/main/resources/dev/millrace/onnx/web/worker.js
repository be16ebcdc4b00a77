// Runs the graph of the flow beside the page, which so stays quick.
import { labels, noise } from './noise.js';

/** Rows of one call: more of them do not fit into the processor's cache. */
const POINTS = 500;
const IMAGES = 16;
const MOST_CLASSES = 100;

/**
 * @typedef {object} Request
 * @property {number} id
 * @property {bigint} seed
 * @property {number} count
 * @property {number} steps
 * @property {string} choice the number of a class, or of a label's level; or 'all', 'any' or 'trained'
 * @property {number} guidance
 */

/** @type {any} */
const scope = globalThis;
/** ONNX Runtime. @type {any} */
let ort;
/** @type {any} */
let session;
/** @type {import('./flow.js').Flow} */
let flow;
let latest = 0;
let last = Promise.resolve();

scope.onmessage = (/** @type {MessageEvent} */ { data }) => {
  if (data.flow) {
    flow = data.flow;
    last = load().catch(fail);
  } else {
    latest = data.id;
    last = last.then(() => draw(data)).catch(fail);
  }
};

/** @param {unknown} error */
function fail(error) {
  scope.postMessage({ error: error instanceof Error ? error.message : String(error) });
}

/** @param {string} file @returns {string} */
const address = file => new URL(file, import.meta.url).href;

async function load() {
  ort = await import(address('ort/ort.wasm.min.js'));
  ort.env.logLevel = 'error';
  // Several threads would need headers that few servers send.
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = {
    mjs: address('ort/ort-wasm-simd-threaded.js'),
    wasm: address('ort/ort-wasm-simd-threaded.wasm'),
  };
  session = await ort.InferenceSession.create(address('flow.onnx'), { logSeverityLevel: 3 });
  scope.postMessage({ ready: true });
}

/** @param {Request} request */
async function draw(request) {
  if (request.id !== latest) {
    return;
  }
  const begin = performance.now();
  const kinds = { points, images, tables };
  const result = await kinds[flow.kind](request, noise(request.seed, request.count, flow.width, flow.kind === 'images'),
    classes(request));
  if (result) {
    scope.postMessage({ id: request.id, ...result, seconds: (performance.now() - begin) / 1000 });
  }
}

/** The class, or the level of the label, of each row; empty if there are none. @param {Request} request */
function classes({ seed, count, choice }) {
  if (flow.classes === 0) {
    return [];
  }
  switch (choice) {
    case 'trained':
      return labels(seed, count, flow.labelCounts);
    case 'all': {
      // As `millrace sample` does: in turn, and of images as many classes as fit into a picture.
      const wanted = flow.kind === 'images' ? Math.min(flow.classes, MOST_CLASSES) : flow.classes;
      return Array.from({ length: count }, (_, row) => row % wanted);
    }
    case 'any':
      return Array(count).fill(flow.classes);
    default:
      return Array(count).fill(Number(choice));
  }
}

/**
 * Lets messages in, and says how much is done.
 *
 * @param {Request} request @param {number} done 0 to 1
 * @returns {Promise<boolean>} whether the request still is the latest
 */
async function goesOn(request, done) {
  scope.postMessage({ id: request.id, done });
  await new Promise(resolve => setTimeout(resolve));
  return request.id === latest;
}

/**
 * Runs the graph for some rows.
 *
 * @param {Request} request @param {Float32Array} x0 of these rows @param {number[]} told the classes of these rows
 * @param {Record<string, any>} more further inputs @param {string[]} wanted names of outputs
 */
async function run(request, x0, told, more, wanted) {
  const rows = x0.length / flow.width;
  /** @type {Record<string, any>} */
  const inputs = { x0: new ort.Tensor('float32', x0, [rows, ...flow.shape]), ...more };
  for (const name of ['class', 'label']) {
    if (flow.inputs.includes(name)) {
      inputs[name] = new ort.Tensor('int64', BigInt64Array.from(told.map(BigInt)), [rows]);
    }
  }
  if (flow.inputs.includes('guidance')) {
    inputs.guidance = new ort.Tensor('float32', [request.guidance], []);
  }
  return session.run(inputs, wanted);
}

/** @param {number} steps */
const stepsInput = steps => ({ steps: new ort.Tensor('int64', [BigInt(steps)], []) });

/** The whole way of all points. @param {Request} request @param {Float32Array} x0 @param {number[]} told */
async function points(request, x0, told) {
  const { count, steps } = request;
  const width = flow.width;
  const states = new (flow.wide ? Float64Array : Float32Array)((steps + 1) * count * width);
  for (let from = 0; from < count; from += POINTS) {
    if (!await goesOn(request, from / count)) {
      return null;
    }
    const to = Math.min(count, from + POINTS);
    const { trajectory } = await run(request, x0.slice(from * width, to * width), told.slice(from, to), stepsInput(steps),
      ['trajectory']);
    const size = (to - from) * width;
    for (let k = 0; k <= steps; k++) {
      states.set(trajectory.data.subarray(k * size, (k + 1) * size), (k * count + from) * width);
    }
  }
  return { states, told };
}

/** Step by step, so that the page shows how images form. @param {Request} request @param {Float32Array} x0 @param {number[]} told */
async function images(request, x0, told) {
  const { count, steps } = request;
  const width = flow.width;
  let x = x0;
  for (let k = 0; k < steps; k++) {
    const times = { times: new ort.Tensor('float32', [k / steps, (k + 1) / steps], [2]) };
    const next = new Float32Array(x.length);
    scope.postMessage({ id: request.id, frame: x, told });
    for (let from = 0; from < count; from += IMAGES) {
      if (!await goesOn(request, (k + from / count) / steps)) {
        return null;
      }
      const to = Math.min(count, from + IMAGES);
      const { samples } = await run(request, x.slice(from * width, to * width), told.slice(from, to), times, ['samples']);
      next.set(samples.data, from * width);
    }
    x = next;
  }
  return { states: x, told };
}

/** Columns, as they are in the data. @param {Request} request @param {Float32Array} x0 @param {number[]} told */
async function tables(request, x0, told) {
  const { count, steps } = request;
  const columns = flow.outputs.map(() => /** @type {number[]} */ ([]));
  for (let from = 0; from < count; from += POINTS) {
    if (!await goesOn(request, from / count)) {
      return null;
    }
    const to = Math.min(count, from + POINTS);
    const result = await run(request, x0.slice(from * flow.width, to * flow.width), told.slice(from, to), stepsInput(steps),
      flow.outputs);
    flow.outputs.forEach((name, c) => result[name].data.forEach((/** @type {any} */ v) => columns[c].push(Number(v))));
  }
  return { columns, told };
}
