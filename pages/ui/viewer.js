/** Views by the Python key: the position outlives a re-mount, for instance a visit to another page. */
const VIEWS = new Map();
const MAX_VIEWS = 32;
const VIEWERS = new WeakMap();

function viewFor(key) {
  const view = VIEWS.get(key) ?? new View();
  VIEWS.delete(key);
  VIEWS.set(key, view);
  if (VIEWS.size > MAX_VIEWS) VIEWS.delete(VIEWS.keys().next().value);
  return view;
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/**
 * A length in device pixels as the browser lays it out: with a fractional ratio, rounding may be one off.
 * An emulated screen reports CSS pixels there, which the distance gives away.
 */
function devicePixels(length, exact) {
  const rounded = Math.round(length * devicePixelRatio);
  return Math.abs(exact - rounded) <= 1 ? exact : rounded;
}

/** One mounted component: its elements, its pictures, its view; paints at most once a frame. */
class Viewer {
  constructor(root, key) {
    const find = (selector) => root.querySelector(selector);
    this.root = root;
    this.key = key;
    [this.stage, this.line, this.handle, this.message, this.help] = [".stage", ".line", ".handle", ".message", ".help"].map(find);
    [this.toolBar, this.toolGap] = [find(".tools"), find(".tools + .gap")];
    [this.zoomText, this.placeText, this.readings, this.spoken] = [".zoom", ".place", ".values", ".spoken"].map(find);
    this.pills = [find(".pill.left"), find(".pill.right")];
    this.view = viewFor(key);
    this.painter = new Painter(find("canvas"));
    this.overlay = new Overlay(find(".overlay"));
    this.pen = new Pen();
    this.panels = [];
    this.bitmaps = [];
    this.loads = 0;
    /** Regions drawn here that Python has not noted yet. */
    this.drawn = [];
    this.input = new Input(this);
    this.observer = this.#observe(find("canvas"));
    this.onBoard = () => this.#readBoard();
    BOARD.addEventListener("change", this.onBoard);
    this.onFull = () => this.#showFull();
    document.addEventListener("fullscreenchange", this.onFull);
    if (!document.fullscreenEnabled) find("[data-act=full]").hidden = true;
  }

  destroy() {
    this.loads += 1;
    this.input.destroy();
    this.observer.disconnect();
    document.removeEventListener("fullscreenchange", this.onFull);
    BOARD.removeEventListener("change", this.onBoard);
    cancelAnimationFrame(this.frame);
    this.#forget();
  }

  #observe(canvas) {
    const observer = new ResizeObserver(([entry]) => {
      const exact = entry.devicePixelContentBoxSize?.[0];
      const { width, height } = entry.contentRect;
      this.view.setStage(devicePixels(width, exact?.inlineSize), devicePixels(height, exact?.blockSize));
      this.#render();
    });
    try {
      observer.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      observer.observe(canvas);
    }
    return observer;
  }

  /** Show a payload. The old pictures stay, with their names, until all new ones are decoded. */
  async show(data) {
    const load = ++this.loads;
    try {
      const header = readPayload(data);
      this.root.style.setProperty("--stage-height", `${header.height}px`);
      const digests = header.panels.map((panel) => panel.digest).join();
      const [values, bitmaps] = await Promise.all([
        Promise.all(header.panels.map(Values.unpack)),
        digests === this.digests ? this.bitmaps : Promise.all(header.panels.map(decode)),
      ]);
      if (load !== this.loads) return bitmaps !== this.bitmaps && bitmaps.forEach((bitmap) => bitmap.close());
      this.#accept(header, bitmaps, values, digests);
    } catch (error) {
      if (load === this.loads) this.#fail(error);
    }
  }

  #accept(header, bitmaps, values, digests) {
    if (bitmaps !== this.bitmaps) this.#forget();
    Object.assign(this, { bitmaps, values, digests, panels: header.panels, scale: new Scale(header) });
    this.view.setPicture(bitmaps[0].width, bitmaps[0].height);
    this.message.hidden = true;
    this.#offer(header.tools);
    this.#name();
    this.#render();
  }

  #forget() {
    for (const bitmap of this.bitmaps) bitmap.close();
    this.pen.cancel();
    Object.assign(this, { bitmaps: [], values: [], digests: null, panels: [], painted: null });
  }

  #fail(error) {
    this.#forget();
    this.painter.canvas.width = 0;
    this.message.hidden = false;
    const reason = String(error.message || error).replace(/\.$/, "");
    this.message.textContent = `The pictures could not be shown: ${reason}. Reload the page, or run the comparison again.`;
    setAttributes(this.root, { "data-ready": false, "data-error": true });
  }

  #name() {
    const names = this.panels.map(({ label, caption }) => (caption ? `${label} (${caption})` : label));
    this.pills.forEach((pill, index) => {
      const { label, caption } = this.panels[index];
      pill.title = names[index];
      pill.querySelector(".name").textContent = label;
      pill.querySelector(".caption").textContent = caption;
    });
    const [left, right] = this.panels.map(({ label }) => label);
    this.root.setAttribute("aria-label", `Comparison of ${left} and ${right}`);
    this.stage.setAttribute("aria-label", `${names.join(" on the left, ")} on the right. Press question mark for keys.`);
    this.handle.setAttribute("aria-label", `Divider between ${left} and ${right}`);
    const readings = this.panels.map(({ label }, index) => this.#readingElement(label, this.values[index] ? "measured" : ""));
    const difference = this.#readingElement("", "measured difference");
    difference.title = `${right} minus ${left}, before rounding`;
    this.readings.replaceChildren(...readings, ...(this.values.every(Boolean) ? [difference] : []));
  }

  #readingElement(label, kind) {
    const element = document.createElement("span");
    element.className = `value ${kind}`;
    for (const name of ["swatch", "name", "numbers"]) element.append(Object.assign(document.createElement("span"), { className: name }));
    element.children[1].textContent = label;
    return element;
  }

  /** Show the buttons of these tools and Pan; without tools, none. */
  #offer(tools) {
    for (const element of [this.toolBar, this.toolGap, this.help.querySelector(".measuring")]) element.hidden = !tools.length;
    for (const button of this.toolBar.children) button.hidden = !["pan", ...tools].includes(button.dataset.tool);
    this.tools = tools;
    if (!tools.includes(this.pen.tool)) this.pen.choose("pan");
  }

  /** Change the view, then paint in the next frame. */
  change(edit) {
    edit();
    this.#schedule();
  }

  /** Read the picture under a canvas position; null when the pointer left. */
  point(at) {
    this.pointer = at;
    this.#schedule();
  }

  /** Take a tool in hand, by its button or its key; false when the viewer has no such tool. */
  choose(tool, byKey = false) {
    if (!this.tools?.length || !["pan", ...this.tools].includes(tool)) return false;
    this.change(() => {
      this.pen.choose(tool);
      if (byKey) this.#showCrosshair();
    });
    this.spoken.textContent = this.toolBar.querySelector(`[data-tool=${tool}]`).getAttribute("aria-label");
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

  /** Move the crosshair by whole picture pixels. */
  moveCrosshair(dx, dy) {
    const { pen, view } = this;
    if (view.empty) return;
    this.change(() => {
      pen.tip = pen.tip && { x: pen.tip.x + dx, y: pen.tip.y + dy };
      this.#showCrosshair();
    });
    this.pointer = null;
    this.stage.focus({ preventScroll: true });
    this.#render();
    const readings = Array.from(this.readings.children, ({ children }) => `${children[1].textContent || "Difference"} ${children[2].textContent}`);
    this.spoken.textContent = [this.placeText.textContent, ...readings].join(", ");
  }

  /** Set a corner at the crosshair. */
  enter() {
    if (this.view.empty) return;
    this.change(() => this.#showCrosshair());
    const region = this.pen.enter();
    if (region) this.deliver(region);
    else if (this.pen.anchor) this.spoken.textContent = `First corner at x ${this.pen.tip.x}, y ${this.pen.tip.y}`;
  }

  #readBoard() {
    const { seen } = BOARD.get(this.key);
    this.drawn = this.drawn.filter(({ serial }) => serial > seen);
    this.#schedule();
  }

  /** Give a finished region to Python, and repeat those it has not noted: a run may have been cut short. */
  deliver(region) {
    const last = this.drawn.at(-1)?.serial ?? BOARD.get(this.key).seen;
    this.drawn.push({ serial: Math.max(Date.now(), last + 1), ...regionShares(region, this.view.picture) });
    this.send("drawn", this.drawn);
    this.spoken.textContent = `${region.kind} set, ${regionSize(region)}`;
    this.#schedule();
  }

  act(action) {
    const { view } = this;
    const edits = {
      fit: () => view.fit(),
      actual: () => view.zoomTo(1),
      in: () => view.zoomTo(view.next(1)),
      out: () => view.zoomTo(view.next(-1)),
      split: () => view.showBoth(),
      blink: () => view.blink(),
      help: () => this.#toggleHelp(),
      full: () => this.#toggleFull(),
    };
    this.change(edits[action]);
    if (action === "blink" && this.panels.length) this.spoken.textContent = `${this.panels[view.divider === 1 ? 0 : 1].label} covers the view`;
    else if (action === "split") this.spoken.textContent = "Both pictures";
    else if (["fit", "actual", "in", "out"].includes(action)) this.spoken.textContent = `Zoom ${this.#percent()}`;
  }

  /** True when there was something to leave. */
  escape() {
    if (this.pen.cancel()) return this.#schedule(), true;
    if (!this.help.hidden) return this.act("help"), true;
    if (this.pen.active) return this.choose("pan");
    if (!this.view.covered) return false;
    this.act("split");
    return true;
  }

  #toggleHelp() {
    this.help.hidden = !this.help.hidden;
    this.root.querySelector("[data-act=help]").setAttribute("aria-expanded", String(!this.help.hidden));
  }

  #toggleFull() {
    const full = this.root.getRootNode().fullscreenElement === this.root;
    // Refused, for instance in an embedded page: the view simply stays as it is.
    (full ? document.exitFullscreen() : this.root.requestFullscreen()).catch(() => {});
  }

  #showFull() {
    const label = this.root.matches(":fullscreen") ? "Leave full screen" : "Full screen";
    setAttributes(this.root.querySelector("[data-act=full]"), { "aria-label": label, title: `${label} (F)` });
  }

  #schedule() {
    this.frame ??= requestAnimationFrame(() => this.#render());
  }

  #render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    if (this.view.empty || !this.bitmaps.length) return;
    this.#paint();
    this.#paintOverlay();
    this.#moveDivider();
    this.#tell();
  }

  #paintOverlay() {
    const { view, pen } = this;
    const { draft } = pen;
    const marks = [...BOARD.get(this.key).regions, ...this.drawn];
    if (draft) marks.push({ ...regionShares(draft, view.picture), label: regionSize(draft) });
    this.overlay.paint(view, view.stage.width / this.stage.clientWidth, marks, pen.active && pen.byKey ? pen.tip : null);
    setAttributes(this.root, { "data-tool": pen.tool });
    for (const button of this.toolBar.children) setAttributes(button, { "aria-pressed": button.dataset.tool === pen.tool });
  }

  /** Picture pixel that is read: under the pointer, else under the crosshair. */
  get pixel() {
    const { pen, pointer, view } = this;
    return pointer ? view.pixelAt(pointer.x, pointer.y) : pen.active && pen.byKey ? pen.tip : null;
  }

  /** Hovering alone needs no new picture. */
  #paint() {
    const { view } = this;
    const { x, y } = view.origin;
    const state = [view.zoom, x, y, view.divider, view.stage.width, view.stage.height, this.digests].join();
    if (state === this.painted) return;
    this.painter.paint(view, this.bitmaps);
    this.painted = state;
    setAttributes(this.root, {
      "data-zoom": view.zoom,
      "data-divider": view.divider,
      "data-origin": `${x},${y}`,
      "data-ready": true,
    });
    this.root.removeAttribute("data-error");
  }

  #moveDivider() {
    const { divider, covered } = this.view;
    const width = this.stage.clientWidth;
    const share = Math.round(divider * 100);
    const [left, right] = this.panels.map(({ label }) => label);
    this.line.style.left = `${divider * width}px`;
    this.line.hidden = covered;
    this.handle.style.left = `${clamp(divider * width, 24, width - 24)}px`;
    setAttributes(this.handle, { "aria-valuenow": share, "aria-valuetext": `${left} ${share} %, ${right} ${100 - share} %` });
    [divider * width, (1 - divider) * width].forEach((room, index) => {
      this.pills[index].style.maxWidth = `${Math.max(room - 24, 0)}px`;
      this.pills[index].classList.toggle("away", room < 72);
    });
  }

  #percent() {
    const percent = this.view.zoom * 100;
    return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
  }

  #tell() {
    const { view, pixel } = this;
    const { width, height } = view.picture;
    this.zoomText.textContent = `${this.#percent()} · ${view.zoom < 1 ? "smoothed" : "exact pixels"}`;
    this.placeText.textContent = pixel ? `x ${pixel.x}, y ${pixel.y}` : `${width} × ${height} px`;
    this.readings.classList.toggle("off", !pixel);
    if (pixel) this.#tellValues(pixel);
    setAttributes(this.root.querySelector("[data-act=fit]"), { "aria-pressed": view.zoom === view.fitZoom });
    setAttributes(this.root.querySelector("[data-act=actual]"), { "aria-pressed": view.zoom === 1 });
  }

  #tellValues(pixel) {
    const values = this.values.map((panel) => panel && panel.at(pixel, this.view.picture));
    const numbersOf = (index) => this.readings.children[index].children[2];
    this.panels.forEach((_, index) => {
      if (this.values[index]) numbersOf(index).textContent = this.scale.text(values[index], this.values[index]);
      else this.#tellColour(index, pixel);
    });
    if (this.readings.children.length > this.panels.length) numbersOf(this.panels.length).textContent = this.scale.difference(...values);
  }

  #tellColour(index, pixel) {
    const value = this.painter.read(this.bitmaps[index], pixel);
    const [swatch, , numbers] = this.readings.children[index].children;
    swatch.style.backgroundColor = `rgb(${value[0]} ${value[1]} ${value[2]} / ${value[3] / 255})`;
    numbers.textContent = formatValue(value, this.panels[index].grey);
  }
}

/** Called by Streamlit at the mount and whenever the payload or the theme changes. */
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".viewer");
  const key = readPayload(data).key;
  let viewer = VIEWERS.get(parentElement);
  if (viewer?.root !== root || viewer.key !== key) {
    viewer?.destroy();
    viewer = new Viewer(root, key);
    VIEWERS.set(parentElement, viewer);
  }
  viewer.send = setStateValue;
  const call = (viewer.calls = (viewer.calls ?? 0) + 1);
  viewer.show(data);
  return () => {
    // Streamlit also cleans up after a call that a newer one has overtaken; then the viewer is still in use.
    if (viewer.calls !== call) return;
    viewer.destroy();
    VIEWERS.delete(parentElement);
  };
}
