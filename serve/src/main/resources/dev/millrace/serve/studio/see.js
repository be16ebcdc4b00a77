/** What the plot shows: which view, which layers, and the panel See. */
import {button, check, choice, choose, field, h, segments, slider} from "./controls.js";
import {GUIDANCE} from "./state.js";
/** @typedef {import("./app.js").App} App */
/** @type {[keyof import("./state.js").Layers, string, string][]} */
const LAYERS = [
  ["source", "Noise", "The points at time 0"],
  ["data", "Data", "The points to learn"],
  ["particles", "Particles", "Noise that the flow carries"],
  ["ways", "Paths", "The ways of some particles up to now"],
  ["field", "Field", "The velocity at this time, as arrows"],
  ["grid", "Grid", "A grid that the flow bends"],
  ["pairs", "Pairs", "What is paired with what in training, as lines"],
  ["density", "Density", "log p of each place, computed exactly; takes some seconds"],
];

/** The bar above the plot. @param {HTMLElement} element @param {App} app */
export function mountBar(element, app) {
  const modes = segments("View", [["one", "One view"], ["steps", "Steps side by side", "1, 2, 4, 8 and 100 steps from the same noise"], ["both", "Before and after", "The flow before its last reflow, and after it"]],
    app.state.mode, mode => app.set({mode: /** @type {any} */ (mode)}));
  const layers = LAYERS.map(([name, text, title]) => {
    const made = check(text, app.state.layers[name], on => app.set({layers: {...app.state.layers, [name]: on}}));
    made.element.title = title;
    made.element.dataset.layer = name;
    return {name, ...made};
  });
  element.append(modes.element, h("div", {class: "layers", role: "group", "aria-label": "Layers"}, ...layers.map(each => each.element)));
  const update = () => {
    const {chain, mode} = app.state;
    modes.element.hidden = chain.length === 0;
    modes.choose(mode);
    modes.show(key => key === "one" || (key === "steps" ? chain.length > 0 : chain.length > 1));
    layers.forEach(({name, input, element: each}) => {
      input.checked = app.state.layers[name];
      each.hidden = chain.length === 0 && name !== "source" && name !== "data";
    });
  };
  app.follow(update, "settings");
}

export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const {state} = app;
  const solver = field("Solver", choice([["euler", "Euler"], ["midpoint", "midpoint"], ["heun", "Heun"], ["ralston", "Ralston"], ["rk4", "RK4"]], state.solver, value => { solver.wrong(); app.set({solver: value}); }),
    "Euler asks the network once a step, midpoint, Heun and Ralston twice, RK4 four times.");
  const particles = field("Particles", choice([["500", "500"], ["2000", "2,000"], ["5000", "5,000"]], String(state.particles), value => app.set({particles: Number(value)})));
  const classes = field("Class", choice([["", "all"]], "", value => { classes.wrong(); app.set({class: value}); }));
  const guidance = slider("Guidance", {min: 0, max: GUIDANCE, step: 0.25, value: state.guidance, text: value => value.toFixed(2)}, value => app.set({guidance: value}));
  Object.entries({solver, class: classes}).forEach(([name, made]) => app.fields.set(`see-${name}`, made));
  element.append(solver.element, particles.element, classes.element, guidance.element,
    h("div", {class: "row"}, button("Other noise", () => app.set({noise: app.state.noise + 1}), {title: "Start points from the next seed"}),
      button("Show all", () => app.set({view: null}), {title: "Key 0, or a double click"})),
    h("p", {class: "hint"}, "Wheel or two fingers zoom, dragging moves. Point at a particle to see its way. Layers are chosen above the plot."));
  const update = () => {
    const facts = app.facts(app.run);
    const names = /** @type {string[]} */ (facts?.classes ?? []);
    const has = names.length > 1;
    classes.element.hidden = guidance.element.hidden = !has;
    const select = /** @type {HTMLSelectElement} */ (classes.input);
    if (select.options.length !== names.length + 1 || select.options[1]?.value !== names[0]) {
      select.replaceChildren(...["", ...names].map(name => h("option", {value: name}, name === "" ? "all" : name)));
    }
    choose(select, app.state.class);
    const map = solver.input.querySelector("[value=map]");
    if (facts?.map && !map) solver.input.append(h("option", {value: "map"}, "flow map (mean flow)"));
    else if (!facts?.map && map) map.remove();
    choose(solver.input, app.state.solver);
    choose(particles.input, String(app.state.particles));
    guidance.set(app.state.guidance);
  };
  app.follow(update, "settings", "run");
}
