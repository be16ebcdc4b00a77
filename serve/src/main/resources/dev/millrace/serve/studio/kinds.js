/** Runs of tables and of images are shown in a view of their own, in the place of the plot. */
import {h} from "./controls.js";
import {mount as mountImages} from "./images.js";
import {mount as mountTable} from "./table.js";

const VIEWS = /** @type {Record<string, (element: HTMLElement, run: string, facts: any) => void>} */ ({tables: mountTable, images: mountImages});

export function mountKinds(/** @type {HTMLElement} */ element, /** @type {import("./app.js").App} */ app) {
  let shown = "";
  const update = () => {
    const facts = app.facts(app.run);
    const view = app.run === facts?.name ? VIEWS[facts?.kind] : undefined;
    const trained = facts?.state === "done";
    const key = view ? `${app.run} ${trained}` : "";
    document.body.classList.toggle("other", view !== undefined);
    document.body.classList.toggle("trained", trained);
    element.hidden = view === undefined;
    if (key === shown) return;
    shown = key;
    if (view && trained) view(element, app.run, facts);
    else if (view) element.replaceChildren(h("p", {}, `A run of ${facts.kind}, which is not trained to its end yet. Then it is shown here.`));
  };
  app.on("run", update);
  app.on("settings", update);
}
