/** Screen pixels to a picture pixel in the lens, at most and at least. */
const PATCH_ZOOM = 5;
const PATCH_LEAST_ZOOM = 2;
const PATCH_GAP = 8;

/** The strip under the stage: the same patch of every shown picture, enlarged in whole squares, its name above. */
class PatchStrip {
  constructor(root) {
    this.root = root;
    this.names = root.querySelector(".patch-names");
    this.painter = new Painter(root.querySelector("canvas"));
  }

  /**
   * @param state of the grid
   * @param bitmaps by panel id
   * @param ratio device pixels per CSS pixel
   * @param look what else changes the pictures
   */
  paint(state, bitmaps, ratio, look) {
    this.root.hidden = !state.lens;
    if (!state.lens) return;
    const { shown, patch, patchSize } = state;
    const width = Math.floor(this.root.querySelector(".patches").clientWidth * ratio);
    const [gap, strip] = [Math.round(PATCH_GAP * ratio), Math.round(24 * ratio)];
    const zoom = clamp(Math.floor(((width + gap) / shown.length - gap) / patchSize.width), PATCH_LEAST_ZOOM, PATCH_ZOOM * Math.max(Math.round(ratio), 1));
    const [w, h] = [patchSize.width * zoom, patchSize.height * zoom];
    const columns = clamp(Math.floor((width + gap) / (w + gap)), 1, shown.length);
    const rows = Math.ceil(shown.length / columns);
    const state_ = [patch.x, patch.y, zoom, columns, width, look, ...shown.map(({ id }) => id)].join();
    if (state_ === this.painted) return;
    this.painted = state_;
    const places = shown.map((_, i) => ({ x: (i % columns) * (w + gap), y: Math.floor(i / columns) * (h + strip) + strip }));
    const regions = places.map(({ x, y }, panel) => ({ panel, x, y, width: w, height: h, origin: { x: x - patch.x * zoom, y: y - patch.y * zoom } }));
    const stage = { width: Math.max(columns * (w + gap) - gap, 1), height: rows * (h + strip) };
    this.painter.paint({ zoom, stage, regions: () => regions }, shown.map(({ id }) => bitmaps.get(id)));
    Object.assign(this.painter.canvas.style, { width: `${stage.width / ratio}px`, height: `${stage.height / ratio}px` });
    this.names.replaceChildren(...shown.map(({ label }, i) => this.#name(label, places[i], w, strip, ratio)));
    setAttributes(this.root, { "data-zoom": zoom, "data-patch": `${patch.x},${patch.y}`, "data-cells": JSON.stringify(shown.map(({ id }, i) => [id, places[i].x, places[i].y])) });
  }

  #name(label, { x, y }, width, strip, ratio) {
    const element = Object.assign(document.createElement("span"), { textContent: label, title: label });
    Object.assign(element.style, { left: `${x / ratio}px`, top: `${(y - strip) / ratio}px`, width: `${width / ratio}px` });
    return element;
  }
}
