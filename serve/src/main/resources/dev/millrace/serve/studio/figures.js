/** The column of figures: how the training goes, its loss, and how good the flow is. */
import {Chart, average, short} from "./chart.js";
import {button, duration, h} from "./controls.js";
import {COUNTS} from "./computed.js";
/** @typedef {import("./app.js").App} App */
const MILLIS = 200; // Between two drawings of a chart
const MOST = 400; // Points of a curve

export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const headline = h("h2", {id: "headline"});
  const bar = h("progress", {max: 1, value: 0, "aria-label": "Progress of the training"});
  const speed = h("p", {class: "hint"});
  const trouble = h("div", {class: "trouble", role: "alert", hidden: true});
  const loss = h("div", {});
  const times = h("div", {class: "bars", role: "img"});
  const quality = h("div", {});
  const numbers = h("p", {class: "numbers-line", id: "numbers"});
  const compare = h("div", {});
  const compared = h("h3", {});
  const byTime = h("div", {}, h("h3", {class: "minor"}, "Loss by time t"), times, h("div", {class: "ends", "aria-hidden": "true"}, h("span", {}, "noise, 0"), h("span", {}, "data, 1")));
  const cards = {
    loss: h("section", {class: "loss"}, h("h3", {}, "Loss"), loss, byTime),
    quality: h("section", {class: "quality"}, h("h3", {title: "The distance between samples and data. The floor is that between two sets of true data."}, "W2, the distance to the data"), quality, numbers),
    compare: h("section", {class: "compare"}, compared, compare),
  };
  const welcome = h("section", {class: "welcome"}, h("ol", {},
    h("li", {}, h("b", {}, "Pick or draw a shape"), " on the left."),
    h("li", {}, h("b", {}, "Press Train"), ": a small network learns how noise must move to become the shape."),
    h("li", {}, h("b", {}, "Watch"), " the particles, then straighten their paths until one step is enough.")));
  element.append(h("section", {}, headline, bar, speed, trouble), welcome, cards.loss, cards.quality, cards.compare);
  const lossChart = new Chart(loss, {title: "Loss by step", x: "step", y: "", logY: true, height: 150});
  const qualityChart = new Chart(quality, {title: "W2 by step of the training", x: "step", y: "", height: 130});
  const compareChart = new Chart(compare, {title: "W2 by number of solver steps", x: "steps", y: "", logX: true, logY: true, height: 180, ticks: COUNTS});

  const state = () => {
    const {training} = app;
    const {phase, step, steps, message, work} = training;
    const of = `${step.toLocaleString("en")} of ${steps.toLocaleString("en")}`;
    const busy = work && work.total > 0 && phase !== "training";
    headline.textContent = {idle: "Ready", preparing: work?.work ? capital(work.work) : "Preparing", training: `Training, step ${of}`, paused: `Paused at step ${of}`, stopped: `Stopped at step ${of}`,
      diverged: "The training diverged", done: `Trained, ${steps.toLocaleString("en")} steps`, failed: "The training failed", lost: "No answer"}[phase];
    bar.hidden = phase === "idle" || phase === "done";
    bar.value = busy ? work.done / work.total : steps > 0 ? step / steps : 0;
    const left = training.left;
    speed.textContent = phase === "training" && training.rate > 0
      ? `${pairs(training.rate)} pairs a second${left >= 0 ? `, ${duration(left)} left` : ""}`
      : busy ? `${work.done.toLocaleString("en")} of ${work.total.toLocaleString("en")}` : app.note;
    speed.hidden = speed.textContent === "";
    const bad = phase === "diverged" || phase === "failed" || phase === "lost";
    if (trouble.hidden === bad || trouble.firstChild?.textContent !== message) {
      trouble.hidden = !bad && !message;
      trouble.replaceChildren(h("p", {}, message || ""), phase === "diverged" ? button("Go back, and learn more slowly", () => app.goBack(), {class: "primary"}) : "");
    }
    welcome.hidden = app.state.chain.length > 0;
    cards.loss.hidden = training.losses.length === 0;
    byTime.hidden = training.byTime.length === 0;
    cards.quality.hidden = training.distances.length === 0;
  };
  let drawn = 0;
  let waiting = false;
  const charts = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      drawn = performance.now();
      const {training} = app;
      const losses = thinned(training.losses);
      lossChart.draw([{name: "loss", points: losses, faint: true, colour: 0}, {name: "average", points: average(losses, 0.08), colour: 0}]);
      const distances = thinned(training.distances);
      if (distances.length > 0) {
        const [first, last] = [distances[0][0], distances[distances.length - 1][0]];
        const floor = /** @type {[number, number][]} */ ([[first, training.floor], [last, training.floor]]);
        qualityChart.draw([{name: "W2", points: distances, colour: 0}, {name: "floor", points: Number.isFinite(training.floor) ? floor : [], dashed: true, colour: 1}]);
        numbers.replaceChildren(...numberLine([["W2", distances[distances.length - 1][1]], ["floor", training.floor], ["S", training.straightness]]));
      }
      const most = Math.max(...training.byTime, 1e-9);
      times.setAttribute("aria-label", `Loss by time, from 0 to 1: ${training.byTime.map(short).join(", ")}`);
      times.replaceChildren(...training.byTime.map((value, k) => {
        const each = h("i", {title: `t ${(k / training.byTime.length).toFixed(2)} to ${((k + 1) / training.byTime.length).toFixed(2)}: ${short(value)}`});
        each.style.height = `${(100 * value) / most}%`;
        return each;
      }));
      state();
    }, Math.max(0, drawn + MILLIS - performance.now()));
  };
  const comparison = () => {
    const runs = app.scene.runs;
    const curves = runs.flatMap((run, k) => {
      const figures = app.scene.computed.of(run).figures;
      const name = runs.length === 1 ? "W2" : k === 0 ? "before" : "after";
      return figures ? [{name, points: figures.rows.map(({steps, w2}) => /** @type {[number, number]} */ ([steps, w2])), colour: runs.length === 1 || k === 1 ? 0 : 1}] : [];
    });
    const floor = app.scene.computed.of(runs[runs.length - 1] ?? "").figures?.floor;
    cards.compare.hidden = curves.length === 0 || app.state.mode === "one" && app.state.panel !== "straighten";
    quality.hidden = !cards.compare.hidden;
    if (!cards.compare.hidden) {
      const {steps} = app.state;
      compared.textContent = `W2 by number of steps; in numbers for ${steps} ${steps === 1 ? "step" : "steps"}`;
      compareChart.draw([...curves, ...(floor ? [{name: "floor", points: /** @type {[number, number][]} */ (COUNTS.map(count => [count, floor])), dashed: true, colour: 2}] : [])], steps);
    }
  };
  app.on("training", () => { state(); charts(); });
  app.on("record", charts);
  app.on("note", state);
  app.on("settings", () => { state(); comparison(); });
  app.on("figures", comparison);
  state();
  comparison();
}

/** @param {[string, number][]} pairs */
const numberLine = pairs => pairs.filter(([, value]) => Number.isFinite(value)).map(([name, value]) => h("span", {}, `${name} `, h("b", {}, short(value))));
const pairs = (/** @type {number} */ rate) => (rate < 1000 ? Math.round(rate) : 1000 * Math.round(rate / 1000)).toLocaleString("en");
const capital = (/** @type {string} */ text) => text.charAt(0).toUpperCase() + text.slice(1);

/** At most so many of the points, evenly, and the last one. @param {[number, number][]} points */
function thinned(points) {
  const stride = Math.ceil(points.length / MOST);
  return stride <= 1 ? points : points.filter((_, k) => k % stride === 0 || k === points.length - 1);
}
