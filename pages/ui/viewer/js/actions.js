import { setAttributes } from "./elements.js";
import { percentText } from "./view.js";

/** Least zoom at which an uncertain place is shown. */
const PLACE_ZOOM = 3;
/** Actions whose buttons stay pressed. */
const PRESSED = {
  fit: ({ view }) => view.fitted || view.zoom === view.fitZoom,
  actual: ({ view }) => view.zoom === 1,
  lens: ({ lens }) => lens,
  smooth: ({ smooth }) => smooth,
  doubt: ({ doubt }) => doubt.on,
  grid: ({ mode }) => mode === "grid",
  stack: ({ mode }) => mode === "stack",
};

/** Actions of a viewer's buttons and keys, and what a screen reader is told of them. */
export class Actions {
  constructor(viewer) {
    Object.assign(this, { viewer, root: viewer.root, state: viewer.state, help: viewer.root.querySelector(".help") });
    this.onFull = () => this.#showFull();
    document.addEventListener("fullscreenchange", this.onFull);
    if (!document.fullscreenEnabled) this.#button("full").hidden = true;
  }

  destroy() {
    document.removeEventListener("fullscreenchange", this.onFull);
  }

  #button(action) {
    return this.root.querySelector(`[data-act=${action}]`);
  }

  /** False for an action that this viewer does not have. */
  can(action) {
    const { data, state } = this.viewer;
    const grid = state.layout === "grid" && state.panels.length > 0;
    const needs = {
      lens: data?.magnifier, invert: state.windowing.active, doubt: state.doubt.active, place: state.doubt.active, split: !grid && state.divided, blink: state.panels.length > 1,
      grid, stack: grid, difference: grid, next: grid, previous: grid, hold: grid && state.lens,
    };
    return Boolean(needs[action] ?? true);
  }

  /** @param byKey true for a key, after which the magnifier follows no pointer */
  act(action, byKey = false) {
    const { state, viewer } = this;
    const { view, windowing } = state;
    const edits = {
      fit: () => view.fit(),
      actual: () => view.zoomTo(1),
      in: () => view.zoomTo(view.next(1)),
      out: () => view.zoomTo(view.next(-1)),
      split: () => view.showBoth(),
      blink: () => this.#blink(),
      grid: () => { state.mode = "grid"; },
      stack: () => this.#stack(),
      next: () => this.#turn(1),
      previous: () => this.#turn(-1),
      difference: () => this.#nextBase(),
      lens: () => viewer.toggleLens(byKey),
      smooth: () => { state.smooth = !state.smooth; },
      doubt: () => { state.doubt.on = !state.doubt.on; },
      place: () => this.#goToPlace(),
      hold: () => { state.held = !state.held; },
      invert: () => windowing.set({ invert: !windowing.invert }),
      help: () => this.#toggleHelp(),
      full: () => this.#toggleFull(),
      copy: () => viewer.desk.copy(),
      download: () => viewer.desk.download(),
    };
    viewer.change(edits[action]);
    const said = this.#said(action);
    if (said) viewer.say(said);
  }

  #said(action) {
    const { state } = this;
    const [left, right] = state.pair.map((panel) => panel?.label);
    if (["fit", "actual", "in", "out"].includes(action)) return `Zoom ${percentText(state.view.zoom)}`;
    return {
      split: "Both pictures",
      blink: `${state.view.divider === 1 ? left : right} fills the view`,
      grid: `Grid of ${state.beside.length} pictures`,
      stack: `${left} left of the divider, ${right} right of it`,
      next: `${right} right of the divider`,
      previous: `${right} right of the divider`,
      difference: state.base ? `Difference from ${state.panels.find(({ id }) => id === state.base).label}` : "Pictures",
      smooth: state.smooth ? "Smooth: above 100 % pixels are blended into each other" : "Exact pixels",
      lens: state.lens ? "Magnifier on" : "Magnifier off",
      place: state.doubt.placeWords,
      invert: state.windowing.active ? state.windowing.words : "",
    }[action];
  }

  /** Fill the view with one of the pair: first with the right one, also from a grid, then with the other by turns. */
  #blink() {
    const { state } = this;
    if (!state.divided) state.view.setDivider(0.5);
    state.mode = "stack";
    state.view.blink();
  }

  /** Show the next uncertain place in the middle, at least as large as its pixels can be told apart. */
  #goToPlace() {
    const { view, doubt } = this.state;
    const place = doubt.next();
    if (!place) return;
    const { width, height } = view.picture;
    this.state.goTo([Math.max(view.zoom, PLACE_ZOOM), place.x * width, place.y * height]);
  }

  #stack() {
    const { state } = this;
    if (state.mode === "stack") state.view.showBoth();
    state.mode = "stack";
  }

  #turn(direction) {
    this.state.mode = "stack";
    this.state.turn(direction);
  }

  #nextBase() {
    const { state } = this;
    const bases = [null, ...this.viewer.data.bases.filter((id) => state.panels.some((panel) => panel.id === id))];
    state.base = bases[(bases.indexOf(state.base) + 1) % bases.length];
  }

  /** True when there was something to leave. */
  escape() {
    const { state, viewer } = this;
    const { drawing } = viewer;
    if (drawing.pen.cancel()) return viewer.change(() => {}), true;
    if (!this.help.hidden) return this.act("help"), true;
    if (drawing.pen.tool !== "pan") return drawing.choose("pan");
    if (state.lens) return this.act("lens"), true;
    if (state.covered) return this.act(state.layout === "grid" ? "stack" : "split"), true;
    if (state.layout === "split" || state.mode === "grid") return false;
    return this.act("grid"), true;
  }

  #toggleHelp() {
    this.help.hidden = !this.help.hidden;
    setAttributes(this.#button("help"), { "aria-expanded": !this.help.hidden });
  }

  #toggleFull() {
    const full = this.root.getRootNode().fullscreenElement === this.root;
    // The browser may refuse, for instance in an embedded page; then the view stays as it is.
    (full ? document.exitFullscreen() : this.root.requestFullscreen()).catch(() => {});
  }

  #showFull() {
    const label = this.root.matches(":fullscreen") ? "Leave full screen" : "Full screen";
    setAttributes(this.#button("full"), { "aria-label": label, title: `${label} (F)` });
  }

  tell() {
    for (const [action, pressed] of Object.entries(PRESSED)) setAttributes(this.#button(action), { "aria-pressed": pressed(this.state) });
  }
}
