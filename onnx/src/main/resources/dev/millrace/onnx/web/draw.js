// Pictures: points with their paths, and images in a grid.

/** The colours of classes, of Okabe and Ito's palette: those of Millrace's pictures, but the darkest follow the text. */
const CLASSES = ['#0072b2', '#e69f00', '#009e73', 'text', '#56b4e9', '#d55e00', '#8a5fd0', '#a0622d'];
/** Paths of more points would only be a cloud. */
const PATHS = 300;
/** The share of the starts, at each side, for which the picture has no room. */
const FARTHEST = 0.005;
const MARGIN = { left: 48, right: 12, top: 12, bottom: 40 };

/** @param {string} name of a colour of page.css */
const ink = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** @param {number} label */
export function colour(label) {
  const chosen = CLASSES[label % CLASSES.length];
  return chosen === 'text' ? ink('text') : chosen;
}

/**
 * Points on their way.
 *
 * @typedef {object} Paths
 * @property {Float32Array | Float64Array} states [steps + 1, count, width]
 * @property {number} count
 * @property {number} width
 * @property {number} steps
 * @property {number[]} told the class of each point; empty if there are none
 * @property {number} classes
 * @property {number} across the column that goes across; −1 for the time
 * @property {number} up the column that goes up
 * @property {string[]} names of the two axes
 */

/**
 * A point of a path at a time: between two steps a path is straight.
 *
 * @param {Paths} paths @param {number} row @param {number} column −1 for the time @param {number} t 0 to 1
 */
function at(paths, row, column, t) {
  if (column < 0) {
    return t;
  }
  const k = Math.min(paths.steps - 1, Math.floor(t * paths.steps));
  const share = t * paths.steps - k;
  const place = (k * paths.count + row) * paths.width + column;
  const before = paths.states[place];
  return before + share * (paths.states[place + paths.count * paths.width] - before);
}

/** What a column of the picture shows, with some room: all ends, and all starts but the farthest. @param {Paths} paths @param {number} column */
function limits(paths, column) {
  if (column < 0) {
    return [0, 1];
  }
  /** @param {number} k */
  const state = k => Array.from({ length: paths.count }, (_, row) =>
    paths.states[(k * paths.count + row) * paths.width + column]).sort((a, b) => a - b);
  const [starts, ends] = [state(0), state(paths.steps)];
  const cut = Math.floor(paths.count * FARTHEST);
  const least = Math.min(ends[0], starts[cut]);
  const most = Math.max(ends[paths.count - 1], starts[paths.count - 1 - cut]);
  const room = (most - least || 1) * 0.04;
  return [least - room, most + room];
}

/** Round numbers within limits. @param {number[]} range @param {number} wanted about how many */
function ticks([least, most], wanted) {
  const rough = (most - least) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10);
  const first = Math.ceil(least / step);
  return Array.from({ length: Math.max(0, Math.floor(most / step) - first + 1) }, (_, i) => (first + i) * step);
}

/**
 * Draws points at a time, and the paths that they take.
 *
 * @param {HTMLCanvasElement} canvas @param {Paths} paths @param {number} t 0 to 1
 */
export function drawPoints(canvas, paths, t) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.parentElement?.clientWidth ?? 600;
  const height = Math.round(Math.max(260, Math.min(width * 0.72, 560)));
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.aspectRatio = `${width} / ${height}`;
  // Drawn by the processor: pixels are then the same everywhere.
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.fillStyle = ink('paper');
  g.fillRect(0, 0, width, height);

  const box = { x: MARGIN.left, y: MARGIN.top, w: width - MARGIN.left - MARGIN.right, h: height - MARGIN.top - MARGIN.bottom };
  const ranges = [limits(paths, paths.across), limits(paths, paths.up)];
  evenScales(ranges, box);
  /** @param {number} v */
  const px = v => box.x + (v - ranges[0][0]) / (ranges[0][1] - ranges[0][0]) * box.w;
  /** @param {number} v */
  const py = v => box.y + box.h - (v - ranges[1][0]) / (ranges[1][1] - ranges[1][0]) * box.h;
  axes(g, box, ranges, px, py, paths.names);

  g.save();
  g.beginPath();
  g.rect(box.x, box.y, box.w, box.h);
  g.clip();
  g.strokeStyle = ink('path');
  g.lineWidth = 1;
  for (let row = 0; row < Math.min(PATHS, paths.count); row++) {
    g.beginPath();
    for (let k = 0; k <= paths.steps; k++) {
      const time = k / paths.steps;
      g.lineTo(px(at(paths, row, paths.across, time)), py(at(paths, row, paths.up, time)));
    }
    g.stroke();
  }
  const radius = paths.count > 3000 ? 1.2 : 2;
  const inks = new Map();
  for (let row = 0; row < paths.count; row++) {
    const label = paths.told[row] ?? paths.classes;
    if (!inks.has(label)) {
      inks.set(label, label < paths.classes ? colour(label) : ink('accent'));
    }
    g.fillStyle = inks.get(label);
    g.beginPath();
    g.arc(px(at(paths, row, paths.across, t)), py(at(paths, row, paths.up, t)), radius, 0, 2 * Math.PI);
    g.fill();
  }
  g.restore();
}

/** Gives both axes one scale, if their ranges are alike. @param {number[][]} ranges @param {{w: number, h: number}} box */
function evenScales(ranges, box) {
  const scales = [(ranges[0][1] - ranges[0][0]) / box.w, (ranges[1][1] - ranges[1][0]) / box.h];
  if (Math.max(...scales) > 4 * Math.min(...scales)) {
    return;
  }
  const scale = Math.max(...scales);
  [box.w, box.h].forEach((size, i) => {
    const room = (scale * size - (ranges[i][1] - ranges[i][0])) / 2;
    ranges[i] = [ranges[i][0] - room, ranges[i][1] + room];
  });
}

/**
 * @param {CanvasRenderingContext2D} g @param {{x: number, y: number, w: number, h: number}} box @param {number[][]} ranges
 * @param {(v: number) => number} px @param {(v: number) => number} py @param {string[]} names
 */
function axes(g, box, ranges, px, py, names) {
  g.font = '12px system-ui, sans-serif';
  g.strokeStyle = ink('grid');
  g.fillStyle = ink('faint');
  g.lineWidth = 1;
  /** @param {number} v */
  const text = v => String(Number(v.toPrecision(6))).replace('-', '−');
  g.textAlign = 'center';
  g.textBaseline = 'top';
  for (const v of ticks(ranges[0], box.w / 90)) {
    line(g, px(v), box.y, px(v), box.y + box.h);
    g.fillText(text(v), px(v), box.y + box.h + 5);
  }
  g.fillText(names[0], box.x + box.w / 2, box.y + box.h + 22, box.w);
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  for (const v of ticks(ranges[1], box.h / 70)) {
    line(g, box.x, py(v), box.x + box.w, py(v));
    g.fillText(text(v), box.x - 6, py(v), MARGIN.left - 8);
  }
  g.save();
  g.translate(9, box.y + box.h / 2);
  g.rotate(-Math.PI / 2);
  g.textAlign = 'center';
  g.fillText(names[1], 0, 0, box.h);
  g.restore();
}

/** @param {CanvasRenderingContext2D} g @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function line(g, x0, y0, x1, y1) {
  g.beginPath();
  g.moveTo(x0, y0);
  g.lineTo(x1, y1);
  g.stroke();
}

/**
 * Draws images in a grid.
 *
 * @param {HTMLCanvasElement} canvas @param {Uint8Array} pixels [count, channels, height, width] @param {number[]} shape of one
 * @param {number} columns @param {boolean} down whether they go down the columns, not along the rows
 */
export function drawImages(canvas, pixels, [channels, height, width], columns, down) {
  const count = pixels.length / (channels * height * width);
  const rows = Math.ceil(count / columns);
  const gap = 2;
  const room = canvas.parentElement?.clientWidth ?? 600;
  const scale = Math.max(1, Math.min(6, Math.floor(room / (columns * (width + gap)))));
  const small = new OffscreenCanvas(columns * (width + gap), rows * (height + gap));
  const picture = /** @type {OffscreenCanvasRenderingContext2D} */ (small.getContext('2d', { willReadFrequently: true }));
  for (let i = 0; i < count; i++) {
    const image = picture.createImageData(width, height);
    for (let p = 0; p < width * height; p++) {
      for (let c = 0; c < 3; c++) {
        image.data[4 * p + c] = pixels[(i * channels + (channels === 1 ? 0 : c)) * width * height + p];
      }
      image.data[4 * p + 3] = 255;
    }
    const [column, row] = down ? [Math.floor(i / rows), i % rows] : [i % columns, Math.floor(i / columns)];
    picture.putImageData(image, column * (width + gap), row * (height + gap));
  }
  canvas.width = small.width * scale;
  canvas.height = small.height * scale;
  canvas.style.aspectRatio = '';
  const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  g.imageSmoothingEnabled = false;
  g.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/** Numbers from −1 to 1 as bytes. @param {Float32Array} x */
export function bytes(x) {
  return Uint8Array.from(x, v => Math.max(0, Math.min(255, Math.round((v + 1) * 127.5))));
}
