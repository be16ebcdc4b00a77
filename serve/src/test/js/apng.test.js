import assert from "node:assert/strict";
import {test} from "node:test";
import zlib from "node:zlib";
import {apng, chunks} from "../../main/resources/dev/millrace/serve/studio/apng.js";

const SIZE = [3, 2];

/** A PNG file of grey pixels, written here by zlib alone. */
function png(pixels, [width, height] = SIZE, parts = 1) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({length: height}, (_, y) => Buffer.from([0, ...pixels.slice(y * width, (y + 1) * width)])));
  const packed = zlib.deflateSync(rows);
  const cut = Math.ceil(packed.length / parts);
  const data = Array.from({length: parts}, (_, k) => chunk("IDAT", packed.subarray(k * cut, (k + 1) * cut)));
  return new Uint8Array(Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", header), ...data, chunk("IEND", Buffer.alloc(0))]));
}

/** CRC-32 bit by bit, from its definition. */
function crc32(bytes) {
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) {
      c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
    }
  }
  return ~c >>> 0;
}

const read = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

test("an animation read again has each frame's pixels, times and numbers in a row", () => {
  const pictures = [[0, 50, 100, 150, 200, 250], [9, 8, 7, 6, 5, 4], [1, 1, 2, 3, 5, 8]];
  const file = apng(pictures.map((pixels, k) => png(pixels, SIZE, k + 1)), [40, 100, 2000], 3);
  const parts = chunks(file);
  assert.deepEqual(parts.map(({type}) => type), ["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fdAT", "fcTL", "fdAT", "fdAT", "fdAT", "IEND"]);
  assert.deepEqual([read(parts[1].data, 0), read(parts[1].data, 4)], [3, 3]);
  const frames = [];
  let sequence = 0;
  for (const {type, data} of parts) {
    if (type === "fcTL") {
      assert.equal(read(data, 0), sequence++);
      assert.deepEqual([4, 8, 12, 16].map(at => read(data, at)), [...SIZE, 0, 0]);
      frames.push({delay: new DataView(data.buffer, data.byteOffset).getUint16(20), parts: []});
    } else if (type === "fdAT") {
      assert.equal(read(data, 0), sequence++);
      frames.at(-1).parts.push(data.subarray(4));
    } else if (type === "IDAT") {
      frames.at(-1).parts.push(data);
    }
  }
  assert.deepEqual(frames.map(({delay}) => delay), [40, 100, 2000]);
  const pixels = frames.map(frame => [...zlib.inflateSync(Buffer.concat(frame.parts))].filter((_, i) => i % 4 !== 0));
  assert.deepEqual(pixels, pictures);
});

test("no frames, frames of unlike size, and what is no whole PNG are refused", () => {
  const good = png([1, 2, 3, 4, 5, 6]);
  assert.throws(() => apng([], 40), /at least one/);
  assert.throws(() => apng([good, png([1, 2, 3, 4], [2, 2])], 40), /Frame 2 .* differs/);
  assert.throws(() => apng([new Uint8Array(5)], 40), /not a whole PNG/);
  assert.throws(() => apng([good.subarray(0, good.length - 3)], 40), /not a whole PNG/);
  const bent = good.slice();
  bent[45] ^= 1;
  assert.throws(() => apng([bent], 40), /not a whole PNG/, "a wrong checksum");
});
