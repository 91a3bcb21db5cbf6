/** Read `u32 header length, JSON header, PNG, packed values`, as `encode_pictures` of payload.py writes it. */
export function readPicture(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const entry = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const start = 4 + length;
  entry.png = bytes.subarray(start, start + entry.bytes);
  if (entry.values) entry.values.packed = bytes.subarray(start + entry.bytes, start + entry.bytes + entry.values.bytes);
  return entry;
}

/**
 * What Python has sent to the viewers of this browser page: to each its pictures, by id, and what is said of them.
 * Every picture comes by a component of its own, and so do the words, so that a new one does not send the others again.
 */
class Mail extends EventTarget {
  boxes = new Map();

  /** Return what has come for a viewer: `{ said, pictures }`. */
  of(viewer) {
    return this.boxes.get(viewer) ?? { said: null, pictures: new Map() };
  }

  /** Put a picture or words into the viewer's box; the function returned takes them out, unless newer ones lie there. */
  put(letter) {
    const box = this.of(letter.viewer);
    this.boxes.set(letter.viewer, box);
    if (letter.panels) box.said = letter;
    else box.pictures.set(letter.id, letter);
    this.dispatchEvent(new Event("change"));
    return () => {
      if (box.said === letter) box.said = null;
      else if (box.pictures.get(letter.id) === letter) box.pictures.delete(letter.id);
      if (!box.said && !box.pictures.size && this.boxes.get(letter.viewer) === box) this.boxes.delete(letter.viewer);
    };
  }
}

/** Mail that all components of the page share, since each has a script of its own. */
export const MAIL = (globalThis[Symbol.for("honest-pixels-mail")] ??= new Mail());
