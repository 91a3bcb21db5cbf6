import { Film } from "./film.js";
import { Values } from "./values.js";

/** Read `u32 header length, JSON header, PNG, packed values`, as `encode_picture` of payload.py writes it. */
export function readPicture(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const entry = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const start = 4 + length;
  entry.png = bytes.subarray(start, start + entry.bytes);
  if (entry.values) entry.values.packed = bytes.subarray(start + entry.bytes, start + entry.bytes + entry.values.bytes);
  return entry;
}

/** Decode without colour management, so that the canvas holds the file's own numbers. */
function decode(png) {
  const blob = new Blob([png], { type: "image/png" });
  return createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

/** One picture and its values; `image` is what a canvas can draw, once it is decoded. */
class Picture {
  /** How many components have sent it, and how many hold it in memory. */
  senders = 0;
  holders = 0;

  constructor({ id, digest, grey }) {
    Object.assign(this, { id, digest, grey });
  }

  /** Decode; afterwards there is an `image` or an `error`. With `film` the values are painted, and there is no PNG. */
  async load({ png, values, film }) {
    try {
      const [unpacked, bitmap] = await Promise.all([Values.unpack(values), film ? null : decode(png)]);
      this.values = unpacked;
      this.film = film ? new Film(unpacked) : null;
      this.image = this.film?.image ?? bitmap;
    } catch (error) {
      this.error = String(error.message || error).replace(/\.$/, "");
    }
    if (!this.holders) this.#close();
  }

  /** Bring a film under the window where it is seen; a PNG file is as it is. */
  develop(windowing, part) {
    this.film?.develop(windowing, part);
  }

  hold() {
    this.holders += 1;
  }

  /** Give memory back when nobody holds it any more. */
  release() {
    this.holders -= 1;
    if (!this.holders) this.#close();
  }

  #close() {
    if (this.film) this.film.close();
    else this.image?.close();
    this.image = null;
  }
}

/**
 * Pictures of all viewers of this browser page, by viewer and id. Each is sent by a component of its own, so that a new
 * picture or a new region does not send the others again.
 */
class Pictures extends EventTarget {
  shelves = new Map();

  /** Pictures of a viewer by id, decoded or not yet. */
  of(viewer) {
    return this.shelves.get(viewer) ?? new Map();
  }

  /** Take over what a component has sent; the function returned takes it away again. */
  put(entry) {
    const { viewer, id } = entry;
    if (!this.shelves.has(viewer)) this.shelves.set(viewer, new Map());
    const shelf = this.shelves.get(viewer);
    let picture = shelf.get(id);
    if (picture?.digest !== entry.digest || picture.error) {
      picture = new Picture(entry);
      shelf.set(id, picture);
      picture.load(entry).then(() => this.dispatchEvent(new Event("change")));
    }
    picture.senders += 1;
    picture.hold();
    return () => this.#remove(shelf, picture);
  }

  /** Keep a picture that another call has sent again meanwhile. */
  #remove(shelf, picture) {
    picture.senders -= 1;
    if (!picture.senders && shelf.get(picture.id) === picture) shelf.delete(picture.id);
    picture.release();
  }
}

/** One for the page: the viewer and its pictures are components with scripts of their own. */
export const PICTURES = (globalThis[Symbol.for("honest-pixels-pictures")] ??= new Pictures());
