/** States by the Python key: place and choices outlive a re-mount, for instance a visit to another page. */
const STATES = new Map();
const GRIDS = new WeakMap();
/** CSS pixels: a cell's name, the space between cells. */
const STRIP = 27;
const CELL_GAP = 3;
/** Share of the window's height a stage takes at most. */
const MOST_HEIGHT = 0.8;

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** A length in device pixels as the browser lays it out; an emulated screen reports CSS pixels, which the distance gives away. */
function devicePixels(length, exact) {
  const rounded = Math.round(length * devicePixelRatio);
  return Math.abs(exact - rounded) <= 1 ? exact : rounded;
}

function percentText(zoom) {
  const percent = zoom * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** One mounted grid: its elements, its state; paints at most once a frame. */
class Grid {
  constructor(root, key) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { root, key, stage: find(".stage"), handle: find(".handle"), line: find(".line"), help: find(".help") });
    [this.message, this.status, this.spoken] = [".message", ".status", ".spoken"].map(find);
    this.known = STATES.has(key);
    this.state = STATES.get(key) ?? new GridState();
    STATES.set(key, this.state);
    this.painter = new Painter(find(".stage canvas"));
    this.bar = new GridBar(root, this.state, (edit) => this.change(edit));
    this.heads = new Heads(find(".heads"));
    this.strip = new PatchStrip(find(".lens-strip"));
    this.differences = new Differences();
    this.address = new Address("view");
    this.desk = new FigureDesk(root, this);
    this.pen = new Pen();
    Object.assign(this, { cells: [], drawn: [], area: { width: 0, height: 0 }, data: { panels: [], bases: [], regions: [], seen: 0 } });
    this.input = new GridInput(this);
    this.observer = this.#observe(find(".stage canvas"));
    this.onPictures = () => this.#takePictures();
    PICTURES.addEventListener("change", this.onPictures);
    if (!document.fullscreenEnabled) find("[data-act=full]").hidden = true;
  }

  destroy() {
    this.input.destroy();
    this.bar.destroy();
    this.observer.disconnect();
    PICTURES.removeEventListener("change", this.onPictures);
    cancelAnimationFrame(this.frame);
    this.address.destroy();
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

  get pictures() {
    return PICTURES.of(this.key);
  }

  show(data) {
    this.data = data;
    this.drawn = this.drawn.filter(({ serial }) => serial > data.seen);
    this.#takePictures();
  }

  #takePictures() {
    const { pictures, state } = this;
    state.offer(this.data.panels, pictures);
    this.differences.keep(pictures);
    this.bar.offer(this.data.bases);
    const failed = this.data.panels.find(({ id }) => pictures.get(id)?.error);
    if (failed) this.message.textContent = `${failed.label} could not be shown: ${pictures.get(failed.id).error}. Reload the page.`;
    else if (!state.panels.length) this.message.textContent = "Loading the pictures…";
    this.message.hidden = !failed && state.panels.length > 0;
    setAttributes(this.root, { "data-pictures": state.panels.map(({ id }) => id).join(" ") });
    this.#schedule();
  }

  /** Change the state, then paint in the next frame. */
  change(edit) {
    edit();
    this.#schedule();
  }

  cellAt({ x, y }) {
    return this.cells.find((cell) => x >= cell.x && y >= cell.y && x < cell.x + cell.width && y < cell.y + cell.height);
  }

  /** Read all pictures under a position within a cell; null when the pointer left. */
  point(at) {
    const { state } = this;
    this.pointer = at;
    const pixel = at && !state.view.empty && state.view.pixelAt(at.x, at.y);
    if (state.lens && !state.held && pixel) state.movePatch(pixel);
    this.#schedule();
  }

  choose(tool, byKey = false) {
    if (!["pan", "box", "line"].includes(tool)) return false;
    this.change(() => {
      this.pen.choose(tool);
      if (byKey && this.pen.active) this.#showCrosshair();
    });
    this.spoken.textContent = this.root.querySelector(`[data-tool=${tool}]`).getAttribute("aria-label");
    return true;
  }

  /** Put the keyboard's crosshair where the pen was, or in the middle of the view. */
  #showCrosshair() {
    const { pen } = this;
    const { view } = this.state;
    if (view.empty) return;
    pen.byKey = true;
    pen.tip ??= view.pixelNear(view.stage.width / 2, view.stage.height / 2);
    pen.tip = { x: clamp(pen.tip.x, 0, view.picture.width - 1), y: clamp(pen.tip.y, 0, view.picture.height - 1) };
    view.reveal(pen.tip);
  }

  /** Move the crosshair by whole picture pixels. */
  moveCrosshair(dx, dy) {
    const { pen } = this;
    this.change(() => {
      pen.tip = pen.tip && { x: pen.tip.x + dx, y: pen.tip.y + dy };
      this.#showCrosshair();
    });
    this.stage.focus({ preventScroll: true });
    this.spoken.textContent = pen.tip ? `x ${pen.tip.x}, y ${pen.tip.y}` : "";
  }

  /** Set a corner at the crosshair; without a tool, hold the lens's patch. */
  enter() {
    if (!this.pen.active) return this.state.lens && (this.act("hold"), true);
    if (this.state.view.empty) return false;
    this.change(() => this.#showCrosshair());
    const region = this.pen.enter();
    if (region) this.deliver(region);
    else if (this.pen.anchor) this.spoken.textContent = `First corner at x ${this.pen.tip.x}, y ${this.pen.tip.y}`;
    return true;
  }

  /** Give a finished region to Python, and repeat those it has not noted: a run may have been cut short. */
  deliver(region) {
    const last = this.drawn.at(-1)?.serial ?? this.data.seen;
    this.drawn.push({ serial: Math.max(Date.now(), last + 1), ...regionShares(region, this.state.view.picture) });
    this.send("drawn", this.drawn);
    this.spoken.textContent = `${region.kind} set, ${regionSize(region)}`;
    this.#schedule();
  }

  act(action) {
    const { state } = this;
    const { view } = state;
    const edits = {
      fit: () => view.fit(),
      actual: () => view.zoomTo(1),
      in: () => view.zoomTo(view.next(1)),
      out: () => view.zoomTo(view.next(-1)),
      grid: () => { state.mode = "grid"; },
      stack: () => this.#stack(),
      blink: () => this.#blink(),
      next: () => this.#turn(1),
      previous: () => this.#turn(-1),
      difference: () => this.#nextBase(),
      lens: () => this.#toggleLens(),
      hold: () => { state.held = state.lens && !state.held; },
      help: () => { this.help.hidden = !this.help.hidden; },
      full: () => this.#toggleFull(),
      copy: () => this.desk.copy(),
      download: () => this.desk.download(),
    };
    this.change(edits[action]);
    if (["fit", "actual", "in", "out"].includes(action)) this.#say(`Zoom ${percentText(view.zoom)}`);
    else if (action === "grid") this.#say(`Grid of ${state.shown.length} pictures`);
    setAttributes(this.root.querySelector("[data-act=help]"), { "aria-expanded": !this.help.hidden });
  }

  #say(text) {
    this.spoken.textContent = text;
  }

  #stack() {
    const { state } = this;
    if (state.mode === "stack") state.view.showBoth();
    state.mode = "stack";
    this.#say(`${state.pair[0]?.label} left of the divider, ${state.pair[1]?.label} right of it`);
  }

  /** One of the pair covers everything: from the grid the right one first, then each time the other. */
  #blink() {
    const { state } = this;
    if (state.mode === "grid") state.view.setDivider(0.5);
    state.mode = "stack";
    state.view.blink();
    this.#say(`${state.pair[state.view.divider === 1 ? 0 : 1]?.label} covers the view`);
  }

  #turn(direction) {
    this.state.mode = "stack";
    this.state.turn(direction);
    this.#say(`${this.state.pair[1].label} right of the divider`);
  }

  #nextBase() {
    const { state } = this;
    const bases = [null, ...this.data.bases.filter((id) => state.panels.some((panel) => panel.id === id))];
    state.base = bases[(bases.indexOf(state.base) + 1) % bases.length];
    this.#say(state.base ? `Difference to ${state.panels.find(({ id }) => id === state.base).label}` : "Pictures");
  }

  /** The patch starts where one looks. */
  #toggleLens() {
    const { state } = this;
    const { view } = state;
    state.lens = !state.lens;
    if (state.lens && !state.held && !view.empty) state.movePatch(view.pixelNear(view.stage.width / 2, view.stage.height / 2));
    this.#say(state.lens ? "Lens on" : "Lens off");
  }

  /** True when there was something to leave. */
  escape() {
    const { state, pen } = this;
    if (pen.cancel()) return this.#schedule(), true;
    if (!this.help.hidden) return this.act("help"), true;
    if (pen.tool !== "pan") return this.choose("pan");
    if (state.lens) return this.act("lens"), true;
    if (state.mode === "grid") return false;
    if (state.view.covered) this.act("stack");
    else this.act("grid");
    return true;
  }

  #toggleFull() {
    const full = this.root.getRootNode().fullscreenElement === this.root;
    // Refused, for instance in an embedded page: the view simply stays as it is.
    (full ? document.exitFullscreen() : this.root.requestFullscreen()).catch(() => {});
  }

  /** What is painted for each panel: its picture, or its difference. */
  get bitmaps() {
    const { pictures, state } = this;
    const base = state.base && pictures.get(state.base);
    return new Map(state.panels.map(({ id }) => [id, base ? this.differences.of(pictures.get(id), base) : pictures.get(id).bitmap]));
  }

  #schedule() {
    this.frame ??= requestAnimationFrame(() => this.#render());
  }

  #render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const { area, pen, ratio, state } = this;
    const { view } = state;
    if (!state.panels.length || !area.width || !area.height) return;
    const most = this.root.matches(":fullscreen") ? area.height / ratio : Math.max(innerHeight * MOST_HEIGHT, LEAST_HEIGHT);
    this.root.style.setProperty("--stage-height", `${state.heightFor(this.stage.clientWidth, STRIP, most)}px`);
    const strip = Math.round(STRIP * ratio);
    this.cells = state.cells(area, strip, Math.round(CELL_GAP * ratio));
    if (!this.cells.length) return;
    state.setCell(this.cells[0].width, this.cells[0].height);
    this.#startPlace();
    this.#paint();
    const stacked = state.mode === "stack";
    this.heads.place(this.cells, strip, ratio, view.divider);
    const marks = [...this.data.regions, ...this.drawn.map((region) => ({ ...region, label: "" }))];
    if (pen.draft) marks.push({ ...regionShares(pen.draft, view.picture), label: regionSize(pen.draft) });
    if (state.lens) marks.push(state.patchMark);
    this.heads.mark(view, ratio, marks, pen.active && pen.byKey ? pen.tip : null);
    this.#moveDivider(stacked, ratio, strip);
    this.strip.paint(state, this.bitmaps, ratio, [this.#look(), state.base].join());
    this.bar.tell();
    this.#tell();
    for (const button of this.root.querySelectorAll("[data-tool]")) setAttributes(button, { "aria-pressed": button.dataset.tool === pen.tool });
    setAttributes(this.root, { "data-tool": pen.tool });
    this.address.keep(() => state.place);
  }

  /** Go where the address says, once, before the user has gone anywhere. */
  #startPlace() {
    if (this.placed) return;
    this.placed = true;
    const { wanted } = this.address;
    if (!this.known && wanted) this.state.goTo(wanted);
  }

  #look() {
    return Array.from(this.pictures.values(), ({ digest }) => digest).join();
  }

  /** Hovering alone needs no new picture. */
  #paint() {
    const { area, cells, state } = this;
    const { view } = state;
    const { x, y } = view.origin;
    const place = cells.map((cell) => [cell.panels.map(({ id }) => id).join("|"), cell.x, cell.y, cell.width, cell.height]);
    const look = JSON.stringify([view.zoom, x, y, view.divider, area, place, state.base, this.#look()]);
    if (look === this.painted) return;
    this.painted = look;
    const panels = cells.flatMap((cell) => cell.panels);
    const { bitmaps } = this;
    const regions = cells.flatMap((cell) => this.#regions(cell, panels));
    this.painter.paint({ zoom: view.zoom, stage: area, regions: () => regions }, panels.map(({ id }) => bitmaps.get(id)));
    setAttributes(this.root, { "data-mode": state.mode, "data-zoom": view.zoom, "data-origin": `${x},${y}`, "data-divider": view.divider, "data-cells": JSON.stringify(place), "data-ready": true });
  }

  /** Parts of the canvas that a cell paints: all of it, or both sides of the divider. */
  #regions(cell, panels) {
    const { view } = this.state;
    const moved = (region, panel) => ({ ...region, panel: panels.indexOf(panel), x: region.x + cell.x, y: region.y + cell.y, origin: { x: view.origin.x + cell.x, y: view.origin.y + cell.y } });
    if (cell.panels.length > 1) return view.regions().map((region) => moved(region, cell.panels[region.panel]));
    return [moved({ x: 0, y: 0, width: cell.width, height: cell.height }, cell.panels[0])];
  }

  #moveDivider(stacked, ratio, strip) {
    const { handle, line, stage } = this;
    const { divider, covered } = this.state.view;
    const [left, right] = this.state.pair;
    const width = stage.clientWidth;
    line.hidden = !stacked || covered;
    handle.hidden = !stacked;
    Object.assign(line.style, { left: `${divider * width}px`, top: `${strip / ratio}px` });
    handle.style.left = `${clamp(divider * width, 24, width - 24)}px`;
    const share = Math.round(divider * 100);
    setAttributes(handle, { "aria-valuenow": share, "aria-valuetext": `${left?.label} ${share} %, ${right?.label} ${100 - share} %` });
  }

  #tell() {
    const { pictures, pointer, state } = this;
    const { view } = state;
    const pixel = pointer && view.pixelAt(pointer.x, pointer.y);
    const place = pixel ? `x ${pixel.x}, y ${pixel.y}` : `${view.picture.width} × ${view.picture.height} px`;
    const lens = state.lens ? ` · lens ${state.held ? "held: click to let go" : "follows: click to hold"}` : "";
    this.status.textContent = `${percentText(view.zoom)} · ${view.zoom < 1 ? "smoothed" : "exact pixels"} · ${place}${lens}`;
    const read = ({ id }) => this.#reading(pictures.get(id), pixel);
    this.heads.tell(this.cells, pixel ? read : null);
  }

  /** Colour under the pointer, or the difference there. */
  #reading(picture, pixel) {
    const value = this.painter.read(picture.bitmap, pixel);
    const base = this.state.base && this.pictures.get(this.state.base);
    if (!base) return formatValue(value, picture.grey);
    const other = this.painter.read(base.bitmap, pixel);
    return `Δ ${([0, 1, 2].reduce((sum, i) => sum + Math.abs(value[i] - other[i]), 0) / 3).toFixed(1)}`;
  }
}

/** Called by Streamlit at the mount and whenever the data or the theme changes. */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".grid-viewer");
  let grid = GRIDS.get(parentElement);
  if (grid?.root !== root || grid.key !== data.key) {
    grid?.destroy();
    grid = new Grid(root, data.key);
    GRIDS.set(parentElement, grid);
  }
  grid.send = setStateValue;
  const call = (grid.calls = (grid.calls ?? 0) + 1);
  grid.show(data);
  return () => {
    // Streamlit also cleans up after a call that a newer one has overtaken; then the grid is still in use.
    if (grid.calls !== call) return;
    grid.destroy();
    GRIDS.delete(parentElement);
  };
}
