/** The panel Straighten: reflow, again, distil, and what became better. */
import {short} from "./chart.js";
import {button, h, numberField} from "./controls.js";
import {crossings} from "./crossings.js";
import {USUAL} from "./state.js";
/** @typedef {import("./app.js").App} App */
export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const number = (/** @type {"pairs" | "steps"} */ name, /** @type {string} */ label) => {
    const made = numberField(label, true, () => app.state.reflow[name], value => app.set({reflow: {...app.state.reflow, [name]: value === "" ? USUAL.reflow[name] : value}}));
    app.fields.set(`reflow-${name}`, made);
    return made;
  };
  const pairs = number("pairs", "Pairs");
  const steps = number("steps", "Steps");
  const straighten = button("Straighten", () => app.reflow(false), {class: "primary", id: "straighten"});
  const distil = button("Distil to one step", () => app.reflow(true), {title: "Learns the way as a whole: the velocity at t = 0 only", id: "distil"});
  const why = h("p", {class: "hint"});
  const rounds = h("div", {class: "rounds"});
  element.append(h("p", {class: "hint"}, "The paths of a usual flow bend, so that few steps miss. Straighten (reflow) lets the flow make pairs of noise and sample, and trains a new flow on them: its paths are straight, and one step nearly suffices."),
    h("div", {class: "numbers"}, pairs.element, steps.element), h("div", {class: "row"}, straighten, distil), why, rounds);
  function update() {
    const {chain} = app.state;
    const ready = chain.length > 0 && !app.training.isLive && app.facts(app.run)?.dim === 2;
    straighten.disabled = distil.disabled = !ready;
    straighten.textContent = chain.length > 1 ? "Straighten again" : "Straighten";
    why.textContent = chain.length === 0 ? "Train a flow first." : app.training.isLive ? "The training is running." : "";
    why.hidden = why.textContent === "";
    [pairs, steps].forEach(each => each.update());
    if (app.state.panel !== "straighten" || chain.length === 0) return;
    const rows = chain.map((run, k) => {
      const {straightness, pairs: lines, figures} = app.scene.computed.of(run);
      const w2 = (/** @type {number} */ count) => figures?.rows.find(row => row.steps === count)?.w2;
      const name = k === 0 ? "trained" : /-distilled(-\d+)?$/.test(run) ? "distilled" : `reflow ${k}`;
      return h("tr", {}, h("th", {scope: "row", title: run}, name), ...[straightness, w2(1), w2(100), lines && crossings(lines)]
        .map(value => h("td", {}, value === undefined ? "…" : value < 0.001 && value > 0 ? value.toFixed(4) : short(value))));
    });
    rounds.replaceChildren(h("table", {}, h("caption", {}, "S is 0 for straight paths. W2 is that of 1 step and of 100. Crossings are those of 300 pairs that were learnt from."),
      h("thead", {}, h("tr", {}, ...["flow", "S", "W2 of 1", "W2 of 100", "crossings"].map(text => h("th", {scope: "col"}, text)))), h("tbody", {}, ...rows)));
  }
  app.follow(update, "settings", "training", "run", "figures");
}
