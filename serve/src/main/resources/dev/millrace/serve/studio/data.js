/** The panel Data: what the flow shall learn, and what it begins with. */
import {Problem, frames, send} from "./api.js";
import {button, check, choice, choose, field, h} from "./controls.js";
import {Plane, rgb, theme, viewOf} from "./plane.js";
/** @typedef {import("./app.js").App} App */
const THUMBNAIL = 400; // Points

export function mount(/** @type {HTMLElement} */ element, /** @type {App} */ app) {
  const shapes = h("div", {class: "shapes", role: "group", "aria-label": "Shapes to learn"});
  const own = h("div", {class: "own"});
  const chooser = h("div", {class: "own"}); // Of the columns of a file
  const file = h("input", {type: "file", accept: ".csv,.txt,.tsv,image/*", "aria-label": "File", hidden: true, onchange: () => file.files?.[0] && take(file.files[0])});
  const tiles = /** @type {Map<string, HTMLButtonElement>} */ (new Map());
  const painters = /** @type {(() => void)[]} */ ([]);
  const tile = (/** @type {string} */ key, /** @type {string} */ name, /** @type {string} */ title, /** @type {() => void} */ press) => {
    const canvas = h("canvas", {"aria-hidden": "true"});
    const made = h("button", {type: "button", class: "shape", title, onclick: press}, canvas, h("span", {}, name));
    tiles.set(key, made);
    shapes.append(made);
    return canvas;
  };
  for (const {name, description} of app.start.distributions) {
    const canvas = tile(name, name, description ?? name, () => { app.edit(""); app.setData({kind: "named", name}); });
    frames(`distributions/${encodeURIComponent(name)}?count=${THUMBNAIL}`).then(({frames: [found]}) => {
      painters.push(() => thumbnail(canvas, found.values, found.columns));
      painters[painters.length - 1]();
    }, error => app.fail(error));
  }
  const icon = (/** @type {HTMLCanvasElement} */ canvas, /** @type {number[]} */ line, /** @type {number} */ radius) => painters.push(() => {
    const plane = new Plane(canvas, {x: 0, y: 0, half: 1.2});
    plane.begin();
    plane.clouds([{values: line, columns: 2, colour: () => rgb(theme.accent), alpha: 0.9, radius}]);
  });
  icon(tile("drawn", "draw", "Draw a shape of your own", () => {
    app.setData({kind: "drawn", marks: app.state.data.kind === "drawn" ? app.state.data.marks : app.kept.marks});
    app.edit("data");
  }), Array.from({length: 120}, (_, k) => [k / 60 - 1, 0.6 * Math.sin(k / 16)]).flat(), 2.4);
  icon(tile("mixture", "mixture", "Clusters with handles to drag", () => {
    app.setData({kind: "mixture", parts: app.state.data.kind === "mixture" ? app.state.data.parts : app.kept.parts});
    app.edit("data");
  }), [-0.5, 0.3, 0.5, 0.4, 0.1, -0.5], 8);
  icon(tile("file", "file …", "Points from a CSV file, or a picture as a shape; or drop or paste one anywhere", () => file.click()),
    Array.from({length: 48}, (_, k) => [((k % 6) - 2.5) / 3.4, (Math.floor(k / 6) - 3.5) / 4]).flat(), 1.6);
  app.watchPainters(painters);
  const several = new Set(app.start.distributions.filter((/** @type {any} */ each) => each.classes > 1).map((/** @type {any} */ each) => each.name));
  const names = /** @type {{name: string}[]} */ (app.start.distributions).map(({name}) => /** @type {[string, string]} */ ([name, name]));
  const source = field("Begin with", choice([["gaussian", "Gaussian noise"], ...names, ["drawn", "a shape that I draw"]], app.state.options.source ?? "gaussian", value => {
    app.setOption("source", value === "gaussian" ? undefined : value);
    app.edit(value === "drawn" ? "source" : "");
  }), "What is at time 0. The flow carries it to the shape.");
  app.fields.set("source", source);
  const classes = check("Colours are classes, which the flow learns", Boolean(app.state.options.classes), on => app.setOption("classes", on || undefined));
  const sourceRow = h("div", {}, source.element, button("Draw the source", () => app.edit("source"), {class: "small"}));
  const problem = field("", h("input", {type: "hidden"}));
  app.fields.set("data", problem);
  element.append(h("p", {class: "hint"}, "Pick a shape, or draw your own. Then press Train."), shapes, chooser, own, file, problem.element, classes.element, sourceRow);
  async function take(/** @type {File} */ chosen) {
    file.value = "";
    if (chosen.type.startsWith("image/")) return app.sketch.image(chosen);
    problem.wrong();
    const {size, name} = chosen;
    if (size > app.start.limits.bytes) return app.fail(new Problem(`${name} has ${size.toLocaleString("en")} bytes, expected at most ${app.start.limits.bytes.toLocaleString("en")}.`, 413, "data"));
    // A folder that is dropped looks like a file, and cannot be read.
    await chosen.text().then(text => takeText(text, name), () => app.fail(new Problem(`${name} cannot be read: expected a CSV file or a picture.`, 422, "data")));
  }
  async function takeText(/** @type {string} */ text, /** @type {string} */ name) {
    problem.wrong();
    try {
      const found = await send(`csv?name=${encodeURIComponent(name)}`, text, "text/csv");
      const numeric = found.columns.filter((/** @type {any} */ column) => column.numeric);
      if (numeric.length < 2 && found.columns.length < 3) throw new Problem(`${numeric.length === 0 ? "no column" : "only one column"} of numbers; the plot needs two.`, 422, "data");
      if (found.columns.length === 2) {
        app.edit("");
        app.setData({kind: "file", data: found.data, label: `${name}: ${found.rows.toLocaleString("en")} rows`});
      } else {
        chooseColumns(text, name, found, numeric.map((/** @type {any} */ column) => column.name));
      }
    } catch (error) {
      app.fail(error instanceof Problem && error.field === "data" ? new Problem(`${name}: ${error.message}`, error.status, "data") : error);
    }
  }
  /** Asks which columns become the plane. @param {string} text @param {string} name @param {any} found @param {string[]} numeric */
  function chooseColumns(text, name, found, numeric) {
    const all = /** @type {string[]} */ (found.columns.map((/** @type {any} */ column) => column.name));
    const options = (/** @type {string[]} */ list) => list.map(each => /** @type {[string, string]} */ ([each, each]));
    const plane = numeric.length > 1;
    const changed = () => [across, labelled].forEach(each => each.wrong());
    const x = choice(options(numeric), numeric[0], changed);
    const y = choice(options(numeric), numeric[1], changed);
    const label = choice([["", "none"], ...options(all)], "", changed);
    const [across, labelled] = [field("Across", x), field("Class", label)];
    const use = async () => {
      across.wrong(x.value === y.value ? "Choose two different columns." : undefined);
      labelled.wrong([x.value, y.value].includes(label.value) ? "Choose another column than those of the plane." : undefined);
      if (x.value === y.value || [x.value, y.value].includes(label.value)) return;
      let made;
      try {
        const query = new URLSearchParams({name, x: x.value, y: y.value, ...(label.value ? {class: label.value} : {})});
        made = await send(`csv?${query}`, text, "text/csv");
        if (label.value) await frames(`points?${new URLSearchParams({data: made.data, labels: label.value, count: "1"})}`);
        app.edit("");
        app.setData({kind: "file", data: made.data, label: `${name}: ${x.value}, ${y.value}`, column: label.value});
      } catch (error) {
        if (made && error instanceof Problem && error.status < 500) labelled.wrong(error.message.replaceAll(made.data, name));
        else app.fail(error);
      }
    };
    chooser.replaceChildren(h("p", {class: "hint"}, `${name} has ${all.length} columns and ${found.rows.toLocaleString("en")} rows. ${plane ? "Which two make the plane?" : "Fewer than two of them are numbers without holes, so that it is learnt as a table."}`),
      h("div", {class: "row", hidden: !plane}, across.element, field("Up", y).element, labelled.element),
      h("div", {class: "row"}, button("Use these columns", use, {class: "primary", hidden: !plane}),
        button("The whole table", () => {
          app.edit("");
          app.setData({kind: "file", data: found.data, label: `${name}: ${all.length} columns`, whole: true});
        }, {title: "Learns all columns, with words and holes; shown as a table"})));
    app.openPanel("data");
  }
  app.take = take;
  app.takeText = takeText;
  function update() {
    const {data, options} = app.state;
    const key = data.kind === "named" ? data.name : data.kind;
    tiles.forEach((each, name) => each.setAttribute("aria-pressed", String(name === key)));
    classes.element.hidden = data.kind === "file" || (data.kind === "named" ? !several.has(data.name) : app.preview.classes < 2);
    classes.input.checked = Boolean(options.classes);
    choose(source.input, options.source ?? "gaussian");
    /** @type {HTMLElement} */ (sourceRow.lastChild).hidden = options.source !== "drawn" || app.editing === "source";
    if (data.kind === "mixture") {
      const {blend} = app;
      own.replaceChildren(h("p", {class: "hint"}, "Drag the middle of a cluster, or the tips of its axes."),
        h("div", {class: "row"}, button("Add a cluster", () => blend.add()), button("Remove it", () => blend.remove(), {disabled: data.parts.length < 2}),
          button("Edit", () => app.edit("data"), {hidden: app.editing !== ""})));
    } else if (data.kind === "drawn" && app.editing === "") {
      own.replaceChildren(button("Go on drawing", () => app.edit("data"), {class: "small"}));
    } else if (data.kind === "file") {
      own.replaceChildren(h("p", {class: "hint"}, data.label));
    } else {
      own.replaceChildren();
    }
  }
  app.on("data", () => chooser.replaceChildren());
  app.follow(update, "data", "settings");
}

function thumbnail(/** @type {HTMLCanvasElement} */ canvas, /** @type {Float32Array} */ values, /** @type {number} */ columns) {
  const plane = new Plane(canvas, viewOf([values], [columns]));
  plane.begin();
  const accent = rgb(theme.accent);
  plane.clouds([{values, columns, colour: () => accent, alpha: 0.8, radius: 0.9}]);
}
