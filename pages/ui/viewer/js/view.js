/** Zoom steps from 1:1 on: whole numbers, so that every picture pixel becomes equal whole squares. */
const ZOOM_LEVELS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64];
export const MAX_ZOOM = ZOOM_LEVELS.at(-1);
export const STEP_BELOW_ONE = 1.25;
/** Screen pixels beyond which a smaller picture's smoothing takes nothing. */
const SMOOTHING_REACH = 8;

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * Where the viewer looks; no DOM here.
 * Lengths are device pixels of the stage unless they say picture pixels; zoom is device pixels per picture pixel.
 */
export class View {
  zoom = 1;
  /** Picture point at the stage's centre, in picture pixels. */
  x = 0;
  y = 0;
  /** True while the view follows the stage's size, so that a resize fits again. */
  fitted = true;
  /** Share of the stage's width that shows the left picture, and the last one that showed enough of both. */
  divider = 0.5;
  split = 0.5;
  picture = { width: 0, height: 0 };
  stage = { width: 0, height: 0 };

  /** A picture of another size starts fitted; one of the same size keeps the position. */
  setPicture(width, height) {
    if (width === this.picture.width && height === this.picture.height) return;
    this.picture = { width, height };
    this.fit();
  }

  setStage(width, height) {
    this.stage = { width, height };
    this.settle();
  }

  get empty() {
    return !(this.picture.width && this.picture.height && this.stage.width && this.stage.height);
  }

  get fitZoom() {
    const ratio = Math.min(this.stage.width / this.picture.width, this.stage.height / this.picture.height);
    return ratio < 1 ? ratio : Math.min(Math.floor(ratio), MAX_ZOOM);
  }

  /** True if the picture reaches beyond the stage's top or foot, so that there is something to pan to. */
  get pansDown() {
    return this.picture.height * this.zoom > this.stage.height;
  }

  get minZoom() {
    return Math.min(this.fitZoom, 1);
  }

  /** Canvas position of the picture's top left corner; whole device pixels keep 1:1 exact. */
  get origin() {
    return {
      x: Math.round(this.stage.width / 2 - this.x * this.zoom),
      y: Math.round(this.stage.height / 2 - this.y * this.zoom),
    };
  }

  /** Picture pixel under a canvas position, or null beside the picture. */
  pixelAt(px, py) {
    const x = Math.floor((px - this.origin.x) / this.zoom);
    const y = Math.floor((py - this.origin.y) / this.zoom);
    return x >= 0 && y >= 0 && x < this.picture.width && y < this.picture.height ? { x, y } : null;
  }

  /** Picture pixel nearest to a canvas position, also from beside the picture. */
  pixelNear(px, py) {
    return {
      x: clamp(Math.floor((px - this.origin.x) / this.zoom), 0, this.picture.width - 1),
      y: clamp(Math.floor((py - this.origin.y) / this.zoom), 0, this.picture.height - 1),
    };
  }

  /** Both sides of the divider, `{ side, x, y, width, height }`; a side without width is left out. */
  halves() {
    const cut = Math.round(this.divider * this.stage.width);
    const { width, height } = this.stage;
    return [
      { side: 0, x: 0, y: 0, width: cut, height },
      { side: 1, x: cut, y: 0, width: width - cut, height },
    ].filter((half) => half.width > 0);
  }

  /** Picture pixels that a region shows or that smoothing mixes in, `{ left, top, right, bottom }`. */
  part({ x, y, width, height, origin }) {
    const margin = this.zoom < 1 ? Math.ceil(SMOOTHING_REACH / this.zoom) : 2;
    const [left, top] = [Math.floor((x - origin.x) / this.zoom) - margin, Math.floor((y - origin.y) / this.zoom) - margin];
    const [right, bottom] = [Math.ceil((x + width - origin.x) / this.zoom) + margin, Math.ceil((y + height - origin.y) / this.zoom) + margin];
    const across = (n) => clamp(n, 0, this.picture.width);
    const down = (n) => clamp(n, 0, this.picture.height);
    return { left: across(left), top: down(top), right: across(right), bottom: down(bottom) };
  }

  fit() {
    this.fitted = true;
    this.x = this.picture.width / 2;
    this.y = this.picture.height / 2;
    this.settle();
  }

  /** Zoom so that the picture point under (px, py) stays there; without a place, the stage's centre. */
  zoomTo(zoom, px = this.stage.width / 2, py = this.stage.height / 2) {
    if (this.empty) return;
    const u = (px - this.origin.x) / this.zoom;
    const v = (py - this.origin.y) / this.zoom;
    this.place(zoom, u, v, px, py);
  }

  /** Put the picture point (u, v) at the canvas position (px, py). */
  place(zoom, u, v, px, py) {
    this.fitted = false;
    this.zoom = this.snap(zoom);
    this.x = u + (this.stage.width / 2 - px) / this.zoom;
    this.y = v + (this.stage.height / 2 - py) / this.zoom;
    this.settle();
  }

  snap(zoom) {
    const bounded = clamp(zoom, this.minZoom, MAX_ZOOM);
    if (bounded >= 1) return Math.round(bounded);
    return bounded > 0.97 && bounded !== this.minZoom ? 1 : bounded;
  }

  /** The next zoom inwards (+1) or outwards (-1). */
  next(direction) {
    if (direction > 0 && this.zoom < 1) return Math.min(this.zoom * STEP_BELOW_ONE, 1);
    if (direction > 0) return ZOOM_LEVELS.find((z) => z > this.zoom) ?? MAX_ZOOM;
    if (this.zoom > 1) return ZOOM_LEVELS.findLast((z) => z < this.zoom) ?? 1;
    const zoom = this.zoom / STEP_BELOW_ONE;
    return zoom < this.minZoom * 1.04 ? this.minZoom : zoom;
  }

  pan(dx, dy) {
    if (this.empty) return;
    this.x -= dx / this.zoom;
    this.y -= dy / this.zoom;
    this.settle();
  }

  /** Pan just enough that a picture pixel is well on the stage. */
  reveal({ x, y }) {
    const { width, height } = this.stage;
    const margin = Math.min(width, height) / 8;
    const px = this.origin.x + (x + 0.5) * this.zoom;
    const py = this.origin.y + (y + 0.5) * this.zoom;
    this.pan(clamp(px, margin, width - margin) - px, clamp(py, margin, height - margin) - py);
  }

  /** Keep a picture point at the stage's centre; a picture that is wholly visible is centred. */
  settle() {
    if (this.empty) return;
    this.zoom = this.fitted ? this.fitZoom : clamp(this.zoom, this.minZoom, MAX_ZOOM);
    const { width, height } = this.picture;
    const whole = this.zoom <= this.fitZoom;
    this.x = whole ? width / 2 : clamp(this.x, 0, width);
    this.y = whole ? height / 2 : clamp(this.y, 0, height);
  }

  /** True when one side takes everything. */
  get covered() {
    return this.divider === 0 || this.divider === 1;
  }

  setDivider(share) {
    this.divider = clamp(share, 0, 1);
    if (this.divider > 0.1 && this.divider < 0.9) this.split = this.divider;
  }

  /** Where the divider is and was last, as a word: "0.3,0.3"; empty while it is in the middle. */
  get divided() {
    const shares = [this.divider, this.split];
    return shares.every((share) => share === 0.5) ? "" : shares.map((share) => Number(share.toFixed(4))).join();
  }

  /** Put the divider where a word of `divided` says; anything else is ignored. */
  divideAs(word) {
    const shares = String(word).split(",").map(Number);
    if (shares.length === 2 && shares.every((share) => share >= 0 && share <= 1)) [this.divider, this.split] = shares;
  }

  /** Fill the stage with one picture: first with the right one, then with the other by turns. */
  blink() {
    this.divider = this.divider === 0 ? 1 : 0;
  }

  /** Show both pictures again where the divider last was; when both are shown, put it in the middle. */
  showBoth() {
    this.setDivider(this.covered ? this.split : 0.5);
  }
}

/** "3.1 %" or "400 %" for a zoom. */
export function percentText(zoom) {
  const percent = zoom * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}
