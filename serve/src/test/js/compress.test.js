import assert from "node:assert/strict";
import {test} from "node:test";
import {fromText, toText} from "../../main/resources/dev/millrace/serve/studio/compress.js";
import {pack} from "../../main/resources/dev/millrace/serve/studio/brush.js";

test("what went in comes out, with or without #", async () => {
  for (const state of [{}, {a: [1, 2.5, -3], name: "Zürich 🦊", deep: {x: null, y: true}}, [], "text", 0]) {
    const text = await toText(state);
    assert.match(text, /^1\.[A-Za-z0-9_-]*$/);
    assert.deepEqual(await fromText(text), {state});
    assert.deepEqual(await fromText("#" + text), {state});
  }
});

test("a damaged link gives one line and no exception, wherever it is damaged", async () => {
  const text = await toText({marks: Array.from({length: 40}, (_, i) => (i * i * 7919) % 1000)});
  const damaged = ["", "#", "moons", "1.", "1.%%%", "2." + text.slice(2), text.slice(0, -4), text.slice(0, 20), text.slice(0, 30) + (text[30] === "A" ? "B" : "A") + text.slice(31)];
  for (const bad of damaged) {
    const result = await fromText(bad);
    assert.equal(typeof result.error, "string", bad);
    assert.match(result.error, /^This link /);
    assert.ok(!result.error.includes("\n"));
  }
});

test("a short link that unfolds to many megabytes is refused", async () => {
  const text = await toText({class: "a".repeat(9e6)});
  assert.ok(text.length < 20_000, `${text.length} characters`);
  assert.match((await fromText(text)).error, /damaged/);
});

test("a drawing of a hundred strokes makes a link of a few thousand characters", async () => {
  const marks = Array.from({length: 100}, (_, k) => ({
    points: Array.from({length: 40}, (_, i) => [Math.round(128 * Math.cos(i / 9 + k)) / 128, Math.round(128 * Math.sin(i / 7 + k)) / 128]),
    size: 0.25,
    class: k % 3,
  }));
  const text = await toText({marks: pack(marks)});
  assert.ok(text.length < 9000, `${text.length} characters`);
});
