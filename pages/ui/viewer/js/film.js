import { clamp } from "./view.js";

/** Pixels that are put on the canvas at once. */
const BAND_PIXELS = 1 << 18;

/** A picture made of measured values under a window; is drawn like a decoded picture, through `image`. */
export class Film {
  constructor(values) {
    const { width, height } = values;
    Object.assign(this, { values, width, height, image: new OffscreenCanvas(width, height) });
    this.context = this.image.getContext("2d");
  }

  /**
   * Paint anew what is under another window than before: at once only the part that is seen, everything when more is.
   *
   * @param part `{ left, top, right, bottom }` in picture pixels
   */
  develop(windowing, part) {
    const whole = { left: 0, top: 0, right: this.width, bottom: this.height };
    if (windowing.key !== this.key) return this.#paint(windowing, part);
    const { done } = this;
    const seen = part.left >= done.left && part.top >= done.top && part.right <= done.right && part.bottom <= done.bottom;
    if (!seen) this.#paint(windowing, whole);
  }

  #paint(windowing, part) {
    Object.assign(this, { key: windowing.key, done: part });
    const { left, top, right, bottom } = part;
    const { codes, width } = this.values;
    const columns = right - left;
    if (columns <= 0 || bottom <= top) return;
    const table = windowing.table(this.values);
    const rows = clamp(Math.floor(BAND_PIXELS / columns), 1, bottom - top);
    const band = new ImageData(columns, rows);
    const words = new Uint32Array(band.data.buffer);
    for (let first = top; first < bottom; first += rows) {
      const count = Math.min(rows, bottom - first);
      for (let row = 0; row < count; row += 1) {
        const from = (first + row) * width + left;
        const to = row * columns;
        for (let column = 0; column < columns; column += 1) words[to + column] = table[codes[from + column]];
      }
      this.context.putImageData(band, left, first, 0, 0, columns, count);
    }
  }

  close() {
    this.image.width = 0;
  }
}
