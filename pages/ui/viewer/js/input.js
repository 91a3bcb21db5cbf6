import { STEP_BELOW_ONE, clamp } from "./view.js";

const HOLD_MS = 350;
const WHEEL_REST_MS = 400;
const WHEEL_NOTCH = 100;
const PINCH_NOTCH = 12;
const LINES_PER_NOTCH = 3;
/** CSS pixels up to which a press is a click; beyond them it is a drag. */
const DRAG_DISTANCE = 4;
/** CSS pixels of a drag that an arrow key stands for in the window; with Shift it is one unit of the last digit. */
const WINDOW_STEP = 8;
/** CSS pixels that an arrow key moves the crosshair. */
const CROSSHAIR_STEP = 8;
/** A tool that the viewer lacks leaves its letter to an action. In a grid S is the stack, so that T is the spot. */
const TOOL_KEYS = { p: "pan", s: "spot", t: "spot", b: "box", e: "ellipse", l: "line", w: "window" };
const ACTION_KEYS = {
  "+": "in", "=": "in", "-": "out", _: "out", 0: "fit", 1: "actual", f: "full", "?": "help", m: "lens", i: "invert", o: "smooth", u: "doubt", x: "place",
  g: "grid", s: "stack", d: "difference", n: "next", v: "previous",
};
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** Selector of Streamlit's buttons, by their keys: those that start a run, and those that stop it. */
const RUN_BUTTONS = "[class*=st-key-][class*=_run]";

/** Pointer, wheel and keyboard on one viewer. Every listener ends with `destroy`. */
export class Input {
  constructor(viewer) {
    Object.assign(this, { viewer, state: viewer.state, view: viewer.state.view });
    this.abort = new AbortController();
    this.pointers = new Map();
    this.wheel = { rest: 0, time: 0 };
    const { root, stage, divider } = viewer;
    this.#on(root, "click", (event) => this.#click(event));
    this.#on(root, "keydown", (event) => this.#keyDown(event));
    this.#on(root, "keyup", (event) => event.key === " " && this.#release("key"));
    this.#on(root, "focusout", () => this.#release("key"));
    this.#on(stage, "wheel", (event) => this.#wheel(event), { passive: false });
    this.#on(stage, "pointerdown", (event) => this.#pointerDown(event));
    this.#on(stage, "pointermove", (event) => this.#pointerMove(event));
    this.#on(stage, "pointerleave", () => viewer.point(null));
    this.#on(stage, "pointerup", (event) => this.#pointerUp(event));
    this.#on(stage, "pointercancel", (event) => this.#pointerCancel(event));
    this.#on(stage, "dblclick", (event) => this.#reset(event));
    for (const grip of [divider.line, divider.handle]) this.#on(grip, "pointerdown", (event) => this.#grab(event, grip));
    this.#on(divider.handle, "dblclick", (event) => this.#halve(event));
    const blink = root.querySelector("[data-act=blink]");
    this.#on(blink, "pointerdown", (event) => event.button === 0 && this.#hold("pointer"));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) this.#on(blink, name, () => this.#release("pointer"));
  }

  destroy() {
    this.abort.abort();
  }

  /** Move the keyboard to the viewer after a run; on the button that started the run, Space would start it again. */
  takeKeys(run) {
    const before = this.state.run;
    this.state.run = run;
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
    const { ratio } = this.viewer;
    return { x: Math.floor((event.clientX - box.left) * ratio) + 0.5, y: Math.floor((event.clientY - box.top) * ratio) + 0.5 };
  }

  /** Position of a pointer within its cell or, beside all cells, within the cell it was on last. */
  #inCell(event) {
    const at = this.#at(event);
    this.cell = this.viewer.cellAt(at) ?? this.cell ?? this.viewer.cells[0];
    return this.#within(at);
  }

  #within(at) {
    const { x, y } = this.cell ?? { x: 0, y: 0 };
    return { x: at.x - x, y: at.y - y };
  }

  #click(event) {
    const { act: action, tool } = event.target.closest("button")?.dataset ?? {};
    if (tool) this.viewer.drawing.choose(tool);
    // The mouse blinks on press, so that holding works; a click without a pointer comes from a key or a reader.
    if (!action || (action === "blink" && event.detail > 0)) return;
    this.viewer.actions.act(action);
  }

  /** Start to blink; a short press keeps it, a long one only peeks. */
  #hold(by) {
    this.held = { by, divider: this.view.divider, mode: this.state.mode, time: performance.now() };
    this.viewer.actions.act("blink");
  }

  #release(by) {
    const { held, state, view } = this;
    if (held?.by !== by) return;
    this.held = null;
    if (performance.now() - held.time <= HOLD_MS) return;
    this.viewer.change(() => {
      view.setDivider(held.divider);
      state.mode = held.mode;
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
    if (this.pointers.size === 2) this.#startPinch();
    else if (this.pointers.size === 1) this.#press(event);
  }

  /** Start to drag, to draw or to change the window, as the tool says; a spot has to be on the picture. */
  #press(event) {
    const { view, viewer } = this;
    const { pen } = viewer.drawing;
    const { x, y } = this.#inCell(event);
    viewer.point({ x, y }, event.pointerType === "touch");
    if (pen.tool === "window") this.level = { x: event.clientX, y: event.clientY, from: viewer.state.windowing.start };
    const drawing = pen.active && !view.empty && (pen.tool !== "spot" || view.pixelAt(x, y) !== null);
    this.pressed = { x: event.clientX, y: event.clientY, drawing };
    if (drawing) viewer.change(() => pen.press(view.pixelNear(x, y)));
  }

  #moveWindow({ clientX, clientY }) {
    const { x, y, from } = this.level;
    this.viewer.change(() => this.state.windowing.drag(from, clientX - x, y - clientY));
  }

  /** Go to the first preset on a double click with the window tool. */
  #reset(event) {
    if (this.viewer.drawing.pen.tool !== "window" || event.target.closest(".help")) return;
    this.viewer.changeWindow(() => this.state.windowing.choose(0));
  }

  #halve(event) {
    event.stopPropagation();
    this.viewer.change(() => this.view.showBoth());
  }

  #pointerUp(event) {
    this.pointers.delete(event.pointerId);
    const { level, pressed, viewer } = this;
    Object.assign(this, { level: null, pressed: null });
    if (level) viewer.say(this.state.windowing.words);
    if (!pressed) return;
    const dragged = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > DRAG_DISTANCE;
    if (pressed.drawing) viewer.drawing.release(dragged);
    else if (!dragged && viewer.actions.can("hold")) viewer.actions.act("hold");
  }

  #pointerCancel(event) {
    this.pointers.delete(event.pointerId);
    this.#abort();
  }

  /** End what began as drawing, as a change of the window or as a click; it has become something else. */
  #abort() {
    const { level, pressed, state, viewer } = this;
    if (pressed?.drawing) viewer.change(() => viewer.drawing.pen.abort());
    if (level) viewer.change(() => state.windowing.set({ centre: level.from.centre, width: level.from.width }));
    Object.assign(this, { pressed: null, level: null });
  }

  #pointerMove(event) {
    const { view, viewer } = this;
    const { pen } = viewer.drawing;
    const touch = event.pointerType === "touch";
    const before = this.pointers.get(event.pointerId);
    const at = this.#at(event);
    // A region stays on the cell it was begun on.
    const { x, y } = before ? this.#within(at) : this.#inCell(event);
    viewer.point(before || viewer.cellAt(at) ? { x, y } : null, touch);
    pen.byKey = false;
    // Also without a button: after a click on the first corner, the second follows the pointer.
    if (pen.anchor) viewer.change(() => pen.move(view.pixelNear(x, y)));
    if (!before) return;
    this.pointers.set(event.pointerId, at);
    if (this.level) this.#moveWindow(event);
    else if (this.pointers.size === 1 && !pen.active && !(touch && viewer.fingerLeads)) viewer.change(() => view.pan(at.x - before.x, at.y - before.y));
    if (this.pointers.size === 2) viewer.change(() => this.#pinch());
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

  /** Drag the divider without a jump: the grip keeps its distance from the pointer. */
  #grab(event, grip) {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    this.viewer.divider.handle.focus({ preventScroll: true });
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

  /** Keep keys in a field from the page, which has keys of its own; in a field they write or choose. */
  #fieldKey(event) {
    event.stopPropagation();
    if (["Enter", "Escape"].includes(event.key) && event.target.matches("input")) this.viewer.stage.focus({ preventScroll: true });
  }

  /** True when the key has a meaning here. */
  #key(event) {
    const { state, view, viewer } = this;
    const { actions, drawing } = viewer;
    const key = event.key.toLowerCase();
    const onHandle = event.target === viewer.divider.handle;
    // The list of keys scrolls.
    if (event.target.closest(".help") && event.key in ARROWS) return false;
    if (event.key in ARROWS) return this.#step(ARROWS[event.key], onHandle, event.shiftKey);
    const stacks = key === "s" && actions.can("stack");
    if (!stacks && drawing.choose(TOOL_KEYS[key], true)) return true;
    if (event.key === "Enter") return !onHandle && drawing.enter();
    const action = ACTION_KEYS[key];
    if (action) return actions.can(action) && (actions.act(action, true), true);
    if (event.key === "Escape") return actions.escape();
    if (event.key === " " && actions.can("blink")) return event.repeat || this.#hold("key"), true;
    if (!state.divided) return false;
    if (event.key === "Home") return viewer.change(() => view.setDivider(0)), true;
    if (event.key === "End") return viewer.change(() => view.setDivider(1)), true;
    return false;
  }

  /** Move by an arrow key what is chosen: the divider, the window, the crosshair or the picture. */
  #step([dx, dy], onHandle, shift) {
    const { state, view, viewer } = this;
    const { pen } = viewer.drawing;
    if (!onHandle && pen.tool === "window") {
      viewer.changeWindow(() => state.windowing.nudge(dx, -dy, shift ? 0 : WINDOW_STEP));
    } else if (!onHandle && pen.active) {
      // The crosshair moves by a visible step, with Shift by one picture pixel.
      const step = shift ? 1 : Math.max(1, Math.round((CROSSHAIR_STEP * viewer.ratio) / view.zoom));
      viewer.drawing.moveCrosshair(dx * step, dy * step);
    } else if (state.divided && onHandle !== shift) {
      // As in the ARIA slider pattern, up means more and down means less.
      const share = (dx - dy) * (onHandle ? 0.01 : 0.02);
      viewer.change(() => view.setDivider(Math.round((view.divider + share) * 100) / 100));
    } else {
      const step = Math.max(1, Math.round(Math.min(view.stage.width, view.stage.height) / 10));
      viewer.change(() => view.pan(-dx * step, -dy * step));
    }
    return true;
  }
}
