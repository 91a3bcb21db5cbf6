import { make, setAttributes } from "./elements.js";
import { Painter } from "./painter.js";
import { MAX_ZOOM, clamp } from "./view.js";

/** CSS pixels: side of one panel's square, side on narrow stages, distance from the pointer. */
const LENS_SIDE = 168;
const LENS_SIDE_NARROW = 124;
const LENS_NARROW = 480;
const LENS_DISTANCE = 22;
const LENS_FINGER = 44;
const LENS_MARGIN = 4;
const LENS_ZOOM = 4;
const LENS_LEAST_ZOOM = 2;

/** The magnifier of one or two pictures: each around one pixel, side by side, in whole squares and never smoothed. */
export class Magnifier {
  halves = [];

  constructor(stage) {
    this.stage = stage;
  }

  hide() {
    this.element?.remove();
    Object.assign(this, { element: null, painted: null, halves: [] });
  }

  /** Device pixels per picture pixel. */
  zoomFor(view) {
    return clamp(Math.round(LENS_ZOOM * view.zoom), LENS_LEAST_ZOOM, MAX_ZOOM);
  }

  /** Picture pixels it may show around one, `{ left, top, right, bottom }`. */
  part(view, { x, y }) {
    const reach = Math.ceil((LENS_SIDE * view.stage.width) / this.stage.clientWidth / this.zoomFor(view) / 2) + 1;
    const { width, height } = view.picture;
    return { left: Math.max(x - reach, 0), top: Math.max(y - reach, 0), right: Math.min(x + reach, width), bottom: Math.min(y + reach, height) };
  }

  /**
   * @param panels whose pictures are shown
   * @param pixel picture pixel in the middle
   * @param at canvas position beside which it floats, in device pixels
   * @param look everything else on which its picture depends
   */
  paint(view, panels, { pixel, at, touch, look }) {
    const labels = panels.map(({ label }) => label);
    if (this.halves.length !== panels.length) this.#build(panels.length);
    const ratio = view.stage.width / this.stage.clientWidth;
    const css = this.stage.clientWidth < LENS_NARROW ? LENS_SIDE_NARROW : LENS_SIDE;
    const side = Math.round(css * ratio);
    const stage = { width: panels.length * side, height: side };
    this.#place(at.x / ratio, at.y / ratio, stage.width / ratio, side / ratio, touch ? LENS_FINGER : LENS_DISTANCE);
    const zoom = this.zoomFor(view);
    const state = [pixel.x, pixel.y, zoom, side, look, ...labels].join();
    if (state === this.painted) return;
    this.painted = state;
    const start = (place) => Math.round(side / 2 - (place + 0.5) * zoom);
    const origin = { x: start(pixel.x), y: start(pixel.y) };
    this.painter.paint(stage, zoom, panels.map(({ picture }, i) => ({ image: picture.image, x: i * side, y: 0, width: side, height: side, origin: { x: origin.x + i * side, y: origin.y } })));
    this.halves.forEach(({ name, frame }, i) => {
      name.textContent = labels[i];
      const [left, top] = [i * side + origin.x + pixel.x * zoom, origin.y + pixel.y * zoom];
      for (const [edge, length] of Object.entries({ left, top, width: zoom, height: zoom })) frame.style[edge] = `${length / ratio}px`;
    });
    setAttributes(this.element, { "data-zoom": zoom, "data-pixel": `${pixel.x},${pixel.y}` });
  }

  #build(count) {
    this.hide();
    this.element = make("div", "lens");
    setAttributes(this.element, { "aria-hidden": true, "data-count": count });
    const canvas = make("canvas", "");
    this.halves = ["left", "right"].slice(0, count).map((side) => ({ name: make("span", `lens-name ${side}`), frame: make("span", "lens-frame") }));
    this.element.append(canvas, ...this.halves.flatMap(({ name, frame }) => [frame, name]));
    this.painter = new Painter(canvas);
    this.stage.append(this.element);
  }

  /** Above the pointer, below it where there is no room, never out of the stage. */
  #place(x, y, width, height, distance) {
    const { clientWidth, clientHeight } = this.stage;
    const { style } = this.element;
    const above = y - distance - height;
    const below = Math.min(y + distance, clientHeight - height - LENS_MARGIN);
    const left = clamp(x - width / 2, LENS_MARGIN, Math.max(clientWidth - width - LENS_MARGIN, LENS_MARGIN));
    Object.assign(style, { width: `${width}px`, height: `${height}px`, left: `${left}px`, top: `${above >= LENS_MARGIN ? above : below}px` });
  }
}
