/** Eight lessons: each opens a state of the page, explains one idea, and notices when the visitor has tried it. */
import {button, h} from "./controls.js";
import {USUAL} from "./state.js";

/** What a visitor has done since the lesson was opened. least, most: of the times that were looked at; chosen: the coupling of the next training; trained: steps of the training that was
 * started here, and coupling: its coupling; refused: names of options whose values were refused. @typedef {ReturnType<typeof nothing>} Seen
 * @typedef {import("./state.js").State} State
 * @typedef {{data: State["data"], options?: State["options"], layers: Partial<State["layers"]>, mode?: State["mode"],
 *   t?: number}} Start
 * @typedef {{title: string, start: Start, text: string, tasks: {text: string, done: (seen: Seen) => boolean}[]}} Lesson
 * @typedef {{type: "training", state: string, step: number, coupling: string, reflow: boolean} | {type: "batch"}
 *   | {type: "refused", field: string}} Happening what the page tells beside its state */

/** @typedef {import("./app.js").App} App */

export const nothing = () => ({
  least: 1, most: 0, layers: /** @type {Set<string>} */ (new Set()), counts: /** @type {Set<number>} */ (new Set()), chosen: "", trained: 0, coupling: "", straightened: false,
  stepped: false, compared: false, class: false, guidance: 0, refused: /** @type {Set<string>} */ (new Set()), diverged: false,
});

/** Notes what has changed of the state. @param {Seen} seen @param {Partial<State>} changed @param {State} state */
export function look(seen, changed, state) {
  if (changed.t !== undefined) {
    seen.least = Math.min(seen.least, changed.t);
    seen.most = seen.least > 0.02 ? 0 : Math.max(seen.most, changed.t); // 1 counts after 0
  }
  if (changed.layers) Object.entries(changed.layers).forEach(([name, shown]) => shown && seen.layers.add(name));
  if (changed.mode || changed.steps !== undefined) {
    (state.mode === "steps" ? [1, 2, 4, 8, 100] : [state.steps]).forEach(count => seen.counts.add(count));
    seen.compared ||= state.mode === "steps";
  }
  seen.chosen = String(state.options.coupling ?? "");
  seen.class ||= Boolean(changed.class);
  seen.guidance = Math.max(seen.guidance, changed.guidance ?? 0);
}

/** Notes what has happened. @param {Seen} seen @param {Happening} happening */
export function hear(seen, happening) {
  if (happening.type === "batch") {
    seen.stepped = true;
  } else if (happening.type === "refused") {
    seen.refused.add(happening.field);
  } else if (happening.reflow) {
    seen.straightened ||= happening.state === "done";
  } else {
    [seen.trained, seen.coupling] = [happening.step, happening.coupling];
    seen.diverged ||= happening.state === "diverged";
  }
}

/** MathML: symbols are single words, numbers are digits, and everything else is an operator. */
const symbol = (/** @type {string} */ name) => `<mi>${name}</mi>`;
const op = (/** @type {string} */ sign) => `<mo stretchy="false">${sign}</mo>`;
const sub = (/** @type {string} */ base, /** @type {string} */ index) =>
  `<msub><mi>${base}</mi>${/^\d+$/.test(index) ? `<mn>${index}</mn>` : `<mi>${index}</mi>`}</msub>`;
const row = (/** @type {string[]} */ ...parts) => `<mrow>${parts.join("")}</mrow>`;
const squared = (/** @type {string} */ inside) => `<msup><mrow>${op("‖")}${inside}${op("‖")}</mrow><mn>2</mn></msup>`;
const formula = (/** @type {string[]} */ ...parts) => `<math display="block">${row(...parts)}</math>`;
const mean = "<mtext>mean of\u00a0</mtext>";
const delta = '<mi mathvariant="normal">Δ</mi>';
const [one, x0, x1, xt, v, t] = ["<mn>1</mn>", sub("x", "0"), sub("x", "1"), sub("x", "t"), symbol("v"), symbol("t")];
const of = (/** @type {string[]} */ ...parts) => row(op("(") + parts.join(op(",")) + op(")"));

const train = (/** @type {number} */ steps) => ({
  text: `Press <b>Train</b> and wait for ${steps.toLocaleString("en")} steps.`,
  done: (/** @type {Seen} */ seen) => seen.trained >= steps,
});
const fromNoiseToData = {
  text: "Move the time to 0, and then to 1.",
  done: (/** @type {Seen} */ seen) => seen.least <= 0.02 && seen.most >= 0.98,
};
const reflow = {text: "Open the panel Straighten, press <b>Straighten</b>, and wait until it is done.", done: (/** @type {Seen} */ seen) => seen.straightened};
const moons = /** @type {State["data"]} */ ({kind: "named", name: "moons"});

/** @type {Lesson[]} */
export const LESSONS = [
  {
    title: "Why noise", start: {data: moons, layers: {particles: true}},
    text: `<p>Random points are easy to make: a computer draws them from a bell curve in each direction. That is the <b>source</b>. Points that look like your data are hard to make, because nobody has
      a formula for them. So we start with noise and <em>move</em> it. A noise point x<sub>0</sub> belongs to the time t = 0, an example x<sub>1</sub> of the data to t = 1, and in between lies a
      mixture of the two:</p>
      ${formula(xt, op("="), of(one + op("−") + t), x0, op("+"), t, x1)}
      <p>The network learns how points have to move so that at each time they are distributed like these mixtures. At the end they are distributed like the data. Each noise point arrives somewhere
      else, so noise is also what makes every new point different.</p>`,
    tasks: [train(1000), fromNoiseToData],
  },
  {
    title: "What a velocity is", start: {data: moons, layers: {particles: true}, t: 0},
    text: `<p>A <b>velocity field</b> v(x, t) says for each place x and each time t in which direction a point moves there, and how fast. A point follows it as a cork follows a river:</p>
      ${formula(`<mfrac><mrow>${symbol("d")}${symbol("x")}</mrow><mrow>${symbol("d")}${t}</mrow></mfrac>`, op("="), v, of(symbol("x"), t))}
      <p>A computer goes in steps. For a step of length Δt it keeps the velocity that it found at the beginning. This is Euler's method:</p>
      ${formula(`<msub>${symbol("x")}${row(t, op("+"), delta, t)}</msub>`, op("="), xt, op("+"), delta, t, op("·"), v, of(xt, t))}
      <p>At t = 0 all arrows point to the middle of the data: nothing is decided yet, and the mean is the best guess. Later the arrows part, and every point turns to one of the two moons.</p>`,
    tasks: [train(1000), {text: "Tick <b>Field</b> above the plot.", done: seen => seen.layers.has("field")}, fromNoiseToData],
  },
  {
    title: "Crossing and bending", start: {data: moons, layers: {particles: true, source: true}},
    text: `<p>Nobody knows the field that carries noise to your data. But for <em>one</em> noise point and <em>one</em> example it is easy: go straight, with the velocity x<sub>1</sub> − x<sub>0</sub>.
      Training draws such pairs at random and asks the network for this velocity, by least squares:</p>
      ${formula("<mtext>loss</mtext>", op("="), mean, squared(v + of(xt, t) + op("−") + of(x1 + op("−") + x0)))}
      <p>Many lines pass through the same place in different directions. The network can give one answer there, and the best one is their mean. So the lines of the training are straight and cross
      each other, while the ways of the flow never cross, and therefore bend. It is also why the loss does not fall to 0: the spread of the lines about their mean remains.</p>`,
    tasks: [
      {text: "Press <b>Step</b>: you see the pairs of one batch, each target, and what the network says.", done: seen => seen.stepped},
      train(1000), {text: "Tick <b>Paths</b> above the plot, and look for a place where they bend.", done: seen => seen.layers.has("ways")},
    ],
  },
  {
    title: "Coupling", start: {data: moons, layers: {particles: true, ways: true}},
    text: `<p>Which noise is paired with which example is our choice: the <b>coupling</b>. Random pairs cross everywhere. <b>Optimal transport</b> pairs each batch so that all ways together are as
      short as possible:</p>
      ${formula(`<munder>${op("min")}${symbol("π")}</munder>`, `<munder>${op("∑")}${symbol("i")}</munder>`, squared(`<msub>${symbol("x")}${row(one, op(","), symbol("π"), of(symbol("i")))}</msub>` + op("−") + `<msub>${symbol("x")}${row("<mn>0</mn>", op(","), symbol("i"))}</msub>`))}
      <p>where π runs over all ways to pair the batch. Lines of such pairs hardly cross, so the mean at a place is of directions that agree, and the flow is nearly straight. The straightness S
      says how far the ways are from straight lines at constant speed; 0 is straight. For the moons it is about 0.6 with random pairs, and about 0.005 with optimal ones.</p>`,
    tasks: [
      {text: "Open the panel Train, and choose <b>optimal transport</b> as the coupling.", done: seen => seen.chosen === "ot"},
      {text: "Train again with it, for 1,000 steps, and watch S.", done: seen => seen.coupling === "ot" && seen.trained >= 1000},
    ],
  },
  {
    title: "Reflow", start: {data: moons, layers: {particles: true, ways: true}},
    text: `<p>There is a way to straighten a flow that compares no points at all. Let a trained flow carry many noise points x<sub>0</sub> to their ends x<sub>1</sub>, forget how they got there, and
      train a new flow on these pairs. This is <b>reflow</b>. Ways of a flow never meet, so its pairs cross far less than random ones, and the new flow has little left to average. S measures the
      success. With Z<sub>t</sub> for the place of a point on its way:</p>
      ${formula(symbol("S"), op("="), `<msubsup>${op("∫")}<mn>0</mn>${one}</msubsup>`, mean, squared(of(sub("Z", "1") + op("−") + sub("Z", "0")) + op("−") + v + of(sub("Z", "t"), t)), symbol("d"), t)}
      <p>Reflow learns from samples of its teacher, so it cannot be better than the teacher with many steps. It needs fewer steps for the same.</p>`,
    tasks: [train(2000), reflow],
  },
  {
    title: "One step", start: {data: moons, layers: {particles: true}},
    text: `<p>If the ways are straight and the speed is constant, the first velocity is right for the whole way. Then one step of length 1 is as good as a hundred:</p>
      ${formula(x1, op("="), x0, op("+"), v, of(x0, "<mn>0</mn>"))}
      <p>Before reflow the same step sends every point to the middle of the data, because the first velocity is only the mean of all directions. <b>W2</b> measures it: the distance between samples
      and true points, in the units of the data. Two sets of <em>true</em> points also have such a distance, the <b>floor</b>; nothing below it can be seen.</p>`,
    tasks: [
      train(2000), {text: "Choose <b>Steps side by side</b> above the plot: 1, 2, 4, 8 and 100 steps from the same noise.", done: seen => seen.compared},
      reflow,
    ],
  },
  {
    title: "Guidance", start: {data: {kind: "named", name: "8gaussians"}, options: {classes: true}, layers: {particles: true}},
    text: `<p>Points may have classes. In training the network is told the class of each point, but for one in ten it is told “any class”. So it knows a velocity c for each class and a velocity u for
      any class. <b>Guidance</b> with the weight w exaggerates the difference:</p>
      ${formula(v, op("="), symbol("u"), op("+"), symbol("w"), of(symbol("c") + op("−") + symbol("u")))}
      <p>w = 0 ignores the class, w = 1 gives points as the class has them, and a greater w gives points that are more typical of the class, but less varied. With too much of it the points leave
      the data.</p>`,
    tasks: [
      train(2000), {text: "Open the panel See, and choose one <b>class</b>.", done: seen => seen.class},
      {text: "Raise the <b>guidance</b> to 3 or more, and watch the points draw together.", done: seen => seen.guidance >= 3},
    ],
  },
  {
    title: "Failure on purpose", start: {data: moons, layers: {particles: true}},
    text: `<p>Two things go wrong most often. The first is too few steps. A bent flow that is followed in n steps has an error of about 1/n: a tenth of the steps, ten times the error. The second is the
      learning rate η. Each step of training moves the weights w a little against the gradient of the loss:</p>
      ${formula(symbol("w"), op("←"), symbol("w"), op("−"), symbol("η"), op("·"), "<mtext>gradient</mtext>")}
      <p>If η is too great, every step overshoots, and the loss grows until it is no number any more. If η is NaN, “not a number”, the weights would be none after the first step, so the studio
      refuses it at its field. A training that diverges stops, says why, and goes back with one click.</p>`,
    tasks: [
      train(1000), {text: "Look at the samples of <b>1</b> step, below the plot.", done: seen => seen.counts.has(1)},
      {text: "Type <b>NaN</b> as the learning rate in the panel Train, and press Train again.", done: seen => seen.refused.has("lr")},
      {text: "Type <b>1000</b> instead, and press Train again. It diverges; then press <b>Go back, and learn more slowly</b>, beside the loss.", done: seen => seen.diverged},
    ],
  },
];

const DONE = "millrace-lessons"; // The lessons that were done, in the browser's own store

/** The panel of the lessons, which is their list. The one that is open stands beside the plot. @param {HTMLElement} element @param {App} app */
export function mount(element, app) {
  let [seen, shown] = [nothing(), ""];
  /** @type {(() => void) | undefined} */
  let check;
  const done = new Set(remembered());
  const beside = h("aside", {id: "lesson", "aria-label": "Lesson", hidden: true});
  document.getElementById("layout")?.prepend(beside);
  const ticks = LESSONS.map(() => h("span", {class: "tick"}));
  let opened = false; // Whether Close leads back to what the page showed before
  const start = async (/** @type {number} */ index) => {
    if (app.state.lesson === "") {
      await app.store.write();
      history.pushState(null, "");
      opened = true;
    }
    const {data, options, layers, mode, t} = LESSONS[index].start;
    app.set({options: options ?? {}});
    app.setData(data);
    app.edit("");
    app.set({layers: {...USUAL.layers, source: false, ...layers}, mode: mode ?? "one", t: t ?? 1, steps: 100, guidance: 1, lesson: String(index + 1)});
    seen = nothing();
    beside.querySelector("h2")?.focus();
  };
  const show = () => {
    shown = app.state.lesson;
    const index = Number(shown) - 1;
    const lesson = LESSONS[index];
    beside.hidden = !lesson;
    document.body.classList.toggle("lesson", Boolean(lesson));
    check = undefined;
    if (!lesson) {
      opened = false;
      return;
    }
    const text = h("div", {class: "text"});
    text.innerHTML = lesson.text; // Written above, not by visitors
    const items = lesson.tasks.map(task => {
      const line = h("span");
      line.innerHTML = task.text;
      return {task, element: h("li", {}, line), ticked: false};
    });
    const status = h("p", {role: "status", class: "tick"});
    check = () => {
      items.filter(({task, ticked}) => !ticked && task.done(seen)).forEach(item => {
        item.ticked = true;
        item.element.append(h("span", {class: "tick"}, " ✓ done"));
      });
      if (!status.textContent && items.every(({ticked}) => ticked)) {
        status.textContent = index + 1 < LESSONS.length ? "All done." : "All done. This was the last lesson.";
        done.add(index + 1);
        remember([...done]);
        list();
      }
    };
    const step = (/** @type {string} */ label, /** @type {number} */ to) => LESSONS[to] && button(label, () => start(to), {title: LESSONS[to].title});
    beside.replaceChildren(h("h2", {tabIndex: -1}, `${index + 1}. ${lesson.title}`), text, h("h3", {}, "To do"),
      h("ol", {}, ...items.map(item => item.element)), status, h("div", {class: "row"}, step("Back", index - 1), step("Next lesson", index + 1),
        button("Begin again", () => start(index)), button("Close", () => (opened ? history.back() : app.set({lesson: ""})))));
  };
  const list = () => LESSONS.forEach((_, k) => (ticks[k].textContent = done.has(k + 1) ? " ✓ done" : ""));
  element.append(h("p", {class: "hint"}, "Each lesson sets the page up for one idea, explains it beside the plot, and notices what you do."),
    h("ol", {class: "lessons"}, ...LESSONS.map(({title}, k) => h("li", {}, button(title, () => start(k), {class: "small"}), ticks[k]))));
  list();
  let run = "";
  let coupling = "";
  const training = () => {
    const {training: now, state} = app;
    if (now.run && now.run !== run) [run, coupling] = [now.run, String(state.options.coupling ?? "")];
    if (now.run) hear(seen, {type: "training", state: now.phase, step: now.step, coupling, reflow: state.chain.length > 1});
    if (now.batch) hear(seen, {type: "batch"});
    check?.();
  };
  app.on("training", training);
  app.on("record", training);
  app.on("refused", () => { hear(seen, {type: "refused", field: app.refused}); check?.(); });
  // The time that the visitor chose, not that of particles that play.
  const moved = (/** @type {Event} */ event) => {
    if (/** @type {HTMLElement} */ (event.target).id === "time" || /^Arrow/.test(/** @type {KeyboardEvent} */ (event).key ?? "")) {
      look(seen, {t: app.state.t}, app.state);
      check?.();
    }
  };
  document.addEventListener("input", moved);
  document.addEventListener("keyup", moved);
  app.store.listen(changed => {
    if (app.state.lesson !== shown) {
      seen = nothing();
      show();
    } else {
      look(seen, {...changed, t: undefined}, app.state);
    }
    check?.();
  });
  show();
}

/** A browser that stores nothing forgets what was done. @returns {number[]} */
const remembered = () => { try { return [JSON.parse(localStorage.getItem(DONE) ?? "[]")].flat().filter(Number.isInteger); } catch { return []; } };
const remember = (/** @type {number[]} */ lessons) => { try { localStorage.setItem(DONE, JSON.stringify(lessons)); } catch { /* as above */ } };
