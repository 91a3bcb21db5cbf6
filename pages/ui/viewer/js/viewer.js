import { Actions } from "./actions.js";
import { GridBar } from "./bar.js";
import { Bars } from "./bars.js";
import { Differences } from "./difference.js";
import { Divider } from "./divider.js";
import { Drawing } from "./drawing.js";
import { Edges } from "./edges.js";
import { make, setAttributes } from "./elements.js";
import { FigureDesk } from "./figure.js";
import { Hatch } from "./hatch.js";
import { Heads, panelName, stripOf } from "./heads.js";
import { Input } from "./input.js";
import { Levels } from "./levels.js";
import { Magnifier } from "./magnifier.js";
import { MAIL } from "./mail.js";
import { Memory } from "./memory.js";
import { Painter } from "./painter.js";
import { PatchStrip } from "./patches.js";
import { Picture } from "./picture.js";
import { Ruler } from "./ruler.js";
import { LEAST_HEIGHT, State } from "./state.js";
import { Status } from "./status.js";
import { ToleranceBar } from "./tolerance.js";
import { Scale, formatValue } from "./values.js";

/** States by the Python key, so that place and choices outlive a re-mount, as after a visit to another page. */
const STATES = new Map();
const MAX_STATES = 32;
const VIEWERS = new WeakMap();
/** CSS pixels between the cells of a grid. */
const CELL_GAP = 3;
/** Share of the window's height that a grid takes at most. */
const MOST_HEIGHT = 0.8;

function stateFor(key) {
  const state = STATES.get(key) ?? new State();
  STATES.delete(key);
  STATES.set(key, state);
  if (STATES.size > MAX_STATES) STATES.delete(STATES.keys().next().value);
  return state;
}

/**
 * A length in device pixels as the browser lays it out: with a fractional ratio, rounding may be one off.
 * An emulated screen reports CSS pixels there, which the distance gives away.
 */
function devicePixels(length, exact) {
  const rounded = Math.round(length * devicePixelRatio);
  return Math.abs(exact - rounded) <= 1 ? exact : rounded;
}

/** One mounted component: its elements, its pictures, its state; paints at most once a frame. */
class Viewer {
  constructor(root, key) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { root, key, stage: find(".stage"), message: find(".message"), spoken: find(".spoken") });
    const fresh = !STATES.has(key);
    this.state = stateFor(key);
    this.memory = new Memory(key, this.state, fresh);
    Object.assign(this, { cells: [], area: { width: 0, height: 0 } });
    /** Pictures by digest, decoded or not yet. */
    this.pictures = new Map();
    this.painter = new Painter(find(".stage > canvas"));
    this.hatch = new Hatch(this.painter.canvas);
    this.heads = new Heads(find(".heads"));
    this.divider = new Divider(root);
    this.status = new Status(root);
    this.edges = new Edges(root);
    this.levels = new Levels(root, this.state.windowing, (edit) => this.changeWindow(edit));
    this.tolerance = new ToleranceBar(root, this.state.doubt, (edit) => this.change(edit));
    this.bar = new GridBar(root, this.state, (edit) => this.change(edit));
    this.magnifier = new Magnifier(this.stage);
    this.strip = new PatchStrip(find(".lens-strip"));
    this.differences = new Differences();
    this.desk = new FigureDesk(root, this);
    this.drawing = new Drawing(this);
    this.actions = new Actions(this);
    this.input = new Input(this);
    this.observer = this.#observe(find(".stage > canvas"));
    this.onMail = () => this.#readMail();
    MAIL.addEventListener("change", this.onMail);
    this.#readMail();
  }

  destroy() {
    MAIL.removeEventListener("change", this.onMail);
    this.observer.disconnect();
    for (const part of [this.input, this.actions, this.levels, this.tolerance, this.bar, this.memory]) part.destroy();
    cancelAnimationFrame(this.frame);
    this.#forget();
  }

  #observe(canvas) {
    const observer = new ResizeObserver(([entry]) => {
      const exact = entry.devicePixelContentBoxSize?.[0];
      const { width, height } = entry.contentRect;
      this.area = { width: devicePixels(width, exact?.inlineSize), height: devicePixels(height, exact?.blockSize) };
      this.#render();
    });
    try {
      observer.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(canvas);
    }
    return observer;
  }

  /** Device pixels per CSS pixel. */
  get ratio() {
    return this.area.width / this.stage.clientWidth || devicePixelRatio;
  }

  get isGrid() {
    return this.state.layout === "grid";
  }

  /**
   * Show what Python says once its pictures are decoded. Two under a divider are shown when both are there, those of a
   * grid as they come; until then the pictures before stay, with their names.
   */
  #readMail() {
    const { said, pictures } = MAIL.of(this.key);
    if (!said) return;
    const came = ({ id, digest }) => pictures.get(id)?.digest === digest;
    const sent = said.panels.filter((panel) => came(panel) && (!panel.bars || came(panel.bars)));
    const decoded = ({ id }) => this.#decoded(pictures.get(id));
    const panels = sent.map((panel) => ({ ...panel, picture: decoded(panel), bars: panel.bars && decoded(panel.bars) }));
    const failed = panels.find(({ picture, bars }) => picture.error || bars?.error);
    if (failed) return this.#fail(failed);
    const ready = panels.filter(({ picture, bars }) => picture.image && (!bars || bars.values));
    if (ready.length && (said.layout === "grid" || ready.length === said.panels.length)) this.#accept(said, ready);
  }

  /** The picture or the error bars of these bytes; begin to decode them when they are new. */
  #decoded(entry) {
    const { pictures } = this;
    if (!pictures.has(entry.digest)) {
      const picture = entry.bars ? new Bars(entry) : new Picture(entry, () => this.change(() => (this.painted = null)));
      pictures.set(entry.digest, picture);
      // A picture that was forgotten meanwhile is not needed any more.
      picture.load(entry).then(() => (pictures.get(entry.digest) === picture ? this.#readMail() : picture.close()));
    }
    return pictures.get(entry.digest);
  }

  /** Forget all pictures but those with these digests. */
  #keep(digests) {
    for (const [digest, picture] of this.pictures) {
      if (digests.includes(digest)) continue;
      this.pictures.delete(digest);
      picture.close();
    }
  }

  #accept(data, panels) {
    const { state } = this;
    const pictures = panels.map(({ picture }) => picture);
    Object.assign(this, { data, scale: new Scale(data), ruler: new Ruler(data), digests: panels.flatMap(({ picture, bars }) => [picture.digest, bars?.digest]).join() });
    this.#keep(data.panels.flatMap(({ digest, bars }) => [digest, bars?.digest]));
    setAttributes(this.root, { "data-layout": data.layout, "data-surround": data.black ? "black" : "theme" });
    if (data.layout === "split") this.root.style.setProperty("--stage-height", `${data.height}px`);
    state.offer(panels, data.layout, data.panels.map(({ id }) => id));
    if (data.link) state.follow(data.link);
    state.lens &&= data.magnifier;
    state.awaited = data.awaited;
    state.windowing.offer(data, pictures.map(({ values }) => values));
    state.doubt.offer(data, panels);
    this.message.hidden = true;
    this.root.removeAttribute("data-error");
    this.differences.keep(pictures);
    this.drawing.offer(data);
    this.#showParts(data, panels);
    this.bar.offer(data.bases);
    this.levels.offer(this.ruler);
    this.status.tellSubject(data);
    this.edges.tell(data.edges);
    this.status.name(this.isGrid ? [] : panels, data.alike);
    this.#nameAll(panels);
    setAttributes(this.root, { "data-panels": panels.length, "data-pictures": panels.map(({ id }) => id).join(" ") });
    this.#render();
    this.input.takeKeys(data.run);
  }

  /** Hide buttons and lines of help that say what this viewer does not have. */
  #showParts({ layout, magnifier, tools }, panels) {
    const drawing = tools.filter((tool) => tool !== "window");
    const there = new Set([layout, ...tools]);
    const parts = { pair: panels.length > 1, tools: tools.length, draws: drawing.length, magnifier, bars: this.state.doubt.active, gap: tools.length || magnifier };
    for (const [part, is] of Object.entries(parts)) if (is) there.add(part);
    for (const element of this.root.querySelectorAll("[data-needs]")) {
      element.hidden = !element.dataset.needs.split(" ").every((part) => there.has(part));
    }
    const [letters, words] = this.root.querySelector(".tool-keys").children;
    const names = ["pan", ...drawing];
    const letter = (tool) => (tool === "spot" && layout === "grid" ? "T" : tool[0].toUpperCase());
    letters.replaceChildren(...names.flatMap((tool) => [make("kbd", "", letter(tool)), " "]));
    setAttributes(this.root.querySelector("button[data-tool=spot]"), { title: `Spot: click on a pixel (${letter("spot")})` });
    words.textContent = names.join(", ");
  }

  /** Name viewer and stage for a reader. */
  #nameAll(panels) {
    const labels = panels.map(({ label }) => label);
    const names = panels.map(panelName);
    const single = panels.length === 1;
    const [said, name] = this.isGrid
      ? ["Pictures", "Comparison of several pictures"]
      : single ? [names[0], names[0]] : [`${names.join(" on the left, ")} on the right`, `Comparison of ${labels.join(" and ")}`];
    setAttributes(this.root, { "aria-label": name });
    setAttributes(this.stage, { "aria-label": `${said}. Press question mark for keys.`, "aria-roledescription": single ? "picture" : "picture comparison" });
  }

  #forget() {
    this.#keep([]);
    this.drawing.pen.cancel();
    for (const part of [this.magnifier, this.strip, this.hatch]) part.hide();
    this.state.panels = [];
    Object.assign(this, { digests: null, painted: null });
  }

  #fail({ label, picture, bars }) {
    this.#forget();
    this.painter.canvas.width = 0;
    this.message.hidden = false;
    this.message.textContent = `The pictures could not be shown: ${label}: ${picture.error ?? bars.error}. Reload the page, or run the comparison again.`;
    setAttributes(this.root, { "data-ready": false, "data-error": true });
  }

  /** Change the state, then paint in the next frame. */
  change(edit) {
    edit();
    this.frame ??= requestAnimationFrame(() => this.#render());
  }

  changeWindow(edit) {
    this.change(edit);
    this.say(this.state.windowing.words);
  }

  /** Tell a text to a screen reader. */
  say(text) {
    this.spoken.textContent = text;
  }

  cellAt({ x, y }) {
    return this.cells.find((cell) => x >= cell.x && y >= cell.y && x < cell.x + cell.width && y < cell.y + cell.height);
  }

  /** Read the pictures under a position within a cell; null when the pointer left. */
  point(at, touch = false) {
    const { state } = this;
    this.change(() => Object.assign(this, { pointer: at, touch }));
    if (at) this.byKey = false;
    const pixel = at && !state.view.empty && state.view.pixelAt(at.x, at.y);
    if (state.lens && !state.held && pixel) state.movePatch(pixel);
  }

  /** Picture pixel that is read: under the pointer, else under the crosshair, else in the middle of a magnifier without either. */
  get pixel() {
    const { drawing, pointer, state } = this;
    const { view } = state;
    if (pointer) return view.pixelAt(pointer.x, pointer.y);
    if (drawing.crosshair) return drawing.crosshair;
    return state.lens && this.byKey && !this.isGrid ? view.pixelNear(view.stage.width / 2, view.stage.height / 2) : null;
  }

  /** Say what is under the crosshair instead of the pointer. */
  sayCrosshair() {
    this.pointer = null;
    this.#render();
    this.say(this.status.words);
  }

  /** Switch the magnifier on or off; it starts in the middle of the view. */
  toggleLens(byKey) {
    const { state } = this;
    const { view } = state;
    state.lens = !state.lens;
    this.byKey = byKey;
    if (state.lens && !state.held && !view.empty) state.movePatch(view.pixelNear(view.stage.width / 2, view.stage.height / 2));
  }

  /** True if a finger moves the magnifier: it cannot hover, so it does not pan then. */
  get fingerLeads() {
    return this.state.lens && !this.state.held;
  }

  /** Return what is painted of a panel: its picture, or its difference. */
  imageOf({ picture }) {
    const { base, panels } = this.state;
    const from = base && panels.find(({ id }) => id === base);
    return from ? this.differences.of(picture, from.picture) : picture.image;
  }

  #render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const { area, drawing, isGrid, ratio, state } = this;
    const { view } = state;
    if (!state.panels.length || !area.width || !area.height) return;
    const strip = isGrid ? Math.round(stripOf(this.stage.clientWidth) * ratio) : 0;
    if (isGrid) this.#setHeight();
    this.cells = state.cells(area, strip, Math.round(CELL_GAP * ratio));
    if (!this.cells.length) return;
    state.setCell(this.cells[0].width, this.cells[0].height);
    this.memory.start();
    this.#paint();
    const marks = drawing.marks(this.data.regions);
    this.heads.place(this.cells, strip, ratio, view.divider);
    this.heads.mark(view, ratio, isGrid && state.lens ? [...marks, state.patchMark] : marks, drawing.crosshair);
    this.divider.move(state, this.stage.clientWidth, strip / ratio);
    this.#paintLens();
    this.status.tell(this);
    this.levels.tell(this.ruler.text(marks, view.picture));
    this.tolerance.tell();
    drawing.tell();
    this.actions.tell();
    // A finger that has nothing to do in the viewer scrolls the page.
    this.stage.classList.toggle("busy", view.pansDown || drawing.pen.tool !== "pan" || this.fingerLeads);
    this.memory.keep();
    if (!isGrid) return;
    const { pixel } = this;
    this.heads.tell(this.cells, pixel ? (panel) => this.#reading(panel, pixel) : null);
    this.bar.tell();
  }

  #setHeight() {
    const most = this.root.matches(":fullscreen") ? this.area.height / this.ratio : Math.max(innerHeight * MOST_HEIGHT, LEAST_HEIGHT);
    const { clientWidth } = this.stage;
    this.root.style.setProperty("--stage-height", `${this.state.heightFor(clientWidth, stripOf(clientWidth), most)}px`);
  }

  /** Hovering alone needs no new picture. */
  #paint() {
    const { area, cells, digests, state } = this;
    const { doubt, view, windowing } = state;
    const { x, y } = view.origin;
    const place = cells.map((cell) => [cell.panels.map(({ id }) => id).join("|"), cell.x, cell.y, cell.width, cell.height]);
    const look = JSON.stringify([view.zoom, x, y, view.divider, area, place, state.base, digests, windowing.key, state.smooth, doubt.key]);
    if (look === this.painted) return;
    this.painted = look;
    const regions = state.regions(cells);
    for (const region of regions) region.panel.picture.develop(windowing, view.part(region));
    this.painter.paint(area, view.zoom, regions.map((region) => ({ ...region, image: this.imageOf(region.panel) })), state.smooth);
    if (doubt.key) this.hatch.paint(area, view, regions, doubt.tolerance, this.ratio);
    else this.hatch.hide();
    setAttributes(this.root, {
      "data-hatched": doubt.key, "data-mode": state.mode, "data-zoom": view.zoom, "data-origin": `${x},${y}`, "data-divider": view.divider,
      "data-cells": JSON.stringify(place), "data-ready": true,
    });
  }

  /** The magnifier: of a grid under the stage, of one or two pictures beside the pointer. */
  #paintLens() {
    const { digests, magnifier, pixel, pointer, state, strip, touch } = this;
    const { panels, view, windowing } = state;
    const { origin, zoom } = view;
    if (this.isGrid && state.lens) strip.paint(state, (panel) => this.imageOf(panel), this.ratio, [digests, state.base].join());
    else strip.hide();
    if (this.isGrid || !state.lens || !pixel) return magnifier.hide();
    for (const { picture } of panels) picture.develop(windowing, magnifier.part(view, pixel));
    const at = pointer ?? { x: origin.x + (pixel.x + 0.5) * zoom, y: origin.y + (pixel.y + 0.5) * zoom };
    magnifier.paint(view, panels, { pixel, at, touch, look: [digests, windowing.key].join() });
  }

  /** Write the colour of a pixel, or the difference there. */
  #reading({ picture, bars }, pixel) {
    const { base, panels } = this.state;
    const value = this.painter.read(picture.image, pixel);
    const from = base && panels.find(({ id }) => id === base);
    if (!from) return [formatValue(value, picture.grey), bars?.text(pixel, picture.image, this.state.doubt)].filter(Boolean).join(" ");
    const other = this.painter.read(from.picture.image, pixel);
    return `Δ ${([0, 1, 2].reduce((sum, i) => sum + Math.abs(value[i] - other[i]), 0) / 3).toFixed(1)}`;
  }
}

/** Called by Streamlit at the mount and whenever the theme changes; what is shown comes by mail. */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".viewer");
  let viewer = VIEWERS.get(parentElement);
  if (viewer?.root !== root || viewer.key !== data.key) {
    viewer?.destroy();
    viewer = new Viewer(root, data.key);
    VIEWERS.set(parentElement, viewer);
  }
  viewer.send = setStateValue;
  const call = (viewer.calls = (viewer.calls ?? 0) + 1);
  return () => {
    // Streamlit also cleans up after a call that a newer one has overtaken; then the viewer is still in use.
    if (viewer.calls !== call) return;
    viewer.destroy();
    VIEWERS.delete(parentElement);
  };
}
