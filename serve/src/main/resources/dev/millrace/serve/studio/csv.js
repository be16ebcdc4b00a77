/** Points as a CSV file. Reading CSV is the server's work. */

/**
 * The shortest decimal number that is this float32 and no other.
 *
 * @param {number} value
 */
export function number(value) {
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = float.toPrecision(digits);
    if (Math.fround(Number(text)) === float) {
      return String(Number(text));
    }
  }
  return String(Number(float.toPrecision(9)));
}

/**
 * @param {ArrayLike<number>} rows one row after the other
 * @param {string[]} names of the columns
 * @returns {string} with a first line of names; lines end with \n
 */
export function csv(rows, names) {
  const lines = [names.map(quoted).join(",")];
  for (let i = 0; i + names.length <= rows.length; i += names.length) {
    lines.push(names.map((_, k) => number(rows[i + k])).join(","));
  }
  return lines.join("\n") + "\n";
}

/** @param {string} text */
const quoted = text => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
