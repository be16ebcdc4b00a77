import assert from "node:assert/strict";
import {test} from "node:test";
import {csv} from "../../main/resources/dev/millrace/serve/studio/csv.js";

test("a line of names, then rows; commas, quotes and ends of lines are quoted, nothing is an empty cell", () => {
  assert.equal(csv(["x", "y"], [[1, 0.5], [-2, 3e-7]]), "x,y\n1,0.5\n-2,3e-7\n");
  assert.equal(csv(["a,b", 'say "x"'], [["two\nlines", null], [undefined, true]]), '"a,b","say ""x"""\n"two\nlines",\n,true\n');
  assert.equal(csv(["x"], []), "x\n");
});
