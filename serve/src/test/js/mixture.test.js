import assert from "node:assert/strict";
import {test} from "node:test";
import {drag, ellipse, hit, place, round, sample} from "../../main/resources/dev/millrace/serve/studio/mixture.js";

const tilted = {mean: [1, -2], a: [3, 1], b: [-0.2, 0.6], weight: 1, class: 4};

test("samples have the mean and the covariance a aᵀ + b bᵀ of their component", () => {
  const n = 50_000;
  const rows = sample([tilted], n, 5);
  let [mx, my, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rows.length; i += 3) {
    const [x, y] = [rows[i] - 1, rows[i + 1] + 2];
    [mx, my, xx, xy, yy] = [mx + x / n, my + y / n, xx + (x * x) / n, xy + (x * y) / n, yy + (y * y) / n];
    assert.equal(rows[i + 2], 4);
  }
  assert.ok(Math.abs(mx) < 0.05 && Math.abs(my) < 0.02);
  assert.ok(Math.abs(xx - 9.04) < 0.25 && Math.abs(xy - 2.88) < 0.1 && Math.abs(yy - 1.36) < 0.05, `${xx} ${xy} ${yy}`);
});

test("components come in the shares of their weights, and the same seed gives the same rows", () => {
  const parts = [{...round([0, 0], 1), weight: 3}, {...round([9, 9], 1, 1), weight: 0}, {...round([5, 5], 1, 2), weight: 1}];
  const rows = sample(parts, 20_000, 1);
  const share = label => rows.filter((_, i) => i % 3 === 2).filter(c => c === label).length / 20_000;
  assert.ok(Math.abs(share(0) - 0.75) < 0.01 && Math.abs(share(2) - 0.25) < 0.01);
  assert.equal(share(1), 0);
  assert.deepEqual(sample(parts, 10, 1), rows.slice(0, 30));
  assert.equal(sample([{...round([0, 0], 1), weight: 0}], 10, 1).length, 0);
});

test("handles are found by nearness, and tips above middles", () => {
  const parts = [round([0, 0], 1), round([3, 0], 2)];
  assert.deepEqual(hit(parts, [0.1, 0], 0.3), {index: 0, handle: "mean"});
  assert.deepEqual(hit(parts, [0.05, 1.05], 0.3), {index: 0, handle: "b"});
  assert.deepEqual(hit(parts, [5, 0.2], 0.3), {index: 1, handle: "a"});
  assert.deepEqual(hit(parts, [1, 0], 0.3), {index: 0, handle: "a"});
  assert.equal(hit(parts, [-3, -3], 0.3), null);
});

test("a dragged tip follows the pointer; the other axis stays at a right angle and as long as before", () => {
  for (const handle of ["a", "b"]) {
    const to = [2.5, 1.25];
    const after = drag(tilted, handle, to);
    place(after, handle).forEach((value, k) => assert.ok(Math.abs(value - to[k]) < 1e-12));
    assert.ok(Math.abs(after.a[0] * after.b[0] + after.a[1] * after.b[1]) < 1e-12, "right angle");
    const other = handle === "a" ? "b" : "a";
    assert.ok(Math.abs(Math.hypot(...after[other]) - Math.hypot(...tilted[other])) < 1e-12);
    assert.ok(after.a[0] * after.b[1] - after.a[1] * after.b[0] > 0, "the axes do not change sides");
  }
  assert.deepEqual(drag(tilted, "mean", [7, 8]), {...tilted, mean: [7, 8]});
  assert.ok(Math.hypot(...drag(tilted, "a", tilted.mean).a) > 0, "no axis vanishes");
});

test("each point of the ellipse is at one standard deviation", () => {
  const {mean, a, b} = round([1, 1], 2);
  ellipse({mean, a, b, weight: 1, class: 0}).forEach(([x, y]) => assert.ok(Math.abs(Math.hypot(x - 1, y - 1) - 2) < 1e-12));
});
