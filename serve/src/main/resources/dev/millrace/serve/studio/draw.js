/** Tools on the plot that make data: a brush with stamps, and the handles of a mixture. */
import {Drawing, GRID, maskOf, paint, points, snap} from "./brush.js";
import {Problem} from "./api.js";
import {button, field, h, segments, slider} from "./controls.js";
import {drag, ellipse, hit, place, round, sample} from "./mixture.js";
import {classColour, theme} from "./plane.js";
/** @typedef {import("./app.js").App} App
 * @typedef {import("./plane.js").Plane} Plane
 * @typedef {import("./brush.js").Mark} Mark */

/** The area for drawing. @type {import("./brush.js").Extent} */
export const AREA = [-4, -4, 4, 4];
const PIXELS = 256;
const POINTS = 8000;
const CLASSES = 4;
const IMAGE = 96; // The greater side of an image in pixels of its mask
const LETTERS = 48;
const NEAR = 3 / GRID; // Points of a stroke that are nearer to each other are one
/** The points of a drawing: rows x, y, class. @param {Mark[]} marks */
export const pointsOf = marks => points(paint(marks, AREA, PIXELS, PIXELS), AREA, POINTS, 0);
export const pointsOfMixture = (/** @type {import("./mixture.js").Component[]} */ parts) => sample(parts, POINTS, 0);
/** The mixture that one begins with. */
export const firstMixture = () => [round([-1.5, 0.8], 0.5, 0), round([1.4, 1], 0.4, 1), round([0.2, -1.3], 0.6, 2)];

/** A brush, an eraser, and stamps. */
export class Sketch {
  constructor(/** @type {App} */ app, /** @type {HTMLElement} */ toolbar) {
    this.app = app;
    this.cursor = "crosshair";
    this.kind = "brush";
    this.size = 0.4;
    this.class = 0;
    this.stroke = /** @type {[number, number][]} */ ([]);
    this.at = /** @type {[number, number] | null} */ (null);
    this.drawing = new Drawing();
    this.text = h("input", {type: "text", value: "hello", maxLength: 24, size: 8, "aria-label": "Text to stamp", oninput: () => stamped.wrong()});
    const stamped = field("Text to stamp", this.text);
    app.fields.set("stamp", stamped);
    this.emoji = h("select", {"aria-label": "Emoji to stamp"}, ...["❤", "★", "☘", "☺", "♞", "☂", "♫", "⚓", "🐟", "🦆", "🐈", "🚲"].filter(isDrawn).map(each => h("option", {}, each)));
    const kinds = segments("Tool", [["brush", "Brush"], ["eraser", "Eraser"], ["text", "Text"], ["emoji", "Emoji"]], this.kind, kind => {
      this.kind = kind;
      this.show();
    });
    const size = slider("", {min: 0.05, max: 1.5, step: 0.05, value: this.size}, value => { this.size = value; app.scene.redraw(); });
    const colours = segments("Colour, which is the class", Array.from({length: CLASSES}, (_, k) => [String(k), String(k + 1)]), "0", k => (this.class = Number(k)));
    colours.element.classList.add("swatches");
    this.swatches = colours.element;
    const file = h("input", {type: "file", accept: "image/*", "aria-label": "Picture", hidden: true, onchange: () => file.files?.[0] && this.image(file.files[0])});
    size.input.setAttribute("aria-label", "Size");
    size.element.title = "Size";
    this.undo = button("↶", () => this.change(this.drawing.undo()), {title: "Undo, Ctrl Z", "aria-label": "Undo"});
    this.redo = button("↷", () => this.change(this.drawing.redo()), {title: "Redo, Ctrl Y", "aria-label": "Redo"});
    toolbar.append(kinds.element, stamped.element, this.emoji, size.element, colours.element, button("Image …", () => file.click(), {title: "Makes points of the dark parts of a picture"}), file,
      this.undo, this.redo, button("Clear", () => {
        this.drawing.clear();
        this.change(true);
      }), button("Done", () => app.edit(""), {class: "quiet"}));
    this.show();
  }
  show() {
    /** @type {HTMLElement} */ (this.text.parentElement).hidden = this.kind !== "text";
    this.emoji.hidden = this.kind !== "emoji";
    [...this.swatches.querySelectorAll("span")].forEach((swatch, k) => (swatch.style.background = classColour(k)));
    this.undo.disabled = this.drawing.marks.length === 0;
    this.redo.disabled = this.drawing.undone.length === 0;
  }
  /** Takes up the marks of the state. */
  load() {
    const marks = this.marks();
    if (marks !== this.drawing.marks) this.drawing = new Drawing([...marks]);
    this.show();
  }
  marks() {
    const {state} = this.app;
    return this.app.editing === "source" ? state.sourceMarks : state.data.kind === "drawn" ? state.data.marks : [];
  }
  change(/** @type {boolean} */ changed) {
    if (changed) {
      const marks = [...this.drawing.marks];
      if (this.app.editing === "source") this.app.setSource(marks);
      else this.app.setData({kind: "drawn", marks});
      this.show();
    }
  }
  add(/** @type {Mark} */ mark) { this.drawing.add(mark); this.change(true); }
  get isBrush() { return this.kind === "brush" || this.kind === "eraser"; }
  down(/** @type {Plane} */ _, /** @type {[number, number]} */ at) {
    this.stroke = /** @type {[number, number][]} */ ([[snap(at[0]), snap(at[1])]]);
    this.app.scene.redraw();
  }
  move(/** @type {Plane} */ _, /** @type {[number, number]} */ at) {
    this.at = at;
    const last = this.stroke[this.stroke.length - 1];
    if (last && this.isBrush && Math.hypot(at[0] - last[0], at[1] - last[1]) > Math.max(NEAR, this.size / 8)) this.stroke.push([snap(at[0]), snap(at[1])]);
    this.app.scene.redraw();
  }
  up(/** @type {boolean} */ kept) {
    const [stroke, size] = [this.stroke, snap(this.size)];
    this.stroke = [];
    if (!kept || stroke.length === 0) this.app.scene.redraw();
    else if (!this.isBrush) this.stamp(stroke[0]);
    else this.add({points: stroke, size, class: this.class, ...(this.kind === "eraser" ? {erase: true} : {})});
  }
  paint(/** @type {Plane} */ plane) {
    const colour = this.kind === "eraser" ? theme.muted : classColour(this.class);
    const width = (this.size * plane.scale) / plane.ratio;
    const [x0, y0, x1, y1] = AREA;
    plane.lines([[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]], {colour: theme.muted, alpha: 0.5, dash: [4, 4]});
    if (this.stroke.length > 0 && this.isBrush) {
      const [[x, y]] = this.stroke;
      plane.lines([this.stroke.length > 1 ? this.stroke : [[x, y], [x + 1e-4, y]]], {colour, width, alpha: 0.35});
    }
    if (this.at && this.isBrush) {
      plane.lines([circle(this.at, this.size / 2)], {colour: theme.ink, alpha: 0.6});
    } else if (this.drawing.marks.length === 0) {
      plane.pen.fillStyle = theme.muted;
      plane.pen.font = `${16 * plane.ratio}px system-ui, sans-serif`;
      plane.pen.textAlign = "center";
      ["Draw a shape here", "with the mouse or a finger,", "then press Train."].forEach((line, k) => plane.pen.fillText(line, plane.px(0), plane.py(0) + 24 * (k - 1) * plane.ratio));
    }
  }
  stamp(/** @type {[number, number]} */ at) {
    const emoji = this.kind === "emoji";
    const text = emoji ? this.emoji.value : this.text.value.trim();
    const sheet = document.createElement("canvas");
    const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext("2d"));
    const font = `${emoji ? "" : "600 "}${LETTERS}px system-ui, sans-serif`;
    pen.font = font;
    sheet.width = Math.ceil(pen.measureText(text).width) + 8;
    sheet.height = 2 * LETTERS;
    pen.font = font;
    pen.textBaseline = "middle";
    pen.fillText(text, 4, LETTERS);
    const mask = maskOf(pen.getImageData(0, 0, sheet.width, sheet.height), true);
    if (!mask) return this.app.fail(new Problem("There is nothing to stamp: write a word here.", 422, "stamp"));
    const height = 5 * this.size * (mask.height / LETTERS);
    this.add({mask, at: [snap(at[0]), snap(at[1])], size: snap(Math.min(7.6, height * (mask.width / mask.height))), class: this.class});
  }
  /** Dark parts of a picture as a stamp in the middle. @param {Blob} file */
  async image(file) {
    let picture;
    this.app.fields.get("data")?.wrong();
    try {
      picture = await createImageBitmap(file);
    } catch {
      return this.app.fail(new Problem("This file is not a picture that the browser can read: a PNG or JPEG is.", 422, "data"));
    }
    const scale = Math.min(1, IMAGE / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map(side => Math.max(1, Math.round(side * scale)));
    const pen = /** @type {CanvasRenderingContext2D} */ (Object.assign(document.createElement("canvas"), {width, height}).getContext("2d"));
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, width, height);
    const mask = maskOf(pen.getImageData(0, 0, width, height));
    if (!mask) return this.app.fail(new Problem("This picture is empty, or of one colour: its dark parts become points.", 422, "data"));
    if (this.app.editing === "") {
      this.app.setData({kind: "drawn", marks: []});
      this.app.edit("data");
    }
    this.add({mask, at: [0, 0], size: snap(6.5 * Math.min(1, mask.width / mask.height)), class: this.class});
  }
}

/** The handles of a mixture of Gaussians. */
export class Blend {
  constructor(/** @type {App} */ app) {
    this.app = app;
    this.cursor = "grab";
    this.held = /** @type {ReturnType<typeof hit>} */ (null);
    this.chosen = 0;
  }
  get parts() {
    const {data} = this.app.state;
    return data.kind === "mixture" ? data.parts : [];
  }
  set(/** @type {import("./mixture.js").Component[]} */ parts) { this.app.setData({kind: "mixture", parts}); }
  down(/** @type {Plane} */ plane, /** @type {[number, number]} */ at) {
    this.held = hit(this.parts, at, (18 * plane.ratio) / plane.scale);
    this.chosen = this.held?.index ?? this.chosen;
    this.app.scene.redraw();
  }
  move(/** @type {Plane} */ _, /** @type {[number, number]} */ at) {
    if (this.held) {
      const {index, handle} = this.held;
      this.set(this.parts.map((part, k) => (k === index ? drag(part, handle, [snap(at[0]), snap(at[1])]) : part)));
    }
  }
  up() { this.held = null; }
  add() {
    const k = this.parts.length;
    this.chosen = k;
    this.set([...this.parts, round([snap(2 * Math.cos(2.4 * k)), snap(2 * Math.sin(2.4 * k))], 0.4, k % CLASSES)]);
  }
  remove() {
    if (this.parts.length > 1) {
      this.set(this.parts.filter((_, k) => k !== this.chosen));
      this.chosen = Math.min(this.chosen, this.parts.length - 1);
    }
  }
  /** Moves the chosen cluster by the keyboard. @param {number} dx @param {number} dy @param {number} factor of its size */
  nudge(dx, dy, factor) {
    this.set(this.parts.map((part, k) => k !== this.chosen ? part : {...part, mean: [snap(part.mean[0] + dx), snap(part.mean[1] + dy)],
      a: [part.a[0] * factor, part.a[1] * factor], b: [part.b[0] * factor, part.b[1] * factor]}));
  }
  paint(/** @type {Plane} */ plane) {
    this.parts.forEach((part, k) => {
      const colour = classColour(part.class);
      plane.lines([ellipse(part, 2)].map(line => [...line, line[0]]), {colour, width: k === this.chosen ? 2.5 : 1.3, alpha: 0.9});
      const spots = /** @type {const} */ (["mean", "a", "b"]).map(handle => place(part, handle));
      plane.lines(spots.slice(1).map(spot => [spots[0], spot]), {colour, alpha: 0.8});
      for (const spot of spots) {
        plane.lines([circle(spot, (6 * plane.ratio) / plane.scale)], {colour: theme.ground, width: 6});
        plane.lines([circle(spot, (6 * plane.ratio) / plane.scale)], {colour, width: 2.5});
      }
    });
  }
}

/** @type {(at: [number, number], radius: number) => [number, number][]} */
const circle = (at, radius) => Array.from({length: 33}, (_, k) => [at[0] + radius * Math.cos((k * Math.PI) / 16), at[1] + radius * Math.sin((k * Math.PI) / 16)]);

/** Whether there is a font that has the sign; what none has is drawn as a box. @param {string} sign */
function isDrawn(sign) {
  const pen = /** @type {CanvasRenderingContext2D} */ (Object.assign(document.createElement("canvas"), {width: 32, height: 32}).getContext("2d", {willReadFrequently: true}));
  const pixels = (/** @type {string} */ text) => { pen.clearRect(0, 0, 32, 32); pen.font = "20px system-ui"; pen.fillText(text, 2, 24); return pen.getImageData(0, 0, 32, 32).data.join(); };
  return pixels(sign) !== pixels("\u{10ffff}");
}
