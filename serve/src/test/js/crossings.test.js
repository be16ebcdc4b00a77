import assert from "node:assert/strict";
import {test} from "node:test";
import {crossings} from "../../main/resources/dev/millrace/serve/studio/crossings.js";
import {Random} from "../../main/resources/dev/millrace/serve/studio/random.js";

test("small cases that can be counted by eye", () => {
  assert.equal(crossings([]), 0);
  assert.equal(crossings([0, 0, 2, 2, 0, 2, 2, 0]), 1, "an X");
  assert.equal(crossings([0, 0, 2, 0, 0, 1, 2, 1]), 0, "parallels");
  assert.equal(crossings([0, 0, 2, 2, 1, 1, 3, 0]), 0, "a T: one ends on the other");
  assert.equal(crossings([0, 0, 1, 1, 1, 1, 2, 0]), 0, "they meet at their ends");
  assert.equal(crossings([0, 0, 3, 0, 1, 0, 2, 0]), 0, "one lies in the other");
  assert.equal(crossings([0, 0, 1, 0, 2, -1, 2, 1]), 0, "only their continuations cross");
  const star = Array.from({length: 5}, (_, k) => [k, k + 2].flatMap(j => [Math.cos((j * 2 * Math.PI) / 5), Math.sin((j * 2 * Math.PI) / 5)]));
  assert.equal(crossings(star.flat()), 5, "a pentagram");
});

test("every line of one bundle crosses every line of the other", () => {
  const rows = [];
  for (let k = 1; k <= 20; k++) {
    rows.push(k, 0, k, 30, 0, k, 30, k);
  }
  assert.equal(crossings(rows), 400);
});

test("random lines on whole numbers: as many as exact solving with fractions finds", () => {
  const random = new Random(11);
  const rows = Array.from({length: 4 * 120}, () => Math.floor(random.uniform() * 41) - 20);
  let expected = 0;
  for (let i = 0; i < 120; i++) {
    for (let j = 0; j < i; j++) {
      const [ax, ay, bx, by] = rows.slice(4 * i, 4 * i + 4).map(BigInt);
      const [cx, cy, dx, dy] = rows.slice(4 * j, 4 * j + 4).map(BigInt);
      // a + s (b − a) = c + u (d − c) by Cramer's rule; s and u as fractions over one denominator
      let d = (bx - ax) * (cy - dy) - (by - ay) * (cx - dx);
      let s = (cx - ax) * (cy - dy) - (cy - ay) * (cx - dx);
      let u = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
      if (d < 0n) {
        [d, s, u] = [-d, -s, -u];
      }
      expected += d > 0n && s > 0n && s < d && u > 0n && u < d ? 1 : 0;
    }
  }
  assert.ok(expected > 500);
  assert.equal(crossings(Float32Array.from(rows)), expected);
});
