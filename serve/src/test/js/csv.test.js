import assert from "node:assert/strict";
import {test} from "node:test";
import {csv, number} from "../../main/resources/dev/millrace/serve/studio/csv.js";
import {Random} from "../../main/resources/dev/millrace/serve/studio/random.js";

test("numbers are short and give the same float again", () => {
  assert.deepEqual([0.1, 1 / 3, 0, -2, 1e-7, 16777216, 3.4028234663852886e38].map(number), ["0.1", "0.33333334", "0", "-2", "1e-7", "16777216", "3.4028235e+38"]);
  const bits = new Uint32Array(1);
  const floats = new Float32Array(bits.buffer);
  const random = new Random(2);
  for (let k = 0; k < 20_000; k++) {
    bits[0] = random.bits();
    if (Number.isFinite(floats[0])) {
      assert.equal(Math.fround(Number(number(floats[0]))), floats[0]);
      const digits = number(floats[0]).replace(/e.*/, "").replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
      assert.ok(digits.length <= 9, digits);
    }
  }
});

test("a line of names, then rows; names with commas and quotes are quoted", () => {
  assert.equal(csv(Float32Array.of(1, 0.5, -2, 3), ["x", "y"]), "x,y\n1,0.5\n-2,3\n");
  assert.equal(csv([1, 2], ["a,b", 'say "x"']), '"a,b","say ""x"""\n1,2\n');
  assert.equal(csv([], ["x"]), "x\n");
});
