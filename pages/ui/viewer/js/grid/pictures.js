/**
 * Decoded pictures of all grids of this browser page, by grid key and id.
 * Each picture is a component of its own, so that a new one does not send the others again.
 */
class Pictures extends EventTarget {
  grids = new Map();

  /** Pictures of a grid by id, those that are decoded: `{ id, digest, grey, bitmap }`. */
  of(grid) {
    return this.grids.get(grid) ?? new Map();
  }

  /** Decode a picture and hang it up; one that was taken off meanwhile is dropped. */
  async put(grid, picture) {
    try {
      picture.bitmap = await decode(picture);
    } catch (error) {
      picture.error = String(error.message || error);
    }
    if (picture.gone) return picture.bitmap?.close();
    if (!this.grids.has(grid)) this.grids.set(grid, new Map());
    this.grids.get(grid).get(picture.id)?.bitmap?.close();
    this.grids.get(grid).set(picture.id, picture);
    this.dispatchEvent(new Event("change"));
  }

  /** Take a picture off, unless a newer one hangs there. */
  remove(grid, picture) {
    picture.gone = true;
    if (this.of(grid).get(picture.id) !== picture) return;
    this.grids.get(grid).delete(picture.id);
    picture.bitmap?.close();
    this.dispatchEvent(new Event("change"));
  }
}

const PICTURES = (globalThis[Symbol.for("honest-pixels-pictures")] ??= new Pictures());
