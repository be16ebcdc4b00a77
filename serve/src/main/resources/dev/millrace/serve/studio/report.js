/** What the views of tables and of images have in common: a form, the run's pictures, and its report. */
import {Problem, runPath} from "./api.js";
import {choice, field, h, labelled, readNumber, slider} from "./controls.js";
import {worker} from "./keep.js";
import {GUIDANCE} from "./state.js";

/** What is asked for: fields by the name that the server knows. @param {any} facts of the run
 * @param {Record<string, {label: string, usual: string, hint?: string, whole?: boolean, text?: boolean}>} fields
 * @param {() => void} changed when a slider or the class was changed */
export function form(facts, fields, changed) {
  /** @type {(ReturnType<typeof field> & {name: string, value: () => string})[]} */
  const made = Object.entries(fields).map(([name, {label, usual, hint, whole, text}]) => {
    const input = h("input", {type: "text", value: usual, inputMode: text ? "text" : whole ? "numeric" : "decimal", autocomplete: "off", spellcheck: false});
    return {name, ...field(label, input, hint), value: () => (text ? input.value.trim() : String(readNumber(input.value, whole)))};
  });
  if (facts.classes?.length > 0) {
    const names = /** @type {[string, string][]} */ (facts.classes.map((/** @type {string} */ name) => [name, name]));
    const select = choice([["", "all"], ...names], "", changed);
    made.push({name: "class", ...field("Class", select), value: () => select.value});
  }
  let guidance = 1;
  const extra = [];
  if (facts.guidance) {
    const {element, input} = slider("Guidance", {min: 0, max: GUIDANCE, step: 0.1, value: 1, text: value => value.toFixed(1)}, value => (guidance = value));
    input.addEventListener("change", changed);
    extra.push(element);
  }
  return {
    element: h("div", {class: "fields"}, ...made.map(({element}) => element), ...extra),
    /** @returns {URLSearchParams} what was filled in */
    query() {
      const filled = made.map(({name, value}) => [name, value()]).filter(([, value]) => value !== "");
      return new URLSearchParams([...filled, ...(guidance !== 1 ? [["guidance", String(guidance)]] : [])]);
    },
    /** A button that makes what was asked for; what is wrong is said at its field. @param {string} text @param {HTMLElement} line @param {() => Promise<string>} work */
    maker: (text, line, work) => worker(text, line, async () => {
      made.forEach(each => each.wrong());
      return work().catch(error => {
        const at = made.find(({name}) => error instanceof Problem && error.field === name);
        if (!at) throw error;
        at.wrong(labelled(error.message, at));
        return "";
      });
    }),
  };
}

/** @param {string} run @param {any} facts @returns {HTMLElement[]} */
export function report(run, facts) {
  const address = (/** @type {string} */ file) => `api/${runPath(run, `files/${file}`)}`;
  const shown = (/** @type {string[]} */ facts.pictures ?? []).map((/** @type {string} */ file) => {
    const name = file.replace(/\.png$/, "").replaceAll(/[-_]/g, " ");
    return h("figure", {}, h("img", {src: address(`plots/${file}`), alt: `Picture of this run: ${name}`, loading: "lazy"}), h("figcaption", {}, name));
  });
  const none = h("p", {}, "This run has no pictures yet. ", h("code", {}, `millrace plot ${run}`), " draws them.");
  return [
    h("section", {}, h("h3", {}, "Pictures"), shown.length > 0 ? h("div", {class: "pictures"}, ...shown) : none),
    facts.report
      ? h("section", {}, h("h3", {}, "Report"), h("p", {}, h("a", {href: address("report.html"), target: "_blank"}, "Open the report in a tab of its own")),
          h("iframe", {src: address("report.html"), title: `Report of ${run}`, class: "report"}))
      : h("p", {}, "There is no report yet. ", h("code", {}, `millrace report ${run}`), " writes it."),
  ];
}
