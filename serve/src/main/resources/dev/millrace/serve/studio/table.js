/** A run of a table: rows made in the page, the run's pictures of columns real beside synthetic, and its report. */
import {post, runPath} from "./api.js";
import {button, h} from "./controls.js";
import {csv} from "./csv.js";
import {save} from "./keep.js";
import {form, report} from "./report.js";

/** @param {HTMLElement} element is filled @param {string} run @param {any} facts what the server says of the run */
export function mount(element, run, facts) {
  const line = h("p", {role: "status"});
  const result = h("div", {class: "scroll", tabIndex: 0, role: "region", "aria-label": "Rows"});
  /** @type {{columns: string[], rows: unknown[][]} | undefined} */
  let made;
  const asked = form(facts, {
    count: {label: "Rows", usual: "20", whole: true},
    where: {label: "Where", usual: "", text: true, hint: "such as sex=F, age>=60"},
    steps: {label: "Steps", usual: "", whole: true, hint: "empty: what the run is made for"},
    seed: {label: "Seed", usual: "0", whole: true},
  }, () => make.click());
  const away = button("Save as CSV", () => made && save(new Blob([csv(made.columns, made.rows)], {type: "text/csv"}), `${run.replaceAll("/", "-")}-rows.csv`), {disabled: true});
  const make = asked.maker("Make rows", line, async () => {
    const {columns, rows, seconds} = await post(`${runPath(run, "rows")}?${asked.query()}`);
    made = {columns, rows: rows.map((/** @type {Record<string, unknown>} */ row) => columns.map((/** @type {string} */ name) => row[name]))};
    result.replaceChildren(table(made));
    away.disabled = false;
    return `${rows.length.toLocaleString("en")} new rows in ${seconds.toFixed(2)} s.`;
  });
  element.replaceChildren(
    h("h2", {}, `${run}: a table`),
    h("section", {}, h("h3", {}, "New rows"), asked.element, h("div", {class: "row"}, make, away), line, result),
    ...report(run, facts));
  make.click();
}

/** @param {{columns: string[], rows: unknown[][]}} made */
function table({columns, rows}) {
  const cell = (/** @type {unknown} */ value) => h("td", {class: typeof value === "number" ? "number" : "word"}, String(value ?? ""));
  return h("table", {}, h("thead", {}, h("tr", {}, ...columns.map((name, k) => h("th", {scope: "col", class: typeof rows[0]?.[k] === "number" ? "number" : "word"}, name)))),
    h("tbody", {}, ...rows.map(row => h("tr", {}, ...row.map(cell)))));
}
