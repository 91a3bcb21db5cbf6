/**
 * Where the regions of all viewers of this browser page hang, by viewer key: `{ viewer, seen, regions }`.
 * Pictures and regions are two components, so that a new region does not send the pictures again.
 */
class Board extends EventTarget {
  lists = new Map();

  get(key) {
    return this.lists.get(key) ?? { seen: 0, regions: [] };
  }

  put(list) {
    this.lists.set(list.viewer, list);
    this.dispatchEvent(new Event("change"));
  }

  /** Take a list off, unless a newer one hangs there. */
  remove(list) {
    if (this.lists.get(list.viewer) !== list) return;
    this.lists.delete(list.viewer);
    this.dispatchEvent(new Event("change"));
  }
}

const BOARD = (globalThis[Symbol.for("honest-pixels-board")] ??= new Board());
