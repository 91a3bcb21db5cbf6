/**
 * The tool in hand and the region it draws, in whole picture pixels; no DOM here.
 * A region takes a drag, or two clicks, or Enter twice; a spot takes one click or one Enter.
 */
export class Pen {
  tool = "pan";
  /** First corner, or null before it is set. */
  anchor = null;
  /** Where the pen is. */
  tip = null;
  /** True while the keyboard moves it, which shows a crosshair. */
  byKey = false;
  /** True when the press that is going on has set the anchor. */
  fresh = false;

  /** True with a tool that draws. */
  get active() {
    return !["pan", "window"].includes(this.tool);
  }

  choose(tool) {
    this.cancel();
    this.tool = tool;
  }

  /** True when there was something to cancel. */
  cancel() {
    const busy = this.anchor !== null;
    Object.assign(this, { anchor: null, fresh: false });
    return busy;
  }

  /** Set the first corner, or start to place the second. */
  press(pixel) {
    this.fresh = this.anchor === null;
    this.anchor ??= pixel;
    this.tip = pixel;
  }

  move(pixel) {
    this.tip = pixel;
  }

  /** The region, if this ends it: a click that only set the first corner does not. */
  release(dragged) {
    return this.tool === "spot" || dragged || !this.fresh ? this.finish() : null;
  }

  /** The press has become something else, for instance a pinch. */
  abort() {
    if (this.fresh) this.cancel();
  }

  enter() {
    if (this.anchor || this.tool === "spot") return this.finish();
    this.anchor = this.tip;
    return null;
  }

  finish() {
    const region = { kind: this.tool, from: this.anchor ?? this.tip, to: this.tip };
    // A line needs two ends.
    if (this.tool === "line" && region.from.x === region.to.x && region.from.y === region.to.y) return null;
    this.cancel();
    return region;
  }

  get draft() {
    return this.anchor && { kind: this.tool, from: this.anchor, to: this.tip };
  }
}

/** Shares of the picture's sides: of boxes and ellipses the borders of their pixels, of spots and lines pixel centres. */
export function regionShares({ kind, from, to }, { width, height }) {
  if (kind === "spot") from = to;
  const solid = kind === "box" || kind === "ellipse";
  const [x0, y0] = solid ? [Math.min(from.x, to.x), Math.min(from.y, to.y)] : [from.x + 0.5, from.y + 0.5];
  const [x1, y1] = solid ? [Math.max(from.x, to.x) + 1, Math.max(from.y, to.y) + 1] : [to.x + 0.5, to.y + 0.5];
  return { kind, x0: x0 / width, y0: y0 / height, x1: x1 / width, y1: y1 / height };
}

/** "40 × 30 px" of a box or ellipse, "50.0 px" of a line, "x 4, y 7" of a spot. */
export function regionSize({ kind, from, to }) {
  const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  if (kind === "spot") return `x ${to.x}, y ${to.y}`;
  return kind === "line" ? `${Math.hypot(dx, dy).toFixed(1)} px` : `${dx + 1} × ${dy + 1} px`;
}
