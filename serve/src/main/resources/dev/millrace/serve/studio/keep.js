/** What is kept of the work: the list of runs, files to take away, the commands that do the same, and links. */
import {apng} from "./apng.js";
import {Problem, ask, get, runPath} from "./api.js";
import {Chart, average} from "./chart.js";
import {button, copy, h} from "./controls.js";
/** @typedef {import("./app.js").App} App */
const FRESH = 4000; // Milliseconds between two looks at the list while a run is live
const MOST_CURVES = 6; // As many as the charts have colours
const FRAMES = 24; // Of an animation, beside its two ends
const FILM_WIDTH = 640; // Pixels of an animation

/** Gives the user a file. @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = h("a", {href: URL.createObjectURL(blob), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A button that works for a while: it cannot be pressed meanwhile, and what goes wrong is said in a line. @param {string} text @param {HTMLElement} line
 * @param {() => Promise<string | void>} work may return what is to be said */
export function worker(text, line, work) {
  const made = button(text, async () => {
    made.disabled = true;
    line.textContent = `${text} …`;
    line.classList.remove("error");
    try {
      line.textContent = (await work()) ?? "";
    } catch (error) {
      line.textContent = error instanceof Problem ? error.message : `This did not work: ${/** @type {Error} */ (error).message}`;
      line.classList.add("error");
    }
    made.disabled = false;
  });
  return made;
}

/** A part of the panel. @param {string} title @param {...(Node | string | false)} children */
const part = (title, ...children) => h("section", {}, h("h3", {}, title), ...children);

export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const fail = (/** @type {unknown} */ error) => app.fail(error);
  const rows = h("tbody");
  const empty = h("p", {hidden: true}, "There are no runs yet. A training makes the first.");
  const listLine = h("p", {role: "status"});
  const plot = h("div");
  const chart = new Chart(plot, {title: "Loss of the chosen runs", x: "step", y: "loss", logY: true});
  const compared = /** @type {Set<string>} */ (new Set());
  const losses = /** @type {Map<string, [number, number][]>} */ (new Map());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const curves = async () => {
    for (const run of compared) if (!losses.has(run)) losses.set(run, (await get(runPath(run))).loss ?? []);
    plot.hidden = compared.size === 0;
    chart.draw([...compared].map(run => ({name: run, points: average(losses.get(run) ?? [])})));
  };
  const compare = (/** @type {string} */ run, /** @type {HTMLInputElement} */ input) => {
    if (input.checked && compared.size === MOST_CURVES) {
      input.checked = false;
      listLine.textContent = `At most ${MOST_CURVES} runs are compared at once.`;
      return;
    }
    input.checked ? compared.add(run) : compared.delete(run);
    listLine.textContent = "";
    curves().catch(error => {
      input.checked = false;
      compared.delete(run);
      listLine.textContent = error.message;
    });
  };
  const list = async () => {
    clearTimeout(timer);
    /** @type {{name: string, kind?: string, data?: string, step?: number, steps?: number, state: string, changed: number, message?: string}[]} */
    const runs = (await get("runs")).runs;
    runs.sort((a, b) => b.changed - a.changed);
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.run;
    rows.replaceChildren(...runs.map(({name, kind, data, step, steps, state, changed, message}) => {
      const input = h("input", {type: "checkbox", checked: compared.has(name), "aria-label": `Compare the loss of ${name}`, onchange: () => compare(name, input)});
      const opener = button(name, () => app.openRun(name).catch(fail), {class: "link"});
      opener.dataset.run = name;
      const current = name === app.run;
      const when = new Date(changed).toLocaleString("en-GB", {day: "numeric", month: "short", hour: "2-digit", minute: "2-digit"});
      return h("tr", {...(current ? {"aria-current": "true"} : {})},
        h("td", {}, input),
        h("th", {scope: "row"}, message ? name : opener, h("div", {class: "hint"}, message ?? `${kind}: ${data?.split("/").pop()}, ${when}`)),
        h("td", {}, state, state !== "done" && steps !== undefined && h("div", {class: "hint"}, `${step?.toLocaleString("en")} of ${steps.toLocaleString("en")}`)));
    }));
    empty.hidden = runs.length > 0;
    if (focused) /** @type {HTMLElement | null} */ (rows.querySelector(`[data-run="${CSS.escape(focused)}"]`))?.focus();
    const live = runs.filter(({state}) => !["done", "stopped", "unreadable"].includes(state)).map(({name}) => name);
    if (live.some(run => compared.has(run))) {
      live.forEach(run => losses.delete(run));
      await curves();
    }
    if (live.length > 0 && element.offsetParent !== null) timer = setTimeout(() => list().catch(fail), FRESH);
  };
  const away = h("div");
  const recipe = h("section", {hidden: true});
  /** @type {string | undefined} */
  let described;
  const describe = async () => {
    const run = app.run;
    if (run === described) return;
    described = run;
    const line = h("p", {role: "status"});
    away.replaceChildren(h("div", {class: "row"}, ...(run ? files(run, line, app) : []), ...pictures(line, app)), line);
    recipe.replaceChildren();
    recipe.hidden = true;
    const facts = run && (await get(runPath(run)));
    if (run === described && !facts?.command) described = undefined;
    else if (run === described) {
      recipe.hidden = false;
      recipe.replaceChildren(h("h3", {}, "The same without the studio"), ...code("Command line", facts.command), ...code("Java program", facts.java));
    }
  };
  element.replaceChildren(
    part("Runs", empty, h("div", {class: "scroll", tabIndex: 0, role: "region", "aria-label": "Runs"}, h("table", {class: "runs"},
      h("thead", {}, h("tr", {}, ...["Loss", "Run", "State"].map(name => h("th", {scope: "col"}, name)))), rows)),
      h("div", {class: "row"}, worker("Look again", listLine, list)), listLine, plot),
    part("Take away", away),
    recipe,
    part("Link for teaching", ...link(app)));
  plot.hidden = true;
  const show = () => {
    if (app.state.panel !== "keep") return;
    list().catch(fail);
    describe().catch(fail);
  };
  app.store.listen(changed => { if (changed.panel || changed.chain) show(); });
  app.on("run", show);
  show();
}

/** Files that the server makes. @param {string} run @param {HTMLElement} line @param {App} app */
function files(run, line, app) {
  const name = run.replaceAll("/", "-");
  const fetched = (/** @type {string} */ text, /** @type {string} */ form, /** @type {() => string} */ query = () => "") =>
    worker(text, line, async () => save(await (await ask(runPath(run, `export/${form}`) + query())).blob(), `${name}.${form}`));
  return [
    fetched("Run folder", "zip"), fetched("Weights (safetensors)", "safetensors"), fetched("ONNX", "onnx"),
    fetched("Samples (CSV)", "csv", () => {
      const {steps, solver, particles, noise, guidance} = app.state;
      const query = new URLSearchParams({count: String(particles), steps: String(steps), solver, seed: String(noise)});
      if (app.state.class) {
        query.set("class", app.state.class);
        query.set("guidance", String(guidance));
      }
      return `?${query}`;
    }),
  ];
}

/** Pictures of the plot. @param {HTMLElement} line @param {App} app */
function pictures(line, app) {
  return [
    worker("Picture (PNG)", line, async () => save(await picture(app, 1), "millrace.png")),
    worker("Animation (PNG)", line, async () => {
      const {t} = app.state;
      const scale = Math.min(1, FILM_WIDTH / app.scene.box.clientWidth);
      const frames = [];
      for (let k = 0; k <= FRAMES; k++) {
        app.set({t: k / FRAMES});
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        frames.push(new Uint8Array(await (await picture(app, scale)).arrayBuffer()));
      }
      app.set({t});
      const shown = frames.map((_, k) => (k === 0 ? 600 : k === FRAMES ? 1800 : 80));
      save(new Blob([apng(frames, shown)], {type: "image/png"}), "millrace-animation.png");
    }),
  ];
}

/** All planes as they lie on the page, with their names. @param {App} app @param {number} scale @returns {Promise<Blob>} */
async function picture(app, scale) {
  const box = app.scene.box.getBoundingClientRect();
  const ratio = scale * (scale === 1 ? devicePixelRatio : 1);
  const sheet = h("canvas", {width: Math.round(box.width * ratio), height: Math.round(box.height * ratio)});
  const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
  const style = getComputedStyle(document.documentElement);
  pen.scale(ratio, ratio);
  pen.fillStyle = style.getPropertyValue("--ground").trim() || "#fff";
  pen.fillRect(0, 0, box.width, box.height);
  pen.fillStyle = style.getPropertyValue("--ink").trim() || "#000";
  pen.font = "13px system-ui, sans-serif";
  pen.textBaseline = "top";
  for (const {plane, caption} of app.scene.cells) {
    const at = plane.canvas.getBoundingClientRect();
    pen.drawImage(plane.canvas, at.left - box.left, at.top - box.top, at.width, at.height);
    if (!caption.hidden) {
      const place = caption.getBoundingClientRect();
      pen.fillText([...caption.children].map(each => each.textContent).filter(Boolean).join(",  "), place.left - box.left + 8, place.top - box.top + 3);
    }
  }
  return new Promise((resolve, reject) => sheet.toBlob(blob => (blob ? resolve(blob) : reject(new Error("the browser made no picture"))), "image/png"));
}

function code(/** @type {string} */ title, /** @type {string} */ text) {
  const line = h("span", {role: "status", class: "hint"});
  const shown = h("pre", {tabIndex: 0, role: "region", "aria-label": title}, h("code", {}, text));
  const press = worker("Copy", line, async () => {
    if (await copy(text)) return "Copied.";
    getSelection()?.selectAllChildren(shown);
    return "Selected: press Ctrl C.";
  });
  return [h("h4", {}, title), shown, h("div", {class: "row"}, press, line)];
}

function link(/** @type {App} */ app) {
  const line = h("p", {role: "status"});
  return [
    h("p", {class: "hint"}, "The address of this page holds its state, and what you have drawn; the weights of a run stay in its folder. Without controls there is only the plot."),
    h("div", {class: "row"}, worker("Copy link without controls", line, async () => {
      const {bare} = app.state;
      app.state.bare = true;
      const address = await app.store.write();
      app.state.bare = bare;
      await app.store.write();
      return (await copy(address)) ? `Copied: ${address.length.toLocaleString("en")} characters.` : `This browser does not let pages copy. The link: ${address}`;
    })),
    line,
  ];
}
