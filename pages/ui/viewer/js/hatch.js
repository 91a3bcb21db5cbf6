import { make, setAttributes } from "./elements.js";
import { clamp } from "./view.js";

/** CSS pixels from a line to the next, along a row. */
const HATCH_PERIOD = 8;
/** Light line and its dark edge, RGBA words (little endian): one of them is seen on any colour. */
export const HATCH_LIGHT = 0xd9ffffff;
export const HATCH_DARK = 0xa618120f;
const MARKED = 0xff000000;

/** RGBA words of one tile of the lines, which rise to the right; `period` and `line` in device pixels. */
export function hatchTile(period, line) {
  return Uint32Array.from({ length: period * period }, (_, at) => {
    const across = ((at % period) + Math.floor(at / period)) % period;
    return across < line ? HATCH_LIGHT : across < 2 * line ? HATCH_DARK : 0;
  });
}

/**
 * Blocks of error bars that a region shows: `{ side, left, top, right, bottom }`. A block has `side` x `side` half-widths and
 * is so large that a line crosses it, since none may be missed between two lines.
 *
 * @param cell device pixels of one half-width
 * @param count `{ width, height }`, how many half-widths there are
 */
export function hatchBlocks({ x, y, width, height, origin }, cell, period, count) {
  const side = Math.max(Math.ceil(period / 2 / cell), 1);
  const block = side * cell;
  const [columns, rows] = [Math.ceil(count.width / side), Math.ceil(count.height / side)];
  return {
    side,
    left: clamp(Math.floor((x - origin.x) / block), 0, columns), right: clamp(Math.ceil((x + width - origin.x) / block), 0, columns),
    top: clamp(Math.floor((y - origin.y) / block), 0, rows), bottom: clamp(Math.ceil((y + height - origin.y) / block), 0, rows),
  };
}

/** Lines over the places that may be off by more than the tolerance, on a canvas of their own: the picture's stays as it is. */
export class Hatch {
  constructor(below) {
    this.below = below;
  }

  hide() {
    this.canvas?.remove();
    this.canvas = null;
  }

  /**
   * @param stage `{ width, height }` of the canvas in device pixels
   * @param view where the pictures are
   * @param regions parts of the canvas, `{ panel, x, y, width, height, origin }`
   * @param ratio device pixels per CSS pixel
   */
  paint(stage, view, regions, tolerance, ratio) {
    if (!this.canvas) this.#open();
    Object.assign(this.canvas, stage);
    const period = Math.round(HATCH_PERIOD * ratio);
    if (period !== this.period) this.#draw(period, Math.max(Math.round(ratio), 1));
    for (const region of regions) if (region.panel.bars) this.#paintRegion(region, view, tolerance);
  }

  #open() {
    this.canvas = make("canvas", "hatch");
    setAttributes(this.canvas, { "aria-hidden": true });
    this.below.after(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.period = 0;
  }

  #draw(period, line) {
    this.period = period;
    const tile = new OffscreenCanvas(period, period);
    tile.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(hatchTile(period, line).buffer), period), 0, 0);
    this.pattern = this.context.createPattern(tile, "repeat");
  }

  #paintRegion(region, { picture, zoom }, tolerance) {
    const { context } = this;
    const { panel: { bars }, origin } = region;
    const cell = (picture.width / bars.values.width) * zoom;
    const { side, ...part } = hatchBlocks(region, cell, this.period, bars.values);
    const mask = this.#mask(bars.beyond(tolerance, side, part), part.right - part.left);
    if (!mask) return;
    context.save();
    context.beginPath();
    // The last blocks may reach beyond the picture.
    context.rect(region.x, region.y, region.width, region.height);
    context.clip();
    context.beginPath();
    context.rect(origin.x, origin.y, Math.round(picture.width * zoom), Math.round(picture.height * zoom));
    context.clip();
    context.imageSmoothingEnabled = false;
    const block = side * cell;
    context.drawImage(mask, origin.x + part.left * block, origin.y + part.top * block, mask.width * block, mask.height * block);
    // Lines stay with the picture while it is moved.
    this.pattern.setTransform(new DOMMatrix().translate(origin.x, origin.y));
    context.globalCompositeOperation = "source-in";
    context.fillStyle = this.pattern;
    context.fillRect(region.x, region.y, region.width, region.height);
    context.restore();
  }

  /** Canvas with one opaque pixel for each marked block; null for none. */
  #mask(marked, columns) {
    if (!marked.includes(1)) return null;
    const words = Uint32Array.from(marked, (is) => (is ? MARKED : 0));
    const mask = new OffscreenCanvas(columns, marked.length / columns);
    mask.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(words.buffer), columns), 0, 0);
    return mask;
  }
}
