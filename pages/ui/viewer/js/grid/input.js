const HOLD_MS = 350;
const WHEEL_REST_MS = 400;
const WHEEL_NOTCH = 100;
const PINCH_NOTCH = 12;
const LINES_PER_NOTCH = 3;
/** CSS pixels: less is a click, more a drag. */
const DRAG_DISTANCE = 4;
/** CSS pixels that an arrow key moves the crosshair. */
const CROSSHAIR_STEP = 8;
const TOOL_KEYS = { p: "pan", b: "box", l: "line" };
const ACTION_KEYS = {
  "+": "in", "=": "in", "-": "out", _: "out", 0: "fit", 1: "actual", f: "full", "?": "help",
  m: "lens", g: "grid", s: "stack", d: "difference", n: "next", v: "previous",
};

/** Pointer, wheel and keyboard on one grid. Every listener ends with `destroy`. */
class GridInput {
  constructor(grid) {
    this.grid = grid;
    this.view = grid.state.view;
    this.abort = new AbortController();
    this.pointers = new Map();
    this.wheel = { rest: 0, time: 0 };
    const { root, stage, handle } = grid;
    this.#on(root, "click", (event) => this.#click(event));
    this.#on(root, "keydown", (event) => this.#keyDown(event));
    this.#on(root, "keyup", (event) => event.key === " " && this.#release("key"));
    this.#on(root, "focusout", () => this.#release("key"));
    this.#on(stage, "wheel", (event) => this.#wheel(event), { passive: false });
    this.#on(stage, "pointerdown", (event) => this.#pointerDown(event));
    this.#on(stage, "pointermove", (event) => this.#pointerMove(event));
    this.#on(stage, "pointerleave", () => grid.point(null));
    this.#on(stage, "pointerup", (event) => this.#pointerUp(event));
    this.#on(stage, "pointercancel", (event) => this.#pointerCancel(event));
    this.#on(handle, "pointerdown", (event) => this.#grab(event));
    const blink = root.querySelector("[data-act=blink]");
    this.#on(blink, "pointerdown", (event) => event.button === 0 && this.#hold("pointer"));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.#on(blink, name, () => this.#release("pointer"));
  }

  destroy() {
    this.abort.abort();
  }

  #on(target, name, listener, options = {}) {
    target.addEventListener(name, listener, { ...options, signal: this.abort.signal });
  }

  /** Canvas position of a pointer: the centre of the device pixel it is on. */
  #at(event) {
    const box = this.grid.stage.getBoundingClientRect();
    const { ratio } = this.grid;
    return { x: Math.floor((event.clientX - box.left) * ratio) + 0.5, y: Math.floor((event.clientY - box.top) * ratio) + 0.5 };
  }

  /** The same within the cell it is on, or, from beside all cells, within the one it was on last. */
  #inCell(event) {
    const at = this.#at(event);
    this.cell = this.grid.cellAt(at) ?? this.cell ?? this.grid.cells[0];
    return this.#within(at);
  }

  #within(at) {
    const { x, y } = this.cell ?? { x: 0, y: 0 };
    return { x: at.x - x, y: at.y - y };
  }

  #click(event) {
    const { act: action, tool } = event.target.closest("button")?.dataset ?? {};
    if (tool) this.grid.choose(tool);
    // The mouse blinks on press, so that holding works; a click without a pointer comes from a key or a reader.
    if (!action || (action === "blink" && event.detail > 0)) return;
    this.grid.act(action);
  }

  /** Start to blink; a short press keeps it, a long one only peeks. */
  #hold(by) {
    this.held = { by, divider: this.view.divider, mode: this.grid.state.mode, time: performance.now() };
    this.grid.act("blink");
  }

  #release(by) {
    const { held } = this;
    if (held?.by !== by) return;
    this.held = null;
    if (performance.now() - held.time <= HOLD_MS) return;
    this.grid.change(() => {
      this.view.setDivider(held.divider);
      this.grid.state.mode = held.mode;
    });
  }

  #wheel(event) {
    const { view, wheel } = this;
    if (event.target.closest(".help")) return;
    const now = performance.now();
    const notch = event.ctrlKey ? PINCH_NOTCH : event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? WHEEL_NOTCH : LINES_PER_NOTCH;
    const notches = clamp(-event.deltaY / notch, -3, 3);
    const resting = now - wheel.time > WHEEL_REST_MS;
    // Nothing to zoom out of: let the page scroll, unless the user is still turning the wheel.
    if (view.empty || (notches < 0 && view.zoom <= view.minZoom && resting && !event.ctrlKey)) return;
    event.preventDefault();
    if (resting || Math.sign(wheel.rest) === -Math.sign(notches)) wheel.rest = 0;
    wheel.time = now;
    const { x, y } = this.#inCell(event);
    this.grid.change(() => this.#turn(notches, x, y));
  }

  #turn(notches, x, y) {
    const { view, wheel } = this;
    const smooth = view.zoom * STEP_BELOW_ONE ** notches;
    if (view.zoom < 1 && smooth < 1) return view.zoomTo(smooth, x, y);
    wheel.rest += notches;
    // 0.95: some mice report slightly less than a full notch.
    for (; Math.abs(wheel.rest) >= 0.95; wheel.rest -= Math.sign(wheel.rest)) view.zoomTo(view.next(wheel.rest), x, y);
    if (Math.abs(wheel.rest) < 0.06) wheel.rest = 0;
  }

  #pointerDown(event) {
    if (event.button !== 0 || event.target.closest(".help")) return;
    const { grid, view } = this;
    grid.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.#at(event));
    if (this.pointers.size === 2) return this.#startPinch();
    if (this.pointers.size > 2) return;
    const { x, y } = this.#inCell(event);
    this.pressed = { x: event.clientX, y: event.clientY, drawing: grid.pen.active && !view.empty };
    grid.point({ x, y }, event.pointerType === "touch");
    if (this.pressed.drawing) grid.change(() => grid.pen.press(view.pixelNear(x, y)));
  }

  #pointerUp(event) {
    this.pointers.delete(event.pointerId);
    const { grid, pressed } = this;
    this.pressed = null;
    if (!pressed) return;
    const dragged = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > DRAG_DISTANCE;
    if (!pressed.drawing) return dragged || grid.act("hold");
    // Without an anchor, Escape has dropped the region meanwhile.
    const region = grid.pen.anchor && grid.pen.release(dragged);
    if (region) grid.deliver(region);
  }

  #pointerCancel(event) {
    this.pointers.delete(event.pointerId);
    this.#abort();
  }

  /** What began as drawing or as a click is something else. */
  #abort() {
    if (this.pressed?.drawing) this.grid.change(() => this.grid.pen.abort());
    this.pressed = null;
  }

  #pointerMove(event) {
    const { grid, view } = this;
    const { pen, state } = grid;
    const touch = event.pointerType === "touch";
    const before = this.pointers.get(event.pointerId);
    // A region stays on the cell it was begun on.
    const { x, y } = before ? this.#within(this.#at(event)) : this.#inCell(event);
    pen.byKey = false;
    grid.point(before || grid.cellAt(this.#at(event)) ? { x, y } : null, touch);
    if (pen.anchor) grid.change(() => pen.move(view.pixelNear(x, y)));
    if (!before) return;
    const at = this.#at(event);
    this.pointers.set(event.pointerId, at);
    // A finger cannot hover: with the lens it leads that.
    const leads = touch && state.lens && !state.held;
    if (this.pointers.size === 1 && !pen.active && !leads) grid.change(() => view.pan(at.x - before.x, at.y - before.y));
    if (this.pointers.size === 2) grid.change(() => this.#pinch());
  }

  #fingers() {
    const [a, b] = [...this.pointers.values()].map((at) => this.#within(at));
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.max(Math.hypot(a.x - b.x, a.y - b.y), 1) };
  }

  #startPinch() {
    this.#abort();
    const { x, y, distance } = this.#fingers();
    const { zoom, origin } = this.view;
    this.start = { zoom, distance, u: (x - origin.x) / zoom, v: (y - origin.y) / zoom };
  }

  #pinch() {
    const { x, y, distance } = this.#fingers();
    const { zoom, u, v } = this.start;
    this.view.place((zoom * distance) / this.start.distance, u, v, x, y);
  }

  /** Drag the divider without a jump: the handle keeps its distance from the pointer. */
  #grab(event) {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    const { handle, stage } = this.grid;
    handle.focus({ preventScroll: true });
    const box = stage.getBoundingClientRect();
    const grip = handle.getBoundingClientRect();
    const slip = event.clientX - grip.left - grip.width / 2;
    const drag = new AbortController();
    const { signal } = drag;
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", (move) => {
      move.stopPropagation();
      this.grid.change(() => this.view.setDivider((move.clientX - slip - box.left) / box.width));
    }, { signal });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) handle.addEventListener(name, () => drag.abort(), { signal });
  }

  #keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // In a list, keys choose; none reaches the page, which has keys of its own.
    if (event.target.closest("select")) return event.stopPropagation();
    const onButton = event.target.closest("button") !== null;
    if (onButton && [" ", "Enter"].includes(event.key)) return;
    if (!this.#key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** True when the key meant something here. */
  #key(event) {
    const { grid, view } = this;
    const onHandle = event.target === grid.handle;
    // The list of keys scrolls.
    if (event.target.closest(".help") && event.key.startsWith("Arrow")) return false;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (steps) return this.#step(steps, onHandle, event.shiftKey);
    if (grid.choose(TOOL_KEYS[event.key.toLowerCase()], true)) return true;
    if (event.key === "Enter" && !onHandle) return grid.enter();
    const action = ACTION_KEYS[event.key.toLowerCase()];
    if (action) return grid.act(action), true;
    if (event.key === "Escape") return grid.escape();
    if (event.key !== " ") return false;
    if (!event.repeat) this.#hold("key");
    return view !== null;
  }

  /** What an arrow moves: the divider, the crosshair in hand, the picture. */
  #step([dx, dy], onHandle, shift) {
    const { grid, view } = this;
    if (grid.pen.active && !onHandle) {
      const step = shift ? 1 : Math.max(1, Math.round((CROSSHAIR_STEP * grid.ratio) / view.zoom));
      return grid.moveCrosshair(dx * step, dy * step), true;
    }
    // As in the ARIA slider pattern, up is more and down is less.
    const share = (dx - dy) * (onHandle ? 0.01 : 0.02);
    const step = Math.max(1, Math.round(Math.min(view.stage.width, view.stage.height) / 10));
    const divides = grid.state.mode === "stack" && onHandle !== shift;
    grid.change(() => (divides ? view.setDivider(Math.round((view.divider + share) * 100) / 100) : view.pan(-dx * step, -dy * step)));
    return true;
  }
}
