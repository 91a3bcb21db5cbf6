const HOLD_MS = 350;
const WHEEL_REST_MS = 400;
const WHEEL_NOTCH = 100;
const PINCH_NOTCH = 12;
const LINES_PER_NOTCH = 3;
/** CSS pixels: less is a click, more a drag. */
const DRAG_DISTANCE = 4;
/** CSS pixels of a drag that an arrow key stands for in the window; with Shift it is one unit of the last digit. */
const WINDOW_STEP = 8;
/** CSS pixels that an arrow key moves the crosshair. */
const CROSSHAIR_STEP = 8;
const TOOL_KEYS = { p: "pan", s: "spot", b: "box", e: "ellipse", l: "line", w: "window" };
const ACTION_KEYS = { "+": "in", "=": "in", "-": "out", _: "out", 0: "fit", 1: "actual", f: "full", "?": "help", m: "lens", i: "invert" };

/** Of Streamlit, by their keys: what starts a run, and what stops it. */
const RUN_BUTTONS = "[class*=st-key-][class*=_run]";

/** Pointer, wheel and keyboard on one viewer. Every listener ends with `destroy`. */
class Input {
  constructor(viewer) {
    this.viewer = viewer;
    this.view = viewer.view;
    this.abort = new AbortController();
    this.pointers = new Map();
    this.wheel = { rest: 0, time: 0 };
    const { root, stage } = viewer;
    const { line, handle } = viewer.sides;
    this.#on(root, "click", (event) => this.#click(event));
    this.#on(root, "keydown", (event) => this.#keyDown(event));
    this.#on(root, "keyup", (event) => event.key === " " && this.#release("key"));
    this.#on(root, "focusout", () => this.#release("key"));
    this.#on(stage, "wheel", (event) => this.#wheel(event), { passive: false });
    this.#on(stage, "pointerdown", (event) => this.#pointerDown(event));
    this.#on(stage, "pointermove", (event) => this.#pointerMove(event));
    this.#on(stage, "pointerleave", () => this.viewer.point(null));
    this.#on(stage, "pointerup", (event) => this.#pointerUp(event));
    this.#on(stage, "pointercancel", (event) => this.#pointerCancel(event));
    for (const grip of [line, handle]) this.#on(grip, "pointerdown", (event) => this.#grab(event, grip));
    this.#on(handle, "dblclick", (event) => this.#halve(event));
    this.#on(stage, "dblclick", (event) => this.#reset(event));
    const blink = root.querySelector("[data-act=blink]");
    this.#on(blink, "pointerdown", (event) => event.button === 0 && this.#hold("pointer"));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.#on(blink, name, () => this.#release("pointer"));
  }

  destroy() {
    this.abort.abort();
  }

  /** After a run the keys are the viewer's: on the button that started it, Space would start it again. */
  takeKeys(run) {
    const before = this.view.run;
    this.view.run = run;
    if (!run || run === before) return;
    const { activeElement, body } = document;
    if (!activeElement || activeElement === body || activeElement.closest(RUN_BUTTONS)) this.viewer.stage.focus({ preventScroll: true });
  }

  #on(target, name, listener, options = {}) {
    target.addEventListener(name, listener, { ...options, signal: this.abort.signal });
  }

  /** Canvas position of a pointer: the centre of the device pixel it is on. */
  #at(event) {
    const box = this.viewer.stage.getBoundingClientRect();
    const scale = this.view.stage.width / box.width;
    return { x: Math.floor((event.clientX - box.left) * scale) + 0.5, y: Math.floor((event.clientY - box.top) * scale) + 0.5 };
  }

  #click(event) {
    const { act: action, tool } = event.target.closest("button")?.dataset ?? {};
    if (tool) this.viewer.choose(tool);
    // The mouse blinks on press, so that holding works; a click without a pointer comes from a key or a reader.
    if (!action || (action === "blink" && event.detail > 0)) return;
    this.viewer.act(action);
  }

  /** Start to blink; a short press keeps it, a long one only peeks. */
  #hold(by) {
    this.held = { by, divider: this.view.divider, time: performance.now() };
    this.viewer.act("blink");
  }

  #release(by) {
    const { held } = this;
    if (held?.by !== by) return;
    this.held = null;
    if (performance.now() - held.time > HOLD_MS) this.viewer.change(() => this.view.setDivider(held.divider));
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
    const { x, y } = this.#at(event);
    this.viewer.change(() => this.#turn(notches, x, y));
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
    this.viewer.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.#at(event));
    this.viewer.point(this.#at(event), event.pointerType === "touch");
    if (this.pointers.size === 2) this.#startPinch();
    else if (this.pointers.size === 1) this.#press(event);
  }

  /** Start to draw, when a tool is in hand; a spot has to be on the picture. */
  #press(event) {
    const { view, viewer } = this;
    const { pen } = viewer;
    const { x, y } = this.#at(event);
    if (pen.tool === "window") this.#startWindow(event);
    if (!pen.active || view.empty || (pen.tool === "spot" && !view.pixelAt(x, y))) return;
    this.pressed = { x: event.clientX, y: event.clientY };
    viewer.change(() => pen.press(view.pixelNear(x, y)));
  }

  #startWindow({ clientX, clientY }) {
    const { windowing } = this.viewer;
    this.level = { x: clientX, y: clientY, from: windowing.start };
  }

  #moveWindow({ clientX, clientY }) {
    const { x, y, from } = this.level;
    this.viewer.change(() => this.viewer.windowing.drag(from, clientX - x, y - clientY));
  }

  #endWindow() {
    if (this.level) this.viewer.spoken.textContent = this.viewer.windowing.words;
    this.level = null;
  }

  /** Double click with the window in hand: the first preset. */
  #reset(event) {
    const { pen, windowing } = this.viewer;
    if (pen.tool === "window" && !event.target.closest(".help")) this.viewer.changeWindow(() => windowing.choose(0));
  }

  #halve(event) {
    event.stopPropagation();
    this.viewer.change(() => this.view.showBoth());
  }

  #pointerUp(event) {
    this.pointers.delete(event.pointerId);
    this.#endWindow();
    const { pressed, viewer } = this;
    this.pressed = null;
    // Without an anchor, Escape has dropped the region meanwhile.
    if (!pressed || !viewer.pen.anchor) return;
    const region = viewer.pen.release(Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > DRAG_DISTANCE);
    if (region) viewer.deliver(region);
  }

  #pointerCancel(event) {
    this.pointers.delete(event.pointerId);
    this.#abort();
  }

  /** What began as drawing is something else. */
  #abort() {
    if (this.pressed) this.viewer.change(() => this.viewer.pen.abort());
    const { level, viewer } = this;
    if (level) viewer.change(() => viewer.windowing.set({ centre: level.from.centre, width: level.from.width }));
    Object.assign(this, { pressed: null, level: null });
  }

  #pointerMove(event) {
    const at = this.#at(event);
    const { lens, pen } = this.viewer;
    const touch = event.pointerType === "touch";
    this.viewer.point(at, touch);
    pen.byKey = false;
    // Also without a button: after a click on the first corner, the second follows the pointer.
    if (pen.anchor) this.viewer.change(() => pen.move(this.view.pixelNear(at.x, at.y)));
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    this.pointers.set(event.pointerId, at);
    if (this.level) this.#moveWindow(event);
    // A finger cannot hover: with the magnifier it leads that.
    else if (this.pointers.size === 1 && !pen.active && !(touch && lens.on)) this.viewer.change(() => this.view.pan(at.x - before.x, at.y - before.y));
    if (this.pointers.size === 2) this.viewer.change(() => this.#pinch());
  }

  #fingers() {
    const [a, b] = [...this.pointers.values()];
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

  /** Drag the divider without a jump: the grip keeps its distance from the pointer. */
  #grab(event, grip) {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    this.viewer.sides.handle.focus({ preventScroll: true });
    const box = this.viewer.stage.getBoundingClientRect();
    const gripBox = grip.getBoundingClientRect();
    const slip = event.clientX - gripBox.left - gripBox.width / 2;
    const drag = new AbortController();
    const { signal } = drag;
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener("pointermove", (move) => {
      move.stopPropagation();
      this.viewer.change(() => this.view.setDivider((move.clientX - slip - box.left) / box.width));
    }, { signal });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) grip.addEventListener(name, () => drag.abort(), { signal });
  }

  #keyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select")) return this.#fieldKey(event);
    const onButton = event.target.closest("button") !== null;
    if (onButton && [" ", "Enter"].includes(event.key)) return;
    if (!this.#key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** In a field, keys write; none reaches the page, which has keys of its own. */
  #fieldKey(event) {
    event.stopPropagation();
    if (["Enter", "Escape"].includes(event.key) && event.target.matches("input")) this.viewer.stage.focus({ preventScroll: true });
  }

  /** True when the key meant something here. */
  #key(event) {
    const { view, viewer } = this;
    const onHandle = event.target === viewer.sides.handle;
    // The list of keys scrolls.
    if (event.target === viewer.help && event.key.startsWith("Arrow")) return false;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (steps) return this.#step(steps, onHandle, event.shiftKey);
    if (viewer.choose(TOOL_KEYS[event.key.toLowerCase()], true)) return true;
    if (event.key === "Enter" && viewer.pen.active && !onHandle) return viewer.enter(), true;
    const action = ACTION_KEYS[event.key.toLowerCase()];
    if (action) return viewer.can(action) && (viewer.act(action, true), true);
    if (event.key === "Escape") return viewer.escape();
    if (view.single) return false;
    if (event.key === "Home") return viewer.change(() => view.setDivider(0)), true;
    if (event.key === "End") return viewer.change(() => view.setDivider(1)), true;
    if (event.key !== " ") return false;
    if (!event.repeat) this.#hold("key");
    return true;
  }

  /** What an arrow moves: the divider, the window or the crosshair in hand, the picture. */
  #step(steps, onHandle, shift) {
    const { pen, windowing } = this.viewer;
    if (onHandle || pen.tool === "pan") return this.#arrow(steps, onHandle, shift);
    if (pen.active) return this.#steer(steps, shift);
    this.viewer.changeWindow(() => windowing.nudge(steps[0], -steps[1], shift ? 0 : WINDOW_STEP));
    return true;
  }

  /** Move the crosshair by what is a step on the screen, with Shift by one picture pixel. */
  #steer([dx, dy], fine) {
    const ratio = this.view.stage.width / this.viewer.stage.clientWidth;
    const step = fine ? 1 : Math.max(1, Math.round((CROSSHAIR_STEP * ratio) / this.view.zoom));
    this.viewer.moveCrosshair(dx * step, dy * step);
    return true;
  }

  #arrow([dx, dy], onHandle, shift) {
    const { view, viewer } = this;
    const divider = onHandle !== shift && !view.single;
    const step = Math.max(1, Math.round(Math.min(view.stage.width, view.stage.height) / 10));
    // As in the ARIA slider pattern, up is more and down is less.
    const share = (dx - dy) * (onHandle ? 0.01 : 0.02);
    viewer.change(() => (divider ? view.setDivider(Math.round((view.divider + share) * 100) / 100) : view.pan(-dx * step, -dy * step)));
    return true;
  }
}
