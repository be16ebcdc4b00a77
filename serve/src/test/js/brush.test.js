import assert from "node:assert/strict";
import {test} from "node:test";
import {Drawing, LEVELS, maskOf, pack, paint, points, snap, unpack} from "../../main/resources/dev/millrace/serve/studio/brush.js";

const EXTENT = [-4, -4, 4, 4];

test("a stroke covers the pixels within half its size of its way, and no others", () => {
  const size = 1.5;
  const way = [[-2, -1], [1, 2], [1, -2]];
  const {weights, classes} = paint([{points: way, size, class: 3}], EXTENT, 32, 32);
  for (let row = 0; row < 32; row++) {
    for (let column = 0; column < 32; column++) {
      const [x, y] = [-4 + (column + 0.5) / 4, 4 - (row + 0.5) / 4];
      let nearest = Infinity; // By brute force: 2,000 places on each leg
      for (let leg = 0; leg < 2; leg++) {
        for (let k = 0; k <= 2000; k++) {
          const [px, py] = [0, 1].map(c => way[leg][c] + (k / 2000) * (way[leg + 1][c] - way[leg][c]));
          nearest = Math.min(nearest, Math.hypot(x - px, y - py));
        }
      }
      if (Math.abs(nearest - size / 2) > 1e-3) {
        assert.equal(weights[row * 32 + column], nearest < size / 2 ? 1 : 0, `${x}, ${y}`);
      }
      assert.equal(classes[row * 32 + column], weights[row * 32 + column] ? 3 : 0);
    }
  }
});

test("a tap is a disc; an eraser takes away; later classes lie above; clear empties; all of it stays inside the area", () => {
  const tap = {points: [[0, 0]], size: 4, class: 1};
  const area = marks => paint(marks, EXTENT, 64, 64).weights.reduce((a, b) => a + b, 0) / 64;
  assert.ok(Math.abs(area([tap]) - Math.PI * 4) < 0.3, "the disc's area");
  const hole = {points: [[0, 0]], size: 2, class: 0, erase: true};
  assert.ok(Math.abs(area([tap, hole]) - Math.PI * 3) < 0.4);
  assert.equal(area([tap, {clear: true}]), 0);
  assert.equal(paint([tap, {...tap, class: 2}], EXTENT, 64, 64).classes[32 * 64 + 32], 2);
  assert.doesNotThrow(() => paint([{points: [[-9, 9], [12, -7]], size: 30, class: 0}], EXTENT, 16, 16));
  assert.equal(area([{points: [[100, 100]], size: 2, class: 0}]), 0);
});

test("a stamp is drawn with its middle where it was put, upright, and as wide as it says", () => {
  const mask = {width: 2, height: 3, weights: [LEVELS, 0, 0, 0, 0, 5]};
  const {weights} = paint([{mask, at: [1, -0.5], size: 2, class: 0}], EXTENT, 8, 8);
  const filled = [...weights].flatMap((w, i) => (w > 0 ? [[i % 8, Math.floor(i / 8), w]] : []));
  // The stamp reaches from x = 0 to 2 and from y = -2 to 1; its first row of pixels is the area's row 3.
  assert.deepEqual(filled.map(([c, r]) => [c, r]), [[4, 3], [5, 5]]);
  assert.equal(filled[0][2], 1);
  assert.ok(Math.abs(filled[1][2] - 5 / LEVELS) < 1e-6);
});

test("points lie in pixels with weight, in their shares, and come again from the same seed", () => {
  const mask = {width: 4, height: 2, weights: [0, 3, 0, 0, 1, 0, 0, 0], classes: [0, 5, 0, 0, 6, 0, 0, 0]};
  const rows = points(mask, [0, 0, 4, 2], 20_000, 3);
  let heavy = 0;
  for (let i = 0; i < rows.length; i += 3) {
    const [x, y, label] = rows.subarray(i, i + 3);
    if (label === 5) {
      heavy++;
      assert.ok(x >= 1 && x <= 2 && y >= 1 && y <= 2);
    } else {
      assert.equal(label, 6);
      assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1);
    }
  }
  assert.ok(Math.abs(heavy / 20_000 - 0.75) < 0.01);
  assert.deepEqual(points(mask, [0, 0, 4, 2], 50, 3), rows.slice(0, 150));
  assert.equal(points({...mask, classes: undefined}, [0, 0, 4, 2], 10, 3).length, 20);
  assert.equal(points({width: 2, height: 2, weights: [0, 0, 0, 0]}, EXTENT, 10, 0).length, 0);
});

test("dark pixels of an image weigh much; a dark image is turned round; empty margins go", () => {
  const image = (width, greys, alpha = 255) => ({width, height: greys.length / width, data: greys.flatMap(g => [g, g, g, alpha])});
  assert.deepEqual(maskOf(image(3, [255, 255, 255, 255, 0, 255, 255, 102, 255])), {width: 1, height: 2, weights: [15, 9]});
  assert.deepEqual(maskOf(image(3, [0, 0, 0, 0, 255, 0, 0, 0, 0])), {width: 1, height: 1, weights: [15]});
  assert.equal(maskOf(image(2, [255, 255, 255, 255])), null);
  assert.equal(maskOf(image(2, [0, 0, 0, 0], 0)), null);
  assert.deepEqual(maskOf({width: 2, height: 1, data: [255, 255, 0, 255, 0, 0, 0, 0]}, true), {width: 1, height: 1, weights: [15]});
});

test("undo and redo; a new mark ends redo; clear can be undone", () => {
  const drawing = new Drawing();
  const [a, b, c] = [0, 1, 2].map(k => ({points: [[k, k]], size: 1, class: 0}));
  assert.equal(drawing.undo(), false);
  drawing.clear();
  assert.deepEqual(drawing.marks, []);
  drawing.add(a);
  drawing.add(b);
  assert.equal(drawing.undo(), true);
  assert.deepEqual(drawing.marks, [a]);
  assert.equal(drawing.redo(), true);
  assert.deepEqual(drawing.marks, [a, b]);
  drawing.clear();
  drawing.clear();
  assert.equal(drawing.marks.length, 3);
  drawing.undo();
  drawing.add(c);
  assert.equal(drawing.redo(), false);
  assert.deepEqual(drawing.marks, [a, b, c]);
});

test("packed marks are whole numbers and come back exactly; damaged ones are refused", () => {
  const marks = [
    {points: [[snap(-1.234), snap(0.77)], [snap(3.3), -4]], size: snap(0.31), class: 2},
    {points: [[0, 0]], size: 1, class: 0, erase: true},
    {clear: true},
    {mask: {width: 2, height: 1, weights: [0, 15]}, at: [snap(0.1), 1], size: 2, class: 1},
  ];
  const packed = JSON.parse(JSON.stringify(pack(marks)));
  assert.ok(packed.flat(2).every(Number.isInteger));
  assert.deepEqual(unpack(packed), marks);
  for (const bad of [null, {}, [[9]], [[0, 0, 5, [1]]], [[0, 0, 5, [1, 2.5]]], [[3, 0, 1, 0, 0, 2, 2, [1]]], [[3, 0, 1, 0, 0, 0, 0, []]], ["x"], [[0, "a", 1, []]], [[0, -1, 5, [0, 0]]], [[0, 100, 5, [0, 0]]], [[0, 0, 0, [0, 0]]], [[0, 0, 1025, [0, 0]]]]) {
    assert.throws(() => unpack(bad), /damaged/, JSON.stringify(bad));
  }
});
