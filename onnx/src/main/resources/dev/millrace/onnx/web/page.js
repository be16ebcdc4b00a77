// The page: what is asked for goes to worker.js, and what comes back is drawn.
import { bytes, colour, drawImages, drawPoints } from './draw.js';
import { readFlow } from './flow.js';
import { cell, csv, shortest } from './rows.js';

const STEPS = [1, 2, 4, 8, 16, 32, 64, 100];
const MOST = { points: 10_000, images: 100, tables: 10_000 };
/** With more steps the first images would take long. */
const FIRST_IMAGE_STEPS = 8;
const SHOWN_ROWS = 20;
const PLAY_SECONDS = 2.5;
const SEED_LIMIT = 2n ** 63n;

/** @template {HTMLElement} T @param {string} id @returns {T} */
const el = id => /** @type {T} */ (document.getElementById(id));
/** @param {string} id @returns {HTMLInputElement} */
const input = id => el(id);
/** @param {number} n */
const grouped = n => n.toLocaleString('en-US');

const canvas = /** @type {HTMLCanvasElement} */ (el('picture'));
/** @type {import('./flow.js').Flow} */
let flow;
/** @type {number[]} */
let stepCounts = [];
let asked = 0;
/** What was asked for last. @type {import('./worker.js').Request | undefined} */
let request;
/** What was drawn last, for the page's pictures, and for the console, as `millrace`. @type {any} */
let drawn;
/** The states of images that are drawn, as bytes. @type {Uint8Array[]} */
let frames = [];
const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });

worker.onmessage = (/** @type {MessageEvent} */ { data }) => {
  if (data.error) {
    fail(data.error);
  } else if (data.ready) {
    ask();
  } else if (data.id === asked) {
    receive(data);
  }
};
worker.onerror = (/** @type {ErrorEvent} */ event) => fail(event.message || 'the worker could not be started');

/** @param {string} message */
function fail(message) {
  el('status').textContent = 'It did not work: ' + message;
  tellBusy(false);
}

/** @param {boolean} busy */
function tellBusy(busy) {
  el('progress').classList.toggle('idle', !busy);
  el('shown').setAttribute('aria-busy', String(busy));
}

start().catch(error => fail(error.message));

async function start() {
  el('status').textContent = 'Reading the flow …';
  flow = await readFlow();
  document.title = flow.name + ': a flow';
  el('name').textContent = flow.name;
  el('about').textContent = about();
  el('origin').textContent = `Made by Millrace ${flow.version}; SHA-256 of the weights ${flow.checksum.slice(0, 16)}…. `
    + 'Everything is computed in this page, by ONNX Runtime; nothing is sent.';
  setUpSteps();
  setUpCount();
  setUpClasses();
  setUpAxes();
  listen();
  worker.postMessage({ flow });
}

function about() {
  const things = { points: 'points', images: 'pictures', tables: 'rows of a table' }[flow.kind];
  const more = {
    points: 'Grey lines are paths from noise (t = 0) to data (t = 1).',
    images: 'Each begins as noise (t = 0) and is a picture at t = 1.',
    tables: 'They follow the distribution of the rows that the flow has learnt.',
  }[flow.kind];
  const way = flow.solver === 'flow-map' ? 'steps of its flow map' : `steps of ${flow.solver === 'euler' ? 'Euler’s method' : flow.solver}`;
  return `This page draws ${things} that a flow makes of random noise, by as many ${way} as you choose. ${more}`;
}

function setUpSteps() {
  stepCounts = [...new Set([...STEPS, Math.min(flow.usualSteps, 1000)])].sort((a, b) => a - b);
  const first = flow.kind === 'images' ? Math.min(flow.usualSteps, FIRST_IMAGE_STEPS) : flow.usualSteps;
  input('steps').max = String(stepCounts.length - 1);
  input('steps').dataset.counts = stepCounts.join(' ');
  input('steps').value = String(Math.max(0, stepCounts.indexOf(first)));
}

function setUpCount() {
  const things = { points: 'Points', images: 'Pictures', tables: 'Rows' }[flow.kind];
  el('count-name').textContent = things;
  input('count').max = String(MOST[flow.kind]);
  const images = flow.classes > 0 && flow.classes <= 12 ? flow.classes * Math.ceil(10 / flow.classes) : 12;
  input('count').value = String(flow.kind === 'images' ? images : 1000);
}

function setUpClasses() {
  if (flow.classes === 0) {
    return;
  }
  const table = flow.kind === 'tables';
  const choices = [table ? ['trained', 'as in the data'] : ['all', 'all classes'],
    ...flow.classNames.map((name, c) => [String(c), name]), ...table ? [] : [['any', 'any class']]];
  el('class').append(...choices.map(([value, name]) => new Option(name, value)));
  el('class-name').textContent = flow.className;
  el('class-field').hidden = false;
  el('guidance-field').hidden = !flow.inputs.includes('guidance');
}

function setUpAxes() {
  if (flow.kind !== 'points' || flow.width < 3) {
    return;
  }
  for (const [id, chosen] of /** @type {[string, number][]} */ ([['across', 0], ['up', 1]])) {
    el(id).append(...Array.from({ length: flow.width }, (_, c) => new Option(columnName(c), String(c))));
    input(id).value = String(chosen);
    el(id).addEventListener('change', show);
  }
  el('axes').hidden = false;
}

/** @param {number} column */
const columnName = column => flow.columns[column] ?? 'x' + (column + 1);

function listen() {
  for (const id of ['steps', 'guidance']) {
    let waiting = 0;
    el(id).addEventListener('input', () => {
      tellSliders();
      clearTimeout(waiting);
      waiting = setTimeout(ask, 120);
    });
  }
  for (const id of ['seed', 'count', 'class']) {
    el(id).addEventListener('change', ask);
  }
  el('controls').addEventListener('submit', event => {
    event.preventDefault();
    ask();
  });
  el('new-seed').addEventListener('click', () => {
    input('seed').value = String(crypto.getRandomValues(new Uint32Array(1))[0]);
    ask();
  });
  el('time').addEventListener('input', () => {
    playing = 0;
    show();
  });
  el('play').addEventListener('click', play);
  el('csv').addEventListener('click', () => save(new Blob([csv(texts(drawn.count))], { type: 'text/csv' }), '.csv'));
  el('png').addEventListener('click', () => canvas.toBlob(blob => blob && save(blob, '.png')));
  window.addEventListener('resize', show);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
}

function tellSliders() {
  const steps = stepCounts[Number(input('steps').value)];
  el('steps-shown').textContent = String(steps);
  input('steps').setAttribute('aria-valuetext', String(steps));
  const guidance = Number(input('guidance').value);
  el('guidance-shown').textContent = guidance === 1 ? '1 (none)' : String(guidance);
  return { steps, guidance };
}

/** The seed; undefined if it is none. */
function seed() {
  const text = input('seed').value.trim();
  const value = /^-?\d{1,19}$/.test(text) ? BigInt(text) : SEED_LIMIT;
  const fits = value >= -SEED_LIMIT && value < SEED_LIMIT;
  input('seed').setAttribute('aria-invalid', String(!fits));
  return fits ? value : undefined;
}

/** Asks for samples as the controls say. */
function ask() {
  const { steps, guidance } = tellSliders();
  const chosen = seed();
  const count = Number(input('count').value);
  if (chosen === undefined || !input('count').validity.valid) {
    el('status').textContent = chosen === undefined
      ? 'Expected a whole number of 64 bits as the seed.'
      : `Expected a count from 1 to ${grouped(MOST[flow.kind])}.`;
    return;
  }
  request = { id: ++asked, seed: chosen, count, steps, choice: input('class').value, guidance };
  el('status').textContent = 'Drawing …';
  tellBusy(true);
  frames = [];
  worker.postMessage(request);
}

/** @param {any} data a part of what was asked for, or all of it */
function receive(data) {
  const { count, steps } = /** @type {import('./worker.js').Request} */ (request);
  if (data.done !== undefined) {
    /** @type {HTMLProgressElement} */ (el('progress')).value = data.done;
  } else if (data.frame) {
    frames.push(bytes(data.frame));
    drawn = { count, told: data.told };
    showImages(frames.length - 1);
  } else {
    finish(data, count, steps);
  }
}

/** @param {any} data @param {number} count @param {number} steps */
function finish(data, count, steps) {
  drawn = { ...request, ...data, count, steps };
  if (flow.kind === 'images') {
    frames.push(bytes(data.states));
  }
  const things = { points: 'point', images: 'picture', tables: 'row' }[flow.kind];
  el('status').textContent = `${grouped(count)} ${things}${count === 1 ? '' : 's'} by ${steps} step${steps === 1 ? '' : 's'}, `
    + `${data.seconds < 10 ? data.seconds.toFixed(2) : Math.round(data.seconds)} s`
    + (flow.kind === 'tables' && count > SHOWN_ROWS ? `; the first ${SHOWN_ROWS} are shown` : '');
  el('csv').hidden = flow.kind === 'images';
  el('png').hidden = flow.kind === 'tables';
  for (const id of ['csv', 'png']) {
    /** @type {HTMLButtonElement} */ (el(id)).disabled = false;
  }
  el('time-field').hidden = flow.kind === 'tables';
  canvas.hidden = flow.kind === 'tables';
  input('time').value = '1';
  tellSame();
  showLegend();
  show();
  Object.assign(globalThis, { millrace: drawn });
  tellBusy(false);
}

/** Says which command makes the same. */
function tellSame() {
  const { seed: chosen, count, steps, choice, guidance } = drawn;
  const classed = flow.classes > 0 && !['all', 'trained'].includes(choice);
  el('same').hidden = flow.kind === 'tables' && classed;
  const name = choice === 'any' ? 'any' : flow.classNames[Number(choice)];
  const words = ['millrace sample RUN', '--seed ' + chosen, '--count ' + count, '--steps ' + steps,
    classed ? '--class ' + (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`) : '',
    flow.inputs.includes('guidance') && guidance !== 1 ? '--guidance ' + guidance : '',
    ['euler', 'flow-map'].includes(flow.solver) ? '' : '--solver ' + flow.solver,
    flow.kind === 'images' ? '--precision fp32 --out samples.png' : '--out samples.csv'];
  const code = document.createElement('code');
  code.append(...words.filter(word => word).flatMap(word => {
    const whole = document.createElement('span');
    whole.textContent = word;
    return [whole, ' '];
  }));
  el('same').replaceChildren('The same noise, and so the same samples but for the last digits: ', code);
}

function showLegend() {
  const labels = flow.kind === 'points' && flow.classes > 0 ? [...new Set(drawn.told)].filter(c => c < flow.classes) : [];
  el('legend').hidden = labels.length < 2;
  el('legend').replaceChildren(...labels.sort((a, b) => a - b).slice(0, 24).map(c => {
    const item = document.createElement('li');
    const dot = document.createElement('i');
    dot.style.background = colour(c);
    item.append(dot, flow.classNames[c]);
    return item;
  }));
}

/** Shows what is drawn, at the time that the slider says. */
function show() {
  if (drawn?.seconds === undefined) {
    return;
  }
  const t = Number(input('time').value);
  el('time-shown').textContent = t.toFixed(2);
  if (flow.kind === 'points') {
    const across = flow.width === 1 ? -1 : flow.width === 2 ? 0 : Number(input('across').value);
    const up = flow.width === 1 ? 0 : flow.width === 2 ? 1 : Number(input('up').value);
    canvas.setAttribute('aria-label', `${grouped(drawn.count)} points at time ${t.toFixed(2)}, and their paths`);
    drawPoints(canvas, {
      ...drawn, width: flow.width, classes: flow.classes, across, up, names: [across < 0 ? 't' : columnName(across), columnName(up)],
    }, t);
  } else if (flow.kind === 'images') {
    showImages(Math.round(t * (frames.length - 1)));
  } else {
    showRows();
  }
}

/** @param {number} k the number of a state */
function showImages(k) {
  // Each class has a column, if they are few.
  const all = /** @type {import('./worker.js').Request} */ (request).choice === 'all';
  const even = all && flow.classes <= 12 && drawn.count % flow.classes === 0;
  const columns = even ? flow.classes : Math.min(drawn.count, Math.ceil(Math.sqrt(drawn.count * 1.5)));
  canvas.hidden = false;
  canvas.className = 'images';
  canvas.setAttribute('aria-label', `${drawn.count} pictures after ${k} steps`);
  drawImages(canvas, frames[k], flow.shape, columns, even);
}

function showRows() {
  const [names, ...rows] = texts(Math.min(SHOWN_ROWS, drawn.count));
  const table = /** @type {HTMLTableElement} */ (el('rows').querySelector('table'));
  table.replaceChildren();
  const numeric = flow.forms.map(form => 'digits' in form);
  [names, ...rows].forEach((row, r) => {
    const line = (r === 0 ? table.createTHead() : table.tBodies[0] ?? table.createTBody()).insertRow();
    row.forEach((text, c) => {
      const place = document.createElement(r === 0 ? 'th' : 'td');
      place.textContent = text;
      place.className = numeric[c] ? 'number' : '';
      line.append(place);
    });
  });
  el('rows').hidden = false;
}

/** Rows as texts, the names first. @param {number} count */
function texts(count) {
  const rows = [];
  if (flow.kind === 'tables') {
    for (let row = 0; row < count; row++) {
      rows.push(flow.columns.map((_, c) => cell(flow, c, drawn.columns[c][row])));
    }
    return [flow.columns, ...rows];
  }
  const first = drawn.steps * drawn.count * flow.width;
  for (let row = 0; row < count; row++) {
    const values = Array.from({ length: flow.width }, (_, c) => drawn.states[first + row * flow.width + c]);
    const label = drawn.told[row];
    rows.push([...values.map(v => flow.wide ? String(v) : shortest(v)),
      ...label === undefined ? [] : [flow.classNames[label] ?? 'any']]);
  }
  return [[...Array.from({ length: flow.width }, (_, c) => columnName(c)), ...flow.classes > 0 ? ['class'] : []], ...rows];
}

/** The number of the animation that runs; 0 if none does. */
let playing = 0;

function play() {
  const mine = playing = playing ? 0 : Date.now();
  const begin = performance.now();
  /** @param {number} now */
  const frame = now => {
    if (playing !== mine || !mine) {
      return;
    }
    const t = Math.min(1, Math.max(0, (now - begin) / 1000 / PLAY_SECONDS));
    input('time').value = String(t);
    show();
    if (t < 1) {
      requestAnimationFrame(frame);
    } else {
      playing = 0;
    }
  };
  requestAnimationFrame(frame);
}

/** @param {Blob} blob @param {string} ending */
function save(blob, ending) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = flow.name.replace(/[^\p{L}\p{N}._-]+/gu, '-') + ending;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
