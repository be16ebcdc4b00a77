/** A run of images: new images as they form through t, and the run's pictures and report. */
import {ask, records, runPath} from "./api.js";
import {button, h, slider} from "./controls.js";
import {save} from "./keep.js";
import {form, report} from "./report.js";

const FRAMES = 9; // States that are shown of a way, as far as it has so many

/** @param {HTMLElement} element is filled @param {string} run @param {any} facts what the server says of the run */
export function mount(element, run, facts) {
  const line = h("p", {role: "status"});
  const picture = h("img", {alt: "", class: "grid", hidden: true});
  let states = /** @type {{blob: Blob, address: string}[]} */ ([]);
  const show = (/** @type {number} */ t) => {
    const state = states[Math.round(t * (states.length - 1))];
    if (state) {
      picture.src = state.address;
      picture.alt = `New images at t = ${t.toFixed(2)}`;
    }
  };
  const time = slider("Time t", {min: 0, max: 1, step: 0.01, value: 1, text: value => value.toFixed(2)}, show);
  const asked = form(facts, {
    count: {label: "Images", usual: "25", whole: true, hint: "at most 100"},
    steps: {label: "Steps", usual: "4", whole: true},
    seed: {label: "Seed", usual: "0", whole: true},
  }, () => make.click());
  const away = button("Save as PNG", () => states.length > 0 && save(states[Math.round(Number(time.input.value) * (states.length - 1))].blob, `${run.replaceAll("/", "-")}.png`), {disabled: true});
  const make = asked.maker("Make images", line, async () => {
    const query = asked.query();
    query.set("frames", String(FRAMES));
    const made = [];
    let milliseconds = 0;
    for await (const record of records(await ask(`${runPath(run, "images")}?${query}`))) {
      if ("png" in record) made.push({blob: record.png, address: URL.createObjectURL(record.png)});
      else if ("json" in record) milliseconds = record.json.milliseconds;
    }
    states.forEach(({address}) => URL.revokeObjectURL(address));
    states = made;
    picture.hidden = made.length === 0;
    away.disabled = made.length === 0;
    show(Number(time.input.value));
    return `New images in ${(milliseconds / 1000).toFixed(1)} s. Move the time to see them form.`;
  });
  element.replaceChildren(
    h("h2", {}, `${run}: images`),
    h("section", {}, h("h3", {}, "New images"), asked.element, time.element, h("div", {class: "row"}, make, away), line, picture),
    ...report(run, facts));
  make.click();
}
