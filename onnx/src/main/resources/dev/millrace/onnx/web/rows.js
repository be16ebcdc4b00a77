// Rows as texts: those of a table as they stand in its file, and CSV.

/** @typedef {import('./flow.js').Flow} Flow */

const DAY = 86_400;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December'];

/** The shortest text that stands for the same float of 32 bits. @param {number} value */
export function shortest(value) {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) {
      return text;
    }
  }
  return String(value);
}

/**
 * A value of a table; empty if it is missing.
 *
 * @param {Flow} flow @param {number} column @param {number} value a number, or that of a level
 */
export function cell(flow, column, value) {
  const form = flow.forms[column];
  if ('words' in form) {
    return value < 0 ? '' : flow.levels[column][value];
  }
  if (Number.isNaN(value)) {
    return '';
  }
  if ('digits' in form) {
    return decimal(value, form.digits, form.fixed).replace('.', form.mark);
  }
  return 'date' in form ? date(form.date, value * DAY, DAY) : date(form.time, value, form.unit);
}

/** @param {number} value @param {number} digits @param {boolean} fixed */
function decimal(value, digits, fixed) {
  if (digits > 100 || Math.abs(value) >= 1e21) {
    return String(value);
  }
  const text = value.toFixed(digits);
  if (fixed) {
    return Number(text) === 0 ? text.replace('-', '') : text;
  }
  // Digits beyond those of a double are none of the value's.
  const plain = String(Number(text));
  return plain.includes('e') ? text.replace(/\.?0+$/, '') : plain === '-0' ? '0' : plain;
}

/**
 * A date or time in a pattern of Java's DateTimeFormatter, of those that Millrace recognises.
 *
 * @param {string} pattern @param {number} seconds since 1970-01-01T00:00 @param {number} unit seconds to round to
 */
function date(pattern, seconds, unit) {
  // A fraction is rounded by itself: of all seconds since 1970 a double has too few digits.
  const whole = Math.floor(unit < 1 ? seconds : Math.round(seconds / unit) * unit);
  const micros = unit < 1 ? Math.round(Math.round((seconds - whole) / unit) * unit * 1e6) : 0;
  const at = new Date((whole + Math.floor(micros / 1e6)) * 1000);
  const fraction = String(micros % 1e6).padStart(6, '0');
  const year = at.getUTCFullYear();
  const [month, day, hour] = [at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  const [minute, second] = [at.getUTCMinutes(), at.getUTCSeconds()];
  /** @param {number} n */
  const two = n => String(n).padStart(2, '0');
  /** @type {Record<string, string>} */
  const parts = {
    uuuu: String(year).padStart(4, '0'), MMMM: MONTHS[month], MMM: MONTHS[month].slice(0, 3), MM: two(month + 1), M: String(month + 1),
    dd: two(day), d: String(day), HH: two(hour), H: String(hour), hh: two(hour % 12 || 12), h: String(hour % 12 || 12),
    a: hour < 12 ? 'AM' : 'PM', mm: two(minute), ss: two(second),
  };
  return pattern.replace(/'([^']*)'|uuuu|MMMM|MMM|MM|M|dd|d|HH|H|hh|h|a|mm|ss|S+/g, (code, quoted) => quoted !== undefined
    ? quoted || "'"
    : code.startsWith('S') ? fraction.slice(0, code.length) : parts[code]);
}

/** @param {string[][]} rows the first has the names */
export function csv(rows) {
  return rows.map(row => row.map(quoted).join(',') + '\n').join('');
}

/** @param {string} text */
const quoted = text => /[",\r\n]|^\s|\s$/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
