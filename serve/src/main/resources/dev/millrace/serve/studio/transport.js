/** The bar below the plot: train, time, and number of steps. */
import {button, h, segments} from "./controls.js";
import {COUNTS} from "./computed.js";
/** @typedef {import("./app.js").App} App */
export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const main = button("Train", () => app.go(), {class: "primary", id: "go"});
  const once = button("Step", () => app.once(), {title: "Learns from one batch, and shows it", id: "once"});
  const reset = button("Reset", () => app.reset(), {title: "Stops, and forgets the flow (its folder stays)", id: "reset"});
  const play = h("button", {type: "button", class: "play", id: "play", "aria-label": "Play", title: "Space", onclick: () => app.scene.play(!app.scene.playing)});
  const time = h("input", {type: "range", min: "0", max: "1", step: "0.01", id: "time", "aria-label": "Time t, from noise at 0 to data at 1", oninput: () => {
    const t = Number(time.value); // Before the end of playing, which sets it
    app.scene.playing && app.scene.play(false);
    app.set({t});
  }});
  const shown = h("output", {id: "t"});
  const steps = segments("Steps of the solver", COUNTS.map((count, k) => [String(count), String(count), `Key ${k + 1}`]), String(app.state.steps), value => app.set({steps: Number(value)}));
  const of = h("span", {class: "of", "aria-hidden": "true"}, "steps");
  const right = h("div", {class: "time"}, play, time, shown, of, steps.element);
  element.append(h("div", {class: "row"}, main, once, reset), right);
  const update = () => {
    const {phase} = app.training;
    const {state} = app;
    main.textContent = phase === "training" || phase === "preparing" ? "Pause" : phase === "paused" ? "Go on" : phase === "stopped" && app.run ? "Go on" : phase === "lost" ? "No answer" : state.chain.length > 0 ? "Train again" : "Train";
    main.disabled = phase === "lost" || (phase === "preparing" && !app.training.run);
    once.disabled = phase === "preparing" || phase === "lost";
    reset.disabled = state.chain.length === 0;
    for (const control of right.querySelectorAll("button, input")) /** @type {HTMLButtonElement} */ (control).disabled = state.chain.length === 0;
    steps.choose(String(state.steps));
    of.hidden = steps.element.hidden = state.mode === "steps";
    play.setAttribute("aria-label", app.scene.playing ? "Pause the particles" : "Play");
    play.classList.toggle("on", app.scene.playing);
    moved();
  };
  const moved = () => {
    time.value = String(app.state.t);
    shown.textContent = `t ${app.state.t.toFixed(2)}`;
    time.setAttribute("aria-valuetext", `t = ${app.state.t.toFixed(2)}`);
  };
  app.on("settings", update);
  app.on("training", update);
  app.on("play", update);
  app.on("time", moved);
  update();
}
