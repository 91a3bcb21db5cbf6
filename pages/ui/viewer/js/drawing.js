import { setAttributes } from "./elements.js";
import { Pen, regionShares } from "./pen.js";
import { clamp } from "./view.js";

/** Tools of a viewer: which it has, which is chosen, what has been drawn, and how Python gets it. */
export class Drawing {
  constructor(viewer) {
    Object.assign(this, { viewer, view: viewer.state.view, pen: new Pen(), tools: [] });
    this.buttons = [...viewer.root.querySelectorAll("[data-tool]")].filter((element) => element.matches("button"));
    /** Regions drawn here that Python has not noted yet. */
    this.drawn = [];
  }

  /**
   * Show the buttons of these tools and Pan; without tools, none.
   *
   * @param seen serial number of the last region that Python has got
   */
  offer({ tools, seen }) {
    this.tools = tools.length ? ["pan", ...tools] : [];
    this.seen = seen;
    this.drawn = this.drawn.filter(({ serial }) => serial > seen);
    for (const button of this.buttons) button.hidden = !this.tools.includes(button.dataset.tool);
    if (!this.tools.includes(this.pen.tool)) this.pen.choose("pan");
  }

  /** Choose a tool, by its button or its key; false when the viewer has no such tool. */
  choose(tool, byKey = false) {
    if (!this.tools.includes(tool)) return false;
    this.viewer.change(() => {
      this.pen.choose(tool);
      if (byKey) this.#showCrosshair();
    });
    this.viewer.say(this.buttons.find(({ dataset }) => dataset.tool === tool).getAttribute("aria-label"));
    return true;
  }

  /** Put the keyboard's crosshair where the pen was, or in the middle of the view. */
  #showCrosshair() {
    const { pen, view } = this;
    if (view.empty || !pen.active) return;
    pen.byKey = true;
    pen.tip ??= view.pixelNear(view.stage.width / 2, view.stage.height / 2);
    pen.tip = { x: clamp(pen.tip.x, 0, view.picture.width - 1), y: clamp(pen.tip.y, 0, view.picture.height - 1) };
    view.reveal(pen.tip);
  }

  /** Move the crosshair by whole picture pixels, and say what is under it. */
  moveCrosshair(dx, dy) {
    const { pen, view, viewer } = this;
    if (view.empty) return;
    viewer.change(() => {
      pen.tip = pen.tip && { x: pen.tip.x + dx, y: pen.tip.y + dy };
      this.#showCrosshair();
    });
    viewer.stage.focus({ preventScroll: true });
    viewer.sayCrosshair();
  }

  /** Set a corner at the crosshair; without a tool, hold a grid's magnifier. True when there was something to do. */
  enter() {
    const { actions } = this.viewer;
    if (!this.pen.active) return actions.can("hold") && (actions.act("hold"), true);
    if (this.view.empty) return false;
    this.viewer.change(() => this.#showCrosshair());
    const region = this.pen.enter();
    if (region) this.#deliver(region);
    else if (this.pen.anchor) this.viewer.say(`First corner at x ${this.pen.tip.x}, y ${this.pen.tip.y}`);
    return true;
  }

  /** End a press. Without an anchor, Escape has cancelled the region meanwhile. */
  release(dragged) {
    const region = this.pen.anchor && this.pen.release(dragged);
    if (region) this.#deliver(region);
  }

  /** Give a finished region to Python, and repeat those it has not noted: a run may have been cut short. */
  #deliver(region) {
    const { view, viewer } = this;
    const last = this.drawn.at(-1)?.serial ?? this.seen;
    viewer.change(() => this.drawn.push({ serial: Math.max(Date.now(), last + 1), ...regionShares(region, view.picture) }));
    viewer.send("drawn", this.drawn);
    viewer.say(`${region.kind} set, ${viewer.ruler.size(region)}`);
  }

  /** Regions as they are painted: those of the page, those it has not noted yet, and the one being drawn. */
  marks(regions) {
    const { draft } = this.pen;
    const { ruler } = this.viewer;
    const { picture } = this.view;
    const marks = [...regions, ...this.drawn].map((mark) => ({ ...mark, label: ruler.label(mark, picture) }));
    return draft ? [...marks, { ...regionShares(draft, picture), label: ruler.size(draft) }] : marks;
  }

  /** Picture pixel under the keyboard's crosshair, or null. */
  get crosshair() {
    return this.pen.active && this.pen.byKey ? this.pen.tip : null;
  }

  tell() {
    const { tool } = this.pen;
    setAttributes(this.viewer.root, { "data-tool": tool });
    for (const button of this.buttons) setAttributes(button, { "aria-pressed": button.dataset.tool === tool });
  }
}
