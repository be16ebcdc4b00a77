import assert from "node:assert/strict";
import {test} from "node:test";
import {aligned, average, logTicks, short} from "../../main/resources/dev/millrace/serve/studio/chart.js";

test("curves come to stand over the same x; what a log axis cannot show is left out", () => {
  const curves = [{name: "a", points: [[1, 5], [3, 6], [4, NaN]]}, {name: "b", points: [[0, 0.1], [2, -1], [3, 7]]}];
  assert.deepEqual(aligned(curves, false, false), [[0, 1, 2, 3], [null, 5, null, 6], [0.1, null, -1, 7]]);
  assert.deepEqual(aligned(curves, true, true), [[1, 3], [5, 6], [null, 7]]);
  assert.deepEqual(aligned([], false, false), [[]]);
});

test("the average is the mean of the last points", () => {
  const line = Array.from({length: 10}, (_, i) => [i, i]);
  assert.deepEqual(average(line, 0.3).map(([, y]) => y), [0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(average([], 0.3), []);
});

test("a logarithmic axis has from 2 to 12 ticks inside it, however long it is", () => {
  for (const [low, high] of [[0.9, 1.2], [0.94, 1.1], [0.5, 2], [0.01, 1], [1e-6, 1e3], [0.3, 40], [980, 1130]]) {
    const ticks = logTicks(low, high);
    assert.ok(ticks.length >= 2 && ticks.length <= 12, `${low} to ${high}: ${ticks}`);
    assert.deepEqual(ticks, [...new Set(ticks)].sort((a, b) => a - b));
    assert.ok(ticks.every(tick => tick >= low * 0.999 && tick <= high * 1.001));
  }
});

test("numbers for people", () => {
  assert.deepEqual([0, 0.12345, 12.3456, 1234.5, 0.00001234, -2, 2e7].map(short), ["0", "0.123", "12.3", "1,235", "1.2e-5", "-2", "2.0e+7"]);
});
