/**
 * A file that the server makes while it is sent (`stream.py`): its records are joined here, and the browser saves the
 * file when it is complete. Nothing of it is kept when the page is left.
 */
const HEADER_BYTES = 12, WAIT = 2n ** 64n - 1n, BESIDE = 2n ** 63n;
const FOLD_BYTES = 2 ** 23;
/** Tiles that came beside files: a file's token -> a map from "picture/level/row/column" to a Blob (`tiled.js` of the viewer). */
const SHELF = (globalThis[Symbol.for("honest-pixels-tiles")] ??= new Map());

/** Name of a tile, by the place of its record. */
export function tileName(place) {
  return [place >> 55n & 0xffn, place >> 48n & 0x7fn, place >> 24n & 0xffffffn, place & 0xffffffn].join("/");
}

/** Reader of records that come in pieces of any size: place (u64), length (u32), bytes. */
export class Records {
  #header = new Uint8Array(HEADER_BYTES);
  #known = 0; // bytes of the header that have come
  #place = 0;
  #left = 0; // bytes of the record that are still to come
  #tile = null; // pieces of a tile that have come
  /** Tiles that have come, by their names. */
  tiles = new Map();
  /** Size of the file once the record that ends it has come. */
  end = null;

  /** Yield `[place, bytes]` for what has come of the file in one piece. */
  *read(piece) {
    for (let at = 0; at < piece.length; ) {
      if (this.#left) {
        const part = piece.subarray(at, at + this.#left);
        this.#left -= part.length;
        at += part.length;
        if (this.#tile) this.#collect(part);
        else yield [this.#place, part];
        this.#place += part.length;
        continue;
      }
      const part = piece.subarray(at, at + HEADER_BYTES - this.#known);
      this.#header.set(part, this.#known);
      this.#known += part.length;
      at += part.length;
      if (this.#known < HEADER_BYTES) return;
      this.#known = 0;
      const view = new DataView(this.#header.buffer);
      const place = view.getBigUint64(0, true);
      [this.#place, this.#left] = [Number(place), view.getUint32(8, true)];
      if (!this.#left && place !== WAIT) this.end = this.#place;
      this.#tile = this.#left && place >= BESIDE ? { name: tileName(place), parts: [] } : null;
    }
  }

  #collect(part) {
    this.#tile.parts.push(part.slice());
    if (!this.#left) this.tiles.set(this.#tile.name, new Blob(this.#tile.parts, { type: "image/png" }));
  }
}

/** File that grows at its end and may be changed before it. The browser keeps a Blob outside the page's memory. */
export class Growing {
  #blob;
  #parts = [];
  #loose = 0; // bytes in #parts
  size = 0;

  constructor(mime) {
    this.mime = mime;
    this.#blob = new Blob([], { type: mime });
  }

  put(place, bytes) {
    if (place === this.size) {
      this.#parts.push(bytes.slice());
      this.#loose += bytes.length;
      this.size += bytes.length;
      if (this.#loose >= FOLD_BYTES) this.blob();
    } else if (place + bytes.length <= this.size) {
      const whole = this.blob();
      this.#blob = new Blob([whole.slice(0, place), bytes, whole.slice(place + bytes.length)], { type: this.mime });
    } else throw new RangeError("bytes beyond the end of the file");
  }

  blob() {
    if (this.#loose) this.#blob = new Blob([this.#blob, ...this.#parts], { type: this.mime });
    this.#parts = [];
    this.#loose = 0;
    return this.#blob;
  }
}

/** Write a size: "148 MB", "0.3 MB". */
export function megabytes(bytes) {
  const size = bytes / 1e6;
  return `${size < 9.95 ? Math.max(size, 0.1).toFixed(1) : Math.round(size)} MB`;
}

/** One file on its way, or complete. */
class Arrival extends EventTarget {
  constructor({ token, name, mime }) {
    super();
    Object.assign(this, { token, name, mime, said: "Waiting for the first part of the file.", url: null });
    this.stop = new AbortController();
    this.#receive();
  }

  async #receive() {
    try {
      // Relative to the page, which stands directly below the app's own address.
      const answer = await fetch(new URL(`stream/${this.token}`, document.baseURI), { signal: this.stop.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const records = new Records(), file = new Growing(this.mime), reader = answer.body.getReader();
      for (let next; records.end === null && !(next = await reader.read()).done; ) {
        for (const [place, bytes] of records.read(next.value)) file.put(place, bytes);
        if (file.size) this.#say(`${megabytes(file.size)} of ${this.name} have arrived. Keep this page open.`);
      }
      if (records.end !== file.size) throw new Error("the answer was cut off");
      if (records.tiles.size) SHELF.set(this.token, records.tiles);
      this.size = file.size;
      this.url = URL.createObjectURL(file.blob());
      this.#say(`${this.name} is complete. Your browser saves it now.`);
    } catch {
      this.#say(`${this.name} was not completed, so nothing was saved. Start it again.`);
    }
  }

  #say(text) {
    this.said = text;
    this.dispatchEvent(new Event("change"));
  }

  drop() {
    this.stop.abort();
    SHELF.delete(this.token);
    if (this.url) URL.revokeObjectURL(this.url);
  }
}

const shown = new WeakMap();

/** Called by Streamlit at the mount, and when the data change. */
export default function ({ parentElement, data }) {
  const said = parentElement.querySelector(".said"), link = parentElement.querySelector("a");
  if (shown.get(parentElement)?.token !== data.token) {
    shown.get(parentElement)?.drop();
    const arrival = new Arrival(data);
    shown.set(parentElement, arrival);
    link.hidden = true;
    const show = () => {
      if (shown.get(parentElement) !== arrival) return;
      said.textContent = arrival.said;
      said.hidden = false;
      if (!arrival.url) return;
      Object.assign(link, { href: arrival.url, download: arrival.name, hidden: false });
      link.textContent = `Save ${arrival.name} again (${megabytes(arrival.size)})`;
      link.click();
    };
    arrival.addEventListener("change", show);
    show();
  }
  return () => {
    shown.get(parentElement)?.drop();
    shown.delete(parentElement);
  };
}
