import { make, setAttributes } from "./elements.js";
import { Painter } from "./painter.js";
import { clamp } from "./view.js";

/** Screen pixels to a picture pixel in the strip, at most and at least. */
const PATCH_ZOOM = 5;
const PATCH_LEAST_ZOOM = 2;
const PATCH_GAP = 8;
const PATCH_NAME = 24;

/** The magnifier of a grid, under the stage: one patch of every shown picture in whole squares, its name above. */
export class PatchStrip {
  constructor(root) {
    Object.assign(this, { root, area: root.querySelector(".patches"), names: root.querySelector(".patch-names") });
  }

  hide() {
    this.painter?.canvas.remove();
    Object.assign(this, { painter: null, painted: null });
    this.root.hidden = true;
  }

  /**
   * @param state state of the viewer
   * @param imageOf panel -> what is drawn of it
   * @param ratio device pixels per CSS pixel
   * @param look everything else on which the pictures depend
   */
  paint(state, imageOf, ratio, look) {
    if (!this.painter) this.#open();
    const { beside: shown, patch, patchSize } = state;
    const layout = this.#layOut(shown.length, patchSize, ratio);
    const { zoom, width, height, places, stage } = layout;
    const key = [patch.x, patch.y, JSON.stringify(layout), look, ...shown.map(({ id }) => id)].join();
    if (key === this.painted) return;
    this.painted = key;
    this.painter.paint(stage, zoom, places.map(({ x, y }, i) => ({ image: imageOf(shown[i]), x, y, width, height, origin: { x: x - patch.x * zoom, y: y - patch.y * zoom } })));
    Object.assign(this.painter.canvas.style, { width: `${stage.width / ratio}px`, height: `${stage.height / ratio}px` });
    this.names.replaceChildren(...shown.map(({ label }, i) => this.#name(label, places[i], width, ratio)));
    setAttributes(this.root, { "data-zoom": zoom, "data-patch": `${patch.x},${patch.y}`, "data-cells": JSON.stringify(shown.map(({ id }, i) => [id, places[i].x, places[i].y])) });
  }

  #open() {
    this.root.hidden = false;
    const canvas = make("canvas", "");
    this.area.prepend(canvas);
    this.painter = new Painter(canvas);
  }

  /** Zoom, size and places of so many patches, in device pixels. */
  #layOut(count, patchSize, ratio) {
    const room = Math.floor(this.area.clientWidth * ratio);
    const [gap, strip] = [Math.round(PATCH_GAP * ratio), Math.round(PATCH_NAME * ratio)];
    const zoom = clamp(Math.floor(((room + gap) / count - gap) / patchSize.width), PATCH_LEAST_ZOOM, PATCH_ZOOM * Math.max(Math.round(ratio), 1));
    const [width, height] = [patchSize.width * zoom, patchSize.height * zoom];
    const columns = clamp(Math.floor((room + gap) / (width + gap)), 1, count);
    const places = Array.from({ length: count }, (_, i) => ({ x: (i % columns) * (width + gap), y: Math.floor(i / columns) * (height + strip) + strip }));
    const stage = { width: Math.max(columns * (width + gap) - gap, 1), height: Math.ceil(count / columns) * (height + strip) };
    return { zoom, width, height, places, stage };
  }

  #name(label, { x, y }, width, ratio) {
    const element = Object.assign(make("span", "", label), { title: label });
    Object.assign(element.style, { left: `${x / ratio}px`, top: `${y / ratio - PATCH_NAME}px`, width: `${width / ratio}px` });
    return element;
  }
}
