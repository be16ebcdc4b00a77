/** A mixture of Gaussians that is made by dragging. A component has a middle and two axes at right angles, each a standard deviation long; their tips are its handles. */
import {Random} from "./random.js";

/** @typedef {[number, number]} Point @typedef {{mean: Point, a: Point, b: Point, weight: number, class: number}} Component @typedef {"mean" | "a" | "b"} Handle */

/** The shortest axis, in the units of the data. */
const SHORTEST = 0.02;
/** @type {(mean: Point, deviation: number, label?: number) => Component} */
export const round = (mean, deviation, label = 0) => ({mean, a: [deviation, 0], b: [0, deviation], weight: 1, class: label});

/** @param {Component[]} components with weights ≥ 0, of which one is above 0 @param {number} count @param {number} seed
 * @returns {Float32Array} rows x, y, class; no rows if there is no weight */
export function sample(components, count, seed) {
  const random = new Random(seed);
  const total = components.reduce((sum, component) => sum + component.weight, 0);
  const rows = new Float32Array(total > 0 ? 3 * count : 0);
  for (let i = 0; i < rows.length; i += 3) {
    let rest = random.uniform() * total;
    const chosen = components.find(component => (rest -= component.weight) < 0) ?? components[components.length - 1];
    const [u, v] = [random.normal(), random.normal()];
    rows[i] = chosen.mean[0] + u * chosen.a[0] + v * chosen.b[0];
    rows[i + 1] = chosen.mean[1] + u * chosen.a[1] + v * chosen.b[1];
    rows[i + 2] = chosen.class;
  }
  return rows;
}

/** Where a handle is. @type {(component: Component, handle: Handle) => Point} */
export function place({mean, a, b}, handle) {
  const axis = handle === "a" ? a : handle === "b" ? b : [0, 0];
  return [mean[0] + axis[0], mean[1] + axis[1]];
}

/** The handle nearest to a point; the later component lies above, and tips lie above middles. @param {Component[]} components @param {Point} point
 * @param {number} reach how far away a handle may be @returns {{index: number, handle: Handle} | null} */
export function hit(components, point, reach) {
  let found = null;
  let nearest = reach * reach;
  for (let index = 0; index < components.length; index++) {
    for (const handle of /** @type {Handle[]} */ (["mean", "a", "b"])) {
      const [x, y] = place(components[index], handle);
      const distance = (x - point[0]) ** 2 + (y - point[1]) ** 2;
      if (distance <= nearest) {
        nearest = distance;
        found = {index, handle};
      }
    }
  }
  return found;
}

/** The component after its handle was dragged to a point. The other axis keeps its length and stays at a right angle. @param {Component} component
 * @param {Handle} handle @param {Point} to @returns {Component} a new one */
export function drag(component, handle, to) {
  if (handle === "mean") return {...component, mean: [to[0], to[1]]};
  let [x, y] = [to[0] - component.mean[0], to[1] - component.mean[1]];
  let length = Math.sqrt(x * x + y * y);
  if (length < SHORTEST) { [x, y] = length === 0 ? [SHORTEST, 0] : [(x / length) * SHORTEST, (y / length) * SHORTEST]; length = SHORTEST; }
  const other = handle === "a" ? component.b : component.a;
  const scale = Math.sqrt(other[0] * other[0] + other[1] * other[1]) / length;
  return handle === "a"
    ? {...component, a: [x, y], b: [-y * scale, x * scale]}
    : {...component, a: [y * scale, -x * scale], b: [x, y]};
}

/** The ellipse of one standard deviation, as a closed line for drawing. @param {Component} component @param {number} deviations @returns {Point[]} 48 points */
export function ellipse({mean, a, b}, deviations = 1) {
  return Array.from({length: 48}, (_, k) => {
    const [c, s] = [deviations * Math.cos((k * Math.PI) / 24), deviations * Math.sin((k * Math.PI) / 24)];
    return [mean[0] + c * a[0] + s * b[0], mean[1] + c * a[1] + s * b[1]];
  });
}
