/** The page's controls: each has a label, and a place for what is wrong with it. */

/** An element with properties and children. Properties that start with "on" are listeners. @template {keyof HTMLElementTagNameMap} K @param {K} tag
 * @param {Record<string, any>} [props] @param {...(Node | string | null | undefined | false)} children @returns {HTMLElementTagNameMap[K]} */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element) /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name === "class" ? "class" : name, String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter(child => child !== null && child !== undefined && child !== false)));
  return element;
}

/** The number that was typed: 0.01, 0,01 and 1.234,5 too; in fields of whole numbers 2,000 and 2 000 are two thousand.
 * Text that is no number stays text, so that the server says what it expects. @param {string} text @param {boolean} whole @returns {number | string} */
export function readNumber(text, whole = false) {
  let plain = text.trim().replaceAll(/[\s\u00a0\u202f'’_]/g, "").replace("−", "-");
  if (whole && /^[+-]?\d{1,3}([.,]\d{3})+$/.test(plain)) {
    plain = plain.replaceAll(/[.,]/g, "");
  } else if (plain.includes(",")) {
    plain = plain.lastIndexOf(",") > plain.lastIndexOf(".") ? plain.replaceAll(".", "").replace(",", ".") : plain.replaceAll(",", "");
  }
  const value = Number(plain);
  return /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(plain) && Number.isFinite(value) && !(whole && Math.abs(value) > Number.MAX_SAFE_INTEGER) ? value : text.trim(); // Number() also takes 0x10 and nothing
}

/** Puts a text on the clipboard. @param {string} text @returns {Promise<boolean>} whether the browser let the page do it */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // An older browser, or one that asks its user.
    const area = h("textarea", {value: text, readOnly: true, class: "unseen"});
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus();
    return done;
  }
}

/** A time for people: 40 s, 2 min 10 s, 1 h 5 min. @param {number} seconds */
export function duration(seconds) {
  const whole = Math.ceil(seconds);
  return seconds < 1 ? "under a second" : whole < 60 ? `${whole} s` : whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

let made = 0;

/** A control with its label, a hint, and a line for errors. @param {string} label @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} input
 * @param {string} [hint] */
export function field(label, input, hint) {
  input.id ||= `field-${++made}`;
  const error = h("span", {class: "error", id: `${input.id}-error`, hidden: true});
  const help = hint ? h("span", {class: "hint", id: `${input.id}-hint`}, hint) : null;
  input.setAttribute("aria-describedby", `${help ? help.id + " " : ""}${error.id}`);
  const element = h("div", {class: "field"}, h("label", {htmlFor: input.id}, label), input, help, error);
  return {
    element,
    input,
    label,
    /** @param {string} [text] what is wrong; nothing if all is well */
    wrong(text) {
      error.textContent = text ?? "";
      error.hidden = !text;
      input.setAttribute("aria-invalid", String(Boolean(text)));
    },
  };
}

/** A field for what is typed, which is read when it is left; an empty one gets the usual value again. @param {string} label @param {boolean} whole @param {() => unknown} shown the value of now
 * @param {(value: string | number) => void} use @param {string} [hint] */
export function numberField(label, whole, shown, use, hint) {
  const input = h("input", {type: "text", inputMode: whole ? "numeric" : "decimal", autocomplete: "off", spellcheck: false, onchange: () => { made.wrong(); use(readNumber(input.value, whole)); }});
  const made = field(label, input, hint);
  return {...made, update: () => { if (document.activeElement !== input || input.value.trim() === "") input.value = String(shown()); }};
}

/** A message of the server, in which a field has its label. @param {string} message @param {{label: string, name: string}} at */
export const labelled = (message, {label, name}) => (label && message.startsWith(name) && /^[ :]/.test(message.slice(name.length)) ? label + message.slice(name.length) : message);

export function choice(/** @type {[value: string, text: string][]} */ options, /** @type {string} */ value, /** @type {(value: string) => void} */ use) {
  const select = h("select", {onchange: () => use(select.value)}, ...options.map(([key, text]) => h("option", {value: key}, text)));
  select.value = value;
  return select;
}

/** Chooses a value. One that is not in the list, as a link may have, is added, so that it is seen. @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} select @param {string} value */
export function choose(select, value) {
  if (![.../** @type {HTMLSelectElement} */ (select).options].some(option => option.value === value)) select.append(h("option", {value}, value || "as usual"));
  select.value = value;
}

export function check(/** @type {string} */ text, /** @type {boolean} */ checked, /** @type {(checked: boolean) => void} */ use) {
  const input = h("input", {type: "checkbox", checked, onchange: () => use(input.checked)});
  return {element: h("label", {class: "check"}, input, h("span", {}, text)), input};
}

/** @param {string} text @param {() => void} press @param {Record<string, any>} [props] */
export const button = (text, press, props = {}) => h("button", {type: "button", onclick: press, ...props}, text);

/** Buttons of which one is chosen. @param {string} label @param {[value: string, text: string, title?: string][]} options @param {string} value
 * @param {(value: string) => void} use */
export function segments(label, options, value, use) {
  const name = `segments-${++made}`;
  const inputs = options.map(([key, text, title]) => {
    const input = h("input", {type: "radio", name, value: key, checked: key === value, onchange: () => use(key)});
    return {key, input, element: h("label", {title: title ?? ""}, input, h("span", {}, text))};
  });
  return {
    element: h("div", {class: "segments", role: "radiogroup", "aria-label": label}, ...inputs.map(each => each.element)),
    choose(/** @type {string} */ chosen) {
      inputs.forEach(({key, input}) => (input.checked = key === chosen));
    },
    show(/** @type {(key: string) => boolean} */ shown) {
      inputs.forEach(({key, element}) => (element.hidden = !shown(key)));
    },
  };
}

/** A slider with its value beside it. @param {string} label @param {{min: number, max: number, step: number, value: number, text?: (value: number) => string}} range
 * @param {(value: number) => void} use */
export function slider(label, {min, max, step, value, text = String}, use) {
  const input = h("input", {type: "range", min: String(min), max: String(max), step: String(step), value: String(value)});
  const shown = h("output", {}, text(value));
  const set = (/** @type {number} */ to) => {
    input.value = String(to);
    shown.textContent = text(to);
    input.setAttribute("aria-valuetext", text(to));
  };
  input.addEventListener("input", () => { set(Number(input.value)); use(Number(input.value)); });
  input.id = `field-${++made}`;
  return {element: h("div", {class: "field slider"}, h("label", {htmlFor: input.id}, label), input, shown), input, set};
}
