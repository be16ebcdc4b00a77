import assert from "node:assert/strict";
import {test} from "node:test";
import {Random, log} from "../../main/resources/dev/millrace/serve/studio/random.js";

test("the generator is xoshiro128**: the numbers that its authors' code makes from the state 1, 2, 3, 4", () => {
  const random = new Random(0);
  random.state.set([1, 2, 3, 4]);
  const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
  assert.deepEqual(expected.map(() => random.bits()), expected);
});

test("the same seed gives the same numbers, another seed others", () => {
  const five = seed => {
    const random = new Random(seed);
    return [random.uniform(), random.normal(), random.normal(), random.bits(), random.uniform()];
  };
  assert.deepEqual(five(7), five(7));
  assert.notDeepEqual(five(7), five(8));
  assert.deepEqual(five(2 ** 32 + 7), five(7), "the lower 32 bits of the seed count");
});

test("log agrees with the engine's to a few units in the last place", () => {
  for (const x of [1e-9, 0.001, 0.5, 0.7071, 0.99999, 1, 1.0001, Math.SQRT2, 1.5, 2, 10, 12345.678, 1e9]) {
    assert.ok(Math.abs(log(x) - Math.log(x)) <= 1e-15 * Math.max(1, Math.abs(Math.log(x))), `log ${x}`);
  }
});

test("uniform numbers fill the bins evenly, normal ones have the shares of a normal distribution", () => {
  const random = new Random(1);
  const n = 100_000;
  const bins = new Array(20).fill(0);
  let [sum, squares, below, inside] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    bins[Math.floor(20 * random.uniform())]++;
    const z = random.normal();
    sum += z;
    squares += z * z;
    below += z < -1.281551565545 ? 1 : 0; // The 10 % quantile
    inside += Math.abs(z) < 1.959963984540 ? 1 : 0; // 95 %
  }
  const chi = bins.reduce((s, b) => s + (b - n / 20) ** 2 / (n / 20), 0);
  assert.ok(chi < 43.8, `chi-square of 19 degrees of freedom: ${chi}`); // Exceeded by chance once in a thousand
  assert.ok(Math.abs(sum / n) < 0.0104 && Math.abs(squares / n - 1) < 0.0147, "mean and variance");
  assert.ok(Math.abs(below / n - 0.1) < 0.0031 && Math.abs(inside / n - 0.95) < 0.0023, "quantiles");
});
