/** CSS pixels: side of one panel's square, the same on narrow stages, distance from the pointer. */
const LENS_SIDE = 168;
const LENS_SIDE_NARROW = 124;
const LENS_NARROW = 480;
const LENS_DISTANCE = 22;
const LENS_FINGER = 44;
const LENS_MARGIN = 4;
const LENS_ZOOM = 4;
const LENS_LEAST_ZOOM = 2;

/** The magnifier: each panel around one picture pixel, side by side, in whole squares and never smoothed. */
class Lens {
  on = false;
  /** True while no pointer leads it: then it looks at the crosshair or at the middle of the view. */
  byKey = false;
  halves = [];

  constructor(stage) {
    this.stage = stage;
  }

  toggle(byKey) {
    Object.assign(this, { on: !this.on, byKey });
    if (!this.on) this.hide();
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
   * @param pixel picture pixel in the middle, or null to show none
   * @param at canvas position beside which it floats, in device pixels
   * @param look what else changes its picture
   */
  paint(view, bitmaps, labels, { pixel, at, touch, look }) {
    if (!this.on || !pixel) return this.hide();
    if (this.halves.length !== labels.length) this.#build(labels.length);
    const ratio = view.stage.width / this.stage.clientWidth;
    const css = this.stage.clientWidth < LENS_NARROW ? LENS_SIDE_NARROW : LENS_SIDE;
    const side = Math.round(css * ratio);
    const stage = { width: labels.length * side, height: side };
    this.#place(at.x / ratio, at.y / ratio, stage.width / ratio, side / ratio, touch ? LENS_FINGER : LENS_DISTANCE);
    const zoom = this.zoomFor(view);
    const state = [pixel.x, pixel.y, zoom, side, look, ...labels].join();
    if (state === this.painted) return;
    this.painted = state;
    const start = ({ x, y }) => ({ x: Math.round(side / 2 - (x + 0.5) * zoom), y: Math.round(side / 2 - (y + 0.5) * zoom) });
    const origin = start(pixel);
    const region = (panel) => ({ panel, x: panel * side, y: 0, width: side, height: side, origin: { x: origin.x + panel * side, y: origin.y } });
    this.painter.paint({ zoom, stage, regions: () => labels.map((_, panel) => region(panel)) }, bitmaps);
    this.halves.forEach(({ name, frame }, panel) => {
      name.textContent = labels[panel];
      const [left, top] = [panel * side + origin.x + pixel.x * zoom, origin.y + pixel.y * zoom];
      for (const [edge, length] of Object.entries({ left, top, width: zoom, height: zoom })) frame.style[edge] = `${length / ratio}px`;
    });
    setAttributes(this.element, { "data-zoom": zoom, "data-pixel": `${pixel.x},${pixel.y}` });
  }

  #build(count) {
    this.hide();
    const make = (name, className) => Object.assign(document.createElement(name), { className });
    this.element = make("div", "lens");
    setAttributes(this.element, { "aria-hidden": true });
    const canvas = make("canvas", "");
    this.halves = ["left", "right"].slice(0, count).map((side) => ({ name: make("span", `lens-name pair ${side}`), frame: make("span", "lens-frame") }));
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
