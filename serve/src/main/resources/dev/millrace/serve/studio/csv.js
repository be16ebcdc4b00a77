/** Rows as a CSV file. Reading CSV is the server's work. @param {string[]} names of the columns @param {unknown[][]} rows null and undefined are empty
 * @returns {string} with a first line of names; lines end with \n */
export const csv = (names, rows) => [names, ...rows].map(row => row.map(cell).join(",") + "\n").join("");

function cell(/** @type {unknown} */ value) {
  const text = String(value ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
