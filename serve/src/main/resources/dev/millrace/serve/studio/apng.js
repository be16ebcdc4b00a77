/** Animated PNG from PNG files of equal size and form. The pixels stay as they are compressed; only the chunks change. */

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

const CRC = Uint32Array.from({length: 256}, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

/** @param {Uint8Array[]} frames PNG files, at least one
 * @param {number | number[]} milliseconds how long a frame is shown, up to 65,535, or one number for each frame @param {number} plays how often, 0 for ever
 * @returns {Uint8Array<ArrayBuffer>} @throws {Error} if a file is no PNG, or differs from the first in size, depth or colours */
export function apng(frames, milliseconds, plays = 0) {
  if (frames.length === 0) throw new Error("An animation needs at least one frame.");
  const all = frames.map(chunks);
  const header = all[0][0].data;
  const parts = [Uint8Array.from(SIGNATURE), chunk("IHDR", header), chunk("acTL", numbers(frames.length, plays))];
  const before = all[0].slice(1, all[0].findIndex(({type}) => type === "IDAT")); // Palette, transparency, colour space
  parts.push(...before.map(({type, data}) => chunk(type, data)));
  let sequence = 0;
  all.forEach((parsed, k) => {
    if (parsed[0].data.some((byte, i) => byte !== header[i])) throw new Error(`Frame ${k + 1} of the animation differs from the first in size or form.`);
    const control = new Uint8Array(26);
    control.set(numbers(sequence++));
    control.set(header.subarray(0, 8), 4); // Width and height; the offsets after them are 0.
    const shown = Array.isArray(milliseconds) ? milliseconds[k] : milliseconds;
    new DataView(control.buffer).setUint16(20, Math.min(65535, Math.round(shown)));
    new DataView(control.buffer).setUint16(22, 1000);
    parts.push(chunk("fcTL", control));
    for (const {data} of parsed.filter(({type}) => type === "IDAT")) parts.push(k === 0 ? chunk("IDAT", data) : chunk("fdAT", numbers(sequence++), data));
  });
  parts.push(chunk("IEND"));
  return joined(parts);
}

/** @param {Uint8Array} png @returns {{type: string, data: Uint8Array}[]} */
export function chunks(png) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const found = [];
  const fail = () => new Error("This is not a whole PNG file.");
  if (SIGNATURE.some((byte, i) => png[i] !== byte)) throw fail();
  for (let at = 8; at < png.length; ) {
    const length = at + 12 <= png.length ? view.getUint32(at) : Infinity;
    if (at + 12 + length > png.length || view.getUint32(at + 8 + length) !== crc(png.subarray(at + 4, at + 8 + length))) throw fail();
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    found.push({type, data: png.subarray(at + 8, at + 8 + length)});
    at += 12 + length;
  }
  if (found[0]?.type !== "IHDR" || !found.some(({type}) => type === "IDAT") || found[found.length - 1].type !== "IEND") throw fail();
  return found;
}

/** @type {(type: string, ...data: Uint8Array[]) => Uint8Array} */
function chunk(type, ...data) {
  const body = joined([Uint8Array.from(type, letter => letter.charCodeAt(0)), ...data]);
  return joined([numbers(body.length - 4), body, numbers(crc(body))]);
}

/** @param {number[]} values as 32 bits each, the highest byte first */
function numbers(...values) {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setUint32(4 * i, value));
  return new Uint8Array(view.buffer);
}

function joined(/** @type {Uint8Array[]} */ parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

function crc(/** @type {Uint8Array} */ bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
