/** The panel Train: the options of the next training. */
import {button, check, choice, choose, field, h, numberField} from "./controls.js";
/** @typedef {import("./app.js").App} App */

/** Options of the studio that are not those of the command: a drawn shape is learnt in seconds. */
export const STUDIO = {steps: 2000};

/** Whether a whole table is learnt, which has usual options of its own. @param {App} app */
export const isTable = ({state: {data}}) => data.kind === "file" && data.whole === true;

/** @type {[name: string, label: string, choices: [string, string][], hint?: string][]} */
const CHOICES = [
  ["coupling", "Coupling", [["independent", "independent: at random"], ["ot", "optimal transport: near to near"], ["sinkhorn", "Sinkhorn: nearly that, faster"], ["semidiscrete", "semidiscrete: to all of the data"]], "Which noise is paired with which point. Near pairs make straighter paths."],
  ["path", "Path", [["linear", "linear: straight"], ["cosine", "cosine"], ["vp", "variance preserving"], ["polynomial:2", "polynomial of degree 2"]]],
  ["time", "Times", [["uniform", "uniform"], ["logit-normal", "logit-normal: the middle"], ["u-shaped", "U-shaped: both ends"], ["mode", "mode"], ["cosmap", "cosmap"], ["ends", "ends: t = 0 for half"]], "Which times are trained most."],
  ["objective", "Learn", [["flow", "velocities"], ["mean-flow", "average velocities, for few steps"], ["mean-flow-halves", "the same, from halves"]]],
];

/** @type {[name: string, label: string, hint?: string][]} */
const NUMBERS = [
  ["steps", "Steps"],
  ["lr", "Learning rate"],
  ["hidden", "Width"],
  ["layers", "Depth"],
  ["batch", "Batch"],
  ["seed", "Seed"],
];

export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const usual = (/** @type {string} */ name) => isTable(app) ? "" : /** @type {any} */ (STUDIO)[name] ?? app.start.options[name]?.usual;
  const updates = /** @type {(() => void)[]} */ ([]);
  const choices = CHOICES.map(([name, label, options, hint]) => {
    const made = field(label, choice(options, String(app.state.options[name] ?? usual(name)), value => app.setOption(name, value === usual(name) ? undefined : value)), hint);
    updates.push(() => choose(made.input, String(app.state.options[name] ?? usual(name))));
    app.fields.set(name, made);
    return made.element;
  });
  const numbers = NUMBERS.map(([name, label, hint]) => {
    const whole = app.start.options[name]?.kind !== "number";
    const made = numberField(label, whole, () => app.state.options[name] ?? usual(name), value => app.setOption(name, value === "" || value === usual(name) ? undefined : value), hint);
    updates.push(made.update);
    app.fields.set(name, made);
    return made.element;
  });
  const oneStep = check("For one step: samples need a single step", false, on => app.setOption("one-step", on || undefined));
  updates.push(() => (oneStep.input.checked = Boolean(app.state.options["one-step"])));
  const usualAgain = button("Usual options", () => app.set({options: app.state.options.source ? {source: app.state.options.source} : {}}), {class: "small"});
  updates.push(() => (usualAgain.disabled = Object.keys(app.state.options).every(name => name === "source")));
  const news = h("p", {class: "hint"});
  updates.push(() => (news.textContent = app.state.chain.length > 0 ? "Changes count from the next training." : isTable(app) ? "What is empty follows from the rows of the table." : "Train learns the shape in some seconds; Step shows what one batch teaches."));
  element.append(news, h("div", {class: "numbers"}, ...numbers), ...choices, oneStep.element, usualAgain);
  const update = () => updates.forEach(each => each());
  app.follow(update, "settings");
}
