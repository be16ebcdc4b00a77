// What flow.json says of the flow: the inputs, outputs and metadata of the graph, as flow.onnx has them.

/**
 * @typedef {{ digits: number, fixed: boolean, mark: string } | { date: string } | { time: string, unit: number } | { words: true }} Form
 *
 * @typedef {object} Flow
 * @property {'points' | 'images' | 'tables'} kind
 * @property {string} name
 * @property {number[]} shape of one row
 * @property {number} width the product of the shape
 * @property {string[]} inputs names
 * @property {string[]} outputs names
 * @property {boolean} wide whether samples have 64 bits
 * @property {string[]} columns names; empty if they have none
 * @property {Form[]} forms of a table: how the values of each column are written
 * @property {string[][]} levels of a table: the words of each column; empty for numbers
 * @property {number} label of a table: the column that is given; −1 if there is none
 * @property {number[]} labelCounts how often each of its levels occurred in training
 * @property {number} classes the number of classes, or of the label's levels
 * @property {string[]} classNames
 * @property {string} className what the choice of a class is called
 * @property {string} solver
 * @property {number} usualSteps
 * @property {string} version of Millrace
 * @property {string} checksum of the weights
 */

/** @returns {Promise<Flow>} */
export async function readFlow() {
  const file = await (await fetch(new URL('flow.json', import.meta.url))).json();
  /** @param {string} key @param {any} otherwise */
  const list = (key, otherwise = []) => key in file.metadata ? JSON.parse(file.metadata[key]) : otherwise;
  /** @type {Record<string, string>} */
  const words = file.metadata;
  const shape = file.inputs[0].shape.slice(1).map(Number);
  /** @type {string[]} */
  const columns = list('millrace.columns');
  const label = Number(words['millrace.label'] ?? -1);
  const labelCounts = list('millrace.label_counts');
  const classes = label >= 0 ? labelCounts.length : Number(words['millrace.classes'] ?? 0);
  const names = label >= 0 ? list('millrace.label_names') : list('millrace.class_names');
  return {
    kind: /** @type {Flow['kind']} */ (words['millrace.kind']),
    name: file.name,
    shape,
    width: shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1),
    inputs: file.inputs.map((/** @type {any} */ input) => input.name),
    outputs: file.outputs.map((/** @type {any} */ output) => output.name),
    wide: file.outputs[0].type === 'float64',
    columns,
    forms: list('millrace.forms'),
    levels: columns.map((_, c) => list('millrace.levels_' + c)),
    label,
    labelCounts,
    classes,
    classNames: names.length > 0 ? names : Array.from({ length: classes }, (_, c) => String(c)),
    className: label >= 0 ? columns[label] : 'Class',
    solver: words['millrace.solver'],
    usualSteps: Number(words['millrace.usual_steps']),
    version: words['millrace.version'],
    checksum: words['millrace.weights_sha256'],
  };
}
