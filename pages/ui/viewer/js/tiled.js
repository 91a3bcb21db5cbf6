import { clamp } from "./view.js";

/** Side of a tile in pixels (`sr_core/files/pyramid.py`). */
const TILE = 512;
/** Decoded tiles that are kept, each of up to 1 MB. */
const MOST_DECODED = 96;
/** Tiles that came beside a file (`stream.js`): the file's token -> a map from "picture/level/row/column" to a Blob. */
const SHELF = (globalThis[Symbol.for("honest-pixels-tiles")] ??= new Map());

/** First tile that is seen on an axis, and the one behind the last; `from` and `length` in device pixels, of which a pixel has `step`. */
export function tilesBetween(from, length, step, pixels) {
  const count = Math.ceil(pixels / TILE);
  return [Math.floor(from / (step * TILE)), Math.ceil((from + length) / (step * TILE))].map((tile) => clamp(tile, 0, count));
}

/** A large picture of which the browser keeps all tiles, and decodes those that are seen; painted in place of a bitmap. */
export class Tiled {
  #decoded = new Map();
  #loading = new Set();

  /** @param changed called when another tile can be painted */
  constructor({ token, picture, width, height }, changed) {
    const tiles = SHELF.get(token);
    if (!tiles) throw new Error("its pixels are no longer in this browser; make the file again");
    Object.assign(this, { width, height, picture, tiles, changed, levels: [{ width, height }] });
    while (Math.max(width, height) > TILE) {
      [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
      this.levels.push({ width, height });
    }
  }

  /** Paint what a region shows: below the finest level that is needed, coarser ones stand in for tiles that are not decoded yet. */
  paint(context, region, zoom) {
    const coarsest = this.levels.length - 1;
    const finest = clamp(Math.floor(Math.log2(1 / zoom)), 0, coarsest);
    for (let level = coarsest; level >= finest; level -= 1) this.#paintLevel(context, region, zoom, level, level === finest || level === coarsest);
  }

  #paintLevel(context, { x, y, width, height, origin }, zoom, level, wanted) {
    const size = this.levels[level];
    // Device pixels per pixel of the level; its sides were rounded up.
    const across = (this.width / size.width) * zoom, down = (this.height / size.height) * zoom;
    const [left, right] = tilesBetween(x - origin.x, width, across, size.width);
    const [top, bottom] = tilesBetween(y - origin.y, height, down, size.height);
    for (let row = top; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1) {
        const tile = this.#tile(level, row, column, wanted);
        if (!tile) continue;
        const [x0, y0] = [Math.round(origin.x + column * TILE * across), Math.round(origin.y + row * TILE * down)];
        const x1 = Math.round(origin.x + (column * TILE + tile.width) * across);
        const y1 = Math.round(origin.y + (row * TILE + tile.height) * down);
        context.clearRect(x0, y0, x1 - x0, y1 - y0);
        context.drawImage(tile, x0, y0, x1 - x0, y1 - y0);
      }
    }
  }

  /** Bitmap in which a pixel of the picture stands, and its place there; null until it is decoded. */
  pixelAt({ x, y }) {
    const bitmap = this.#tile(0, Math.floor(y / TILE), Math.floor(x / TILE), true);
    return bitmap && { bitmap, x: x % TILE, y: y % TILE };
  }

  /** A decoded tile, or null; one that is wanted is then decoded. */
  #tile(level, row, column, wanted) {
    const key = `${this.picture}/${level}/${row}/${column}`, tile = this.#decoded.get(key);
    if (tile) {
      this.#decoded.delete(key);
      this.#decoded.set(key, tile);
    } else if (wanted && !this.#loading.has(key) && this.tiles.has(key)) this.#load(key);
    return tile ?? null;
  }

  async #load(key) {
    this.#loading.add(key);
    const tile = await createImageBitmap(this.tiles.get(key), { colorSpaceConversion: "none", premultiplyAlpha: "none" });
    this.#loading.delete(key);
    if (this.closed) return tile.close();
    this.#decoded.set(key, tile);
    for (const old of this.#decoded.keys()) {
      if (this.#decoded.size <= MOST_DECODED) break;
      this.#decoded.get(old).close();
      this.#decoded.delete(old);
    }
    this.changed();
  }

  close() {
    this.closed = true;
    for (const tile of this.#decoded.values()) tile.close();
    this.#decoded.clear();
  }
}
