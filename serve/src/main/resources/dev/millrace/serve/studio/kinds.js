/** Runs of tables and of images are shown in a view of their own, in the place of the plot. */
import {mount as mountImages} from "./images.js";
import {mount as mountTable} from "./table.js";

const VIEWS = /** @type {Record<string, (element: HTMLElement, run: string, facts: any) => void>} */ ({tables: mountTable, images: mountImages});

export function mountKinds(/** @type {HTMLElement} */ element, /** @type {import("./app.js").App} */ app) {
  let shown = "";
  const update = () => {
    const facts = app.facts(app.run);
    const view = app.run === facts?.name ? VIEWS[facts?.kind] : undefined;
    document.body.classList.toggle("other", view !== undefined);
    element.hidden = view === undefined;
    if (view && shown !== app.run) view(element, app.run, facts);
    shown = view ? app.run : "";
  };
  app.on("run", update);
  app.on("settings", update);
}
