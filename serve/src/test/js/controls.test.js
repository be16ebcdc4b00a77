import assert from "node:assert/strict";
import test from "node:test";
import {duration, labelled, readNumber} from "../../main/resources/dev/millrace/serve/studio/controls.js";

test("numbers are read as people of several countries write them", () => {
  for (const text of ["0.01", "0,01", " 1e-2 ", "1E-2", ".01", "+0.01"]) assert.equal(readNumber(text), 0.01, text);
  for (const text of ["1,234.5", "1.234,5", "1 234,5", "1’234.5"]) assert.equal(readNumber(text), 1234.5, text);
  for (const text of ["2000", "2,000", "2.000", "2 000", "2\u202f000"]) assert.equal(readNumber(text, true), 2000, text);
  assert.equal(readNumber("−3"), -3);
  assert.equal(readNumber("9007199254740993", true), "9007199254740993"); // A double would be another number
});

test("what is no number stays as it was typed", () => {
  for (const text of ["", "many", "NaN", "0x10", "Infinity", "1,5,2x", "1e400", "--1", "1e"]) assert.equal(readNumber(text), text);
});

test("times are said in the units that fit", () => {
  assert.deepEqual([0.2, 1, 59.2, 60, 130, 3900].map(duration), ["under a second", "1 s", "1 min 0 s", "1 min 0 s", "2 min 10 s", "1 h 5 min"]);
});

test("a message has the label of its field", () => {
  const at = {label: "Learning rate", name: "lr"};
  assert.equal(labelled("lr NaN: expected a number", at), "Learning rate NaN: expected a number");
  assert.equal(labelled("lrs are wrong", at), "lrs are wrong");
  assert.equal(labelled("the file is empty", {label: "", name: "the"}), "the file is empty");
});
