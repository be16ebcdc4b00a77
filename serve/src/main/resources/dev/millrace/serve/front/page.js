// The page of the service: its models, a form to try each route that the OpenAPI document has for a model, the line for
// curl that asks the same, and the answer.

/** @typedef {{description?: string, type?: string | string[], enum?: string[], items?: Schema, $ref?: string,
 *   properties?: Record<string, Schema>, required?: string[]}} Schema */

const LONGEST = 4000;
const RETRY = 2000;
const SILENT = new Error("The service does not answer.");
const NAMES = ["Millrace-Seed", "Millrace-Nfe", "Millrace-Queued-Milliseconds", "Millrace-Computed-Milliseconds",
  "X-Request-Id"];
let token = "";

/** @template {keyof HTMLElementTagNameMap} N
 * @param {N} name @param {Record<string, unknown>} properties @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[N]} */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {string} text */
export function quoted(text) {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
}

/** The line for curl that sends a body. @param {string} address @param {string} body @param {string} form */
export function curl(address, body, form) {
  const words = ["curl", address, "-H", "Content-Type: application/json"];
  if (form !== "application/json") words.push("-H", "Accept: " + form);
  if (token) words.push("-H", "Authorization: Bearer TOKEN");
  words.push("-d", body);
  if (!/json|csv/.test(form)) words.push("-o", "answer");
  return words.map(quoted).join(" ");
}

/** @param {string} path @param {RequestInit} how */
function ask(path, how = {}) {
  const headers = new Headers(how.headers);
  if (token) headers.set("Authorization", "Bearer " + token);
  return fetch(path, { ...how, headers }).catch(() => {
    throw SILENT;
  });
}

/** @param {string} path */
async function json(path) {
  const answer = await ask(path);
  if (answer.status === 401) {
    byId("token").hidden = false;
    throw new Error(token ? "The service does not know this token." : "The service needs a token.");
  }
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.detail ?? answer.statusText);
  return content;
}

/** @param {Schema} schema */
function typeOf(schema) {
  return Array.isArray(schema.type) ? schema.type[0] : schema.type;
}

/** The value of a field as JSON; nothing if it is empty.
 * @param {{value: string}} input @param {Schema} schema */
function value(input, schema) {
  const text = input.value.trim();
  if (text === "") return undefined;
  switch (typeOf(schema)) {
    case "integer":
    case "number":
      return Number.isNaN(Number(text)) ? text : Number(text);
    case "boolean":
      return text === "true";
    case "string":
      return text;
    default:
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
  }
}

/** @param {string} id @param {string} name @param {Schema} schema @param {unknown} usual */
function field(id, name, schema, usual) {
  const type = typeOf(schema);
  const wide = type === "array" || type === "object";
  const choices = type === "boolean" ? ["true", "false"] : schema.enum;
  const input = choices
    ? element("select", { id }, element("option", { value: "", textContent: "as usual" }),
      ...choices.map(each => element("option", { value: each, textContent: each })))
    : element(wide ? "textarea" : "input", { id, spellcheck: false, placeholder: usual ?? "" });
  input.title = schema.description ?? "";
  const label = element("label", { htmlFor: id, textContent: name, title: schema.description ?? "" });
  return { node: element("div", { className: wide ? "field wide" : "field" }, label, input), input };
}

/** An answer, as far as it can be shown. @param {Response} answer @param {HTMLElement} place */
async function show(answer, place) {
  const type = answer.headers.get("Content-Type") ?? "";
  const said = NAMES.map(name => [name, answer.headers.get(name)]).filter(each => each[1])
    .map(each => each.join(": ")).join("\n");
  const blob = await answer.blob();
  place.replaceChildren(element("pre", { textContent: `${answer.status} ${type}\n${said}` }));
  if (type.startsWith("image/")) {
    place.append(element("img", { src: URL.createObjectURL(blob), alt: "the samples" }));
  } else if (/json|csv|text/.test(type)) {
    const text = await blob.text();
    const more = text.length > LONGEST ? `\n… ${text.length - LONGEST} more characters` : "";
    place.append(element("pre", { className: answer.ok ? "" : "bad", textContent: text.slice(0, LONGEST) + more }));
  }
  if (answer.ok) {
    place.append(element("a", { href: URL.createObjectURL(blob), download: "answer",
      textContent: `Save ${blob.size.toLocaleString("en")} bytes` }));
  }
  return blob;
}

/** The form of one route of a model.
 * @param {any} model @param {string} template @param {any} operation @param {Record<string, Schema>} schemas */
function form(model, template, operation, schemas) {
  const path = template.replace("{model}", encodeURIComponent(model.name));
  const verb = template.slice(template.lastIndexOf("/") + 1);
  const content = operation.requestBody.content["application/json"].schema.$ref;
  const schema = schemas[content.slice(content.lastIndexOf("/") + 1)];
  const properties = Object.entries(schema.properties ?? {});
  const offered = Object.keys(operation.responses["200"].content);
  const forms = verb === "sample" ? offered.filter(each => model.forms.includes(each)) : offered;
  const id = `${model.name}-${verb}`;
  const fields = properties.map(([name, each]) => ({ name, schema: each,
    ...field(`${id}-${name}`, name, each, model.defaults[name]) }));
  const chosen = element("select", { id: `${id}-form` }, ...forms.map(each => element("option", { textContent: each })));
  const line = element("pre", { className: "curl" });
  const place = element("div", { className: "answer" });
  const body = () => JSON.stringify(Object.fromEntries(fields
    .map(each => [each.name, value(each.input, each.schema)])));
  const refresh = () => {
    line.textContent = curl(location.origin + path, body(), chosen.value);
  };
  const made = element("form", {}, element("div", { className: "fields" }, ...fields.map(each => each.node),
    element("div", { className: "field" }, element("label", { htmlFor: chosen.id, textContent: "form" }), chosen)),
  element("div", { className: "row" }, element("button", { className: "primary", textContent: "Send" }),
    element("button", { type: "button", textContent: "Copy for curl",
      onclick: () => navigator.clipboard?.writeText(line.textContent ?? "") })), line, place);
  made.addEventListener("input", refresh);
  made.addEventListener("submit", async event => {
    event.preventDefault();
    fields.forEach(each => each.input.removeAttribute("aria-invalid"));
    try {
      const answer = await ask(path, { method: "POST", body: body(), headers: { "Content-Type": "application/json",
        Accept: chosen.value } });
      const blob = await show(answer, place);
      if (!answer.ok) {
        const wrong = JSON.parse(await blob.text()).field;
        fields.filter(each => each.name === wrong).forEach(each => each.input.setAttribute("aria-invalid", "true"));
      }
    } catch (e) {
      place.replaceChildren(element("p", { className: "bad", textContent: e instanceof Error ? e.message : String(e) }));
    }
  });
  refresh();
  return element("details", { open: verb === "sample" }, element("summary", { textContent: `${verb}: ${operation.summary}` }),
    made);
}

/** Which routes a kind has. @param {any} model @param {string} verb */
function has(model, verb) {
  return verb === "sample" || (verb === "impute") === (model.kind === "tables") && model.kind !== "images";
}

/** @param {any} summary @param {any} api */
async function card(summary, api) {
  const section = element("section", { className: "model", id: "model-" + summary.name },
    element("h2", { textContent: summary.name }));
  if (summary.trouble) section.append(element("p", { className: "bad", textContent: summary.trouble }));
  if (!summary.ready) return section;
  const model = await json(`/v1/models/${encodeURIComponent(summary.name)}`);
  const names = model.columns.map((/** @type {any} */ each) => each.name).filter(Boolean);
  const columns = names.join(", ") || `${model.columns.length} without names`;
  const facts = [["kind", model.kind], ["columns", columns], ["classes", model.classes.join(", ")],
    ["parameters", model.parameters.toLocaleString("en")], ["checksum", model.checksum]].filter(each => each[1]);
  section.append(element("dl", {}, ...facts.flatMap(([name, text]) =>
    [element("dt", { textContent: name }), element("dd", { textContent: text })])));
  for (const [template, methods] of Object.entries(api.paths)) {
    const post = /** @type {any} */ (methods).post;
    if (template.startsWith("/v1/models/{model}/") && post && has(model, template.slice(template.lastIndexOf("/") + 1))) {
      section.append(form(model, template, post, api.components.schemas));
    }
  }
  return section;
}

async function load() {
  const trouble = byId("trouble");
  try {
    const api = await json("/openapi.json");
    const { models } = await json("/v1/models");
    byId("token").hidden = trouble.hidden = true;
    byId("models").replaceChildren(...await Promise.all(models.map((/** @type {any} */ each) => card(each, api))));
    if (models.length === 0) byId("models").textContent = "There is no model yet.";
  } catch (e) {
    trouble.textContent = e instanceof Error ? e.message : String(e);
    trouble.hidden = false;
    if (e === SILENT) setTimeout(load, RETRY);
  }
  document.documentElement.dataset.ready = "yes";
}

if (typeof document !== "undefined") {
  byId("token").addEventListener("submit", event => {
    event.preventDefault();
    token = /** @type {HTMLInputElement} */ (byId("secret")).value.trim();
    load();
  });
  load();
}
