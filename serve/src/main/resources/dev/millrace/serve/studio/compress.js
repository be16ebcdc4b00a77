/** The state of the page as the text after # of its address: JSON, deflated (with zlib's checksum, so that no damage goes unseen), in the 64 characters that need no escape. */

const BEGIN = "1."; // The form of the text; a later form has another number.
const MOST = 8 << 20; // Bytes of a state; a short text can unfold to many more

/** @param {unknown} state what JSON can hold @returns {Promise<string>} */
export async function toText(state) {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate"));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return BEGIN + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text with or without the # before it @returns {Promise<{state: any} | {error: string}>} the state, or one line for the user */
export async function fromText(text) {
  const body = text.startsWith("#") ? text.slice(1) : text;
  if (!body.startsWith(BEGIN)) return {error: "This link is not one of the studio's, or of a newer studio."};
  try {
    const binary = atob(body.slice(BEGIN.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, character => character.charCodeAt(0));
    const json = await through(bytes, new DecompressionStream("deflate"), MOST);
    return {state: JSON.parse(new TextDecoder("utf-8", {fatal: true}).decode(json))};
  } catch {
    return {error: "This link is damaged: copy it again, to its last character."};
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {CompressionStream | DecompressionStream} stream @param {number} [most] the greatest number of bytes that may come */
async function through(bytes, stream, most = Infinity) {
  const count = new TransformStream({transform: (chunk, out) => ((most -= chunk.length) < 0 ? out.error(new RangeError()) : out.enqueue(chunk))});
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream).pipeThrough(count)).arrayBuffer());
}
