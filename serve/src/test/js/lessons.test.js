import assert from "node:assert/strict";
import {test} from "node:test";
import {LESSONS, hear, look, nothing} from "../../main/resources/dev/millrace/serve/studio/lessons.js";
import {USUAL, completed, shortened} from "../../main/resources/dev/millrace/serve/studio/state.js";

/** What a visitor does in each lesson; every entry does one task. */
const training = (step, more = {}) => seen => hear(seen, {type: "training", state: "training", step, coupling: "independent", reflow: false, ...more});
const change = (...patches) => seen => patches.forEach(patch => look(seen, patch, {...USUAL, ...patch}));
const scrub = change({t: 0.6}, {t: 0.3}, {t: 0}, {t: 0.5}, {t: 1});
const reflow = training(3000, {reflow: true, state: "done"});
const shown = name => change({layers: {...USUAL.layers, [name]: true}});
const DEEDS = [
  [training(1000), scrub],
  [training(1000), shown("field"), scrub],
  [seen => hear(seen, {type: "batch"}), training(1000), shown("ways")],
  [change({options: {coupling: "ot"}}), training(1000, {coupling: "ot"})],
  [training(2000), reflow],
  [training(2000), change({mode: "steps"}), reflow],
  [training(2000), change({class: "3"}), change({guidance: 3})],
  [training(1000), change({steps: 1}), seen => hear(seen, {type: "refused", field: "lr"}), training(30, {state: "diverged"})],
];

test("there are eight lessons, and each has a state that a link can hold", () => {
  assert.equal(LESSONS.length, 8);
  for (const {start} of LESSONS) {
    const {layers, ...rest} = start;
    const state = {...structuredClone(USUAL), ...rest, layers: {...USUAL.layers, ...layers}};
    assert.deepEqual(completed(JSON.parse(JSON.stringify(shortened(state)))), state);
    assert.deepEqual(Object.keys(state.layers).sort(), Object.keys(USUAL.layers).sort(), "known layers only");
  }
});

LESSONS.forEach(({title, start, text, tasks}, index) => {
  test(`lesson ${index + 1}, ${title}: each deed does its task and no other, and nothing is done before`, () => {
    const opened = nothing();
    look(opened, {}, {...USUAL, options: start.options ?? {}});
    assert.deepEqual(tasks.map(task => task.done(opened)), tasks.map(() => false));
    assert.equal(DEEDS[index].length, tasks.length);
    DEEDS[index].forEach((deed, k) => {
      const seen = nothing();
      deed(seen);
      const done = tasks.map(task => task.done(seen));
      assert.ok(done[k], tasks[k].text);
      assert.equal(done.filter(Boolean).length, 1, `only: ${tasks[k].text}`);
    });
  });

  test(`lesson ${index + 1}: its text has MathML whose elements are closed in order`, () => {
    assert.match(text, /<math display="block">/);
    const open = [];
    for (const [, close, name] of text.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
      if (close) {
        assert.equal(open.pop(), name);
      } else {
        open.push(name);
      }
    }
    assert.deepEqual(open, []);
    const children = {msub: 2, msup: 2, mfrac: 2, munder: 2, msubsup: 3};
    for (const [name, count] of Object.entries(children)) {
      for (const [, inside] of text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "g"))) {
        assert.equal(top(inside), count, `<${name}>${inside}`);
      }
    }
  });
});

test("a look at 1 before 0 is not the way from noise to data; a step too few is not enough", () => {
  const seen = nothing();
  change({t: 1})(seen);
  change({t: 0.5})(seen);
  change({t: 0.01})(seen);
  assert.equal(LESSONS[0].tasks[1].done(seen), false);
  training(999)(seen);
  assert.equal(LESSONS[0].tasks[0].done(seen), false);
});

/** The number of elements at the top of a piece of MathML that has no element of the same name inside. */
function top(text) {
  let [depth, count] = [0, 0];
  for (const [tag] of text.matchAll(/<[^>]+>/g)) {
    if (tag.startsWith("</")) {
      depth--;
    } else {
      count += depth === 0 ? 1 : 0;
      depth++;
    }
  }
  return count;
}
