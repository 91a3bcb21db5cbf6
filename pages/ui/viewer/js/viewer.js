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
    [this.stage, this.message, this.help] = [".stage", ".message", ".help"].map(find);
    [this.toolBar, this.toolGap, this.magnify] = [find(".tools"), find(".tool-gap"), find("[data-act=lens]")];
    this.spoken = find(".spoken");
    [this.status, this.sides] = [new Status(root), new Sides(root)];
    this.view = viewFor(key);
    this.windowing = this.view.windowing;
    this.levels = new Levels(root, this.windowing, (edit) => this.changeWindow(edit));
    this.lens = new Lens(this.stage);
    this.painter = new Painter(find("canvas"));
    this.overlay = new Overlay(find(".overlay"));
    this.pen = new Pen();
    this.panels = [];
    /** Decoded PNG files or films, and of both what a canvas can draw. */
    this.pictures = [];
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
    this.levels.destroy();
    this.lens.hide();
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
      const same = digests === this.digests;
      const unpacked = same && header.windows.length ? this.values : Promise.all(header.panels.map(Values.unpack));
      const [values, pictures] = await Promise.all([unpacked, same ? this.pictures : this.#decode(header, unpacked)]);
      if (load !== this.loads) return pictures !== this.pictures && pictures.forEach((picture) => picture.close());
      this.#accept(header, pictures, values, digests);
    } catch (error) {
      if (load === this.loads) this.#fail(error);
    }
  }

  /** The pictures to paint: of PNG files, or of the values when there are windows. */
  async #decode({ panels, windows }, unpacked) {
    return windows.length ? (await unpacked).map((values) => new Film(values)) : Promise.all(panels.map(decode));
  }

  #accept(header, pictures, values, digests) {
    if (pictures !== this.pictures) this.#forget();
    const bitmaps = pictures.map((picture) => picture.image ?? picture);
    Object.assign(this, { pictures, bitmaps, values, digests, panels: header.panels, scale: new Scale(header), ruler: new Ruler(header) });
    this.windowing.offer(header, values);
    this.view.single = pictures.length === 1;
    setAttributes(this.root, { "data-panels": pictures.length });
    this.view.setPicture(pictures[0].width, pictures[0].height);
    this.message.hidden = true;
    this.#offer(header);
    this.sides.name(this.panels);
    this.status.name(header, values);
    this.status.tellSubject(header);
    this.#render();
    this.input.takeKeys(header.run);
  }

  #forget() {
    for (const picture of this.pictures) picture.close();
    this.pen.cancel();
    this.lens.hide();
    Object.assign(this, { pictures: [], bitmaps: [], values: [], digests: null, panels: [], painted: null });
  }

  #fail(error) {
    this.#forget();
    this.painter.canvas.width = 0;
    this.message.hidden = false;
    const reason = String(error.message || error).replace(/\.$/, "");
    this.message.textContent = `The pictures could not be shown: ${reason}. Reload the page, or run the comparison again.`;
    setAttributes(this.root, { "data-ready": false, "data-error": true });
  }

  /** Show the buttons of these tools and Pan; without tools, none. */
  #offer({ tools, magnifier }) {
    const { help, lens, levels, magnify, ruler, toolBar, toolGap, windowing } = this;
    toolBar.hidden = !tools.length;
    toolGap.hidden = !tools.length && !magnifier;
    magnify.hidden = !magnifier;
    if (!magnifier && lens.on) lens.toggle();
    levels.offer(ruler);
    const draws = tools.some((tool) => tool !== "window");
    for (const [part, there] of Object.entries({ measuring: draws, windowing: windowing.active, magnifying: magnifier })) {
      help.querySelector(`.${part}`).hidden = !there;
    }
    for (const button of this.toolBar.children) button.hidden = !["pan", ...tools].includes(button.dataset.tool);
    this.#nameKeys(tools);
    this.tools = tools;
    if (!tools.includes(this.pen.tool)) this.pen.choose("pan");
  }

  #nameKeys(tools) {
    const [letters, words] = this.help.querySelector(".tool-keys").children;
    const drawing = ["pan", ...tools].filter((tool) => tool !== "window");
    letters.replaceChildren(...drawing.flatMap((tool) => [Object.assign(document.createElement("kbd"), { textContent: tool[0].toUpperCase() }), " "]));
    words.textContent = drawing.join(", ");
    this.help.querySelector("[data-tool=spot]").hidden = !tools.includes("spot");
  }

  /** Change the view, then paint in the next frame. */
  change(edit) {
    edit();
    this.#schedule();
  }

  changeWindow(edit) {
    this.change(edit);
    this.spoken.textContent = this.windowing.words;
  }

  /** Read the picture under a canvas position; null when the pointer left. */
  point(at, touch = false) {
    Object.assign(this, { pointer: at, touch });
    if (at) this.lens.byKey = false;
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
    this.spoken.textContent = this.status.words;
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
    this.spoken.textContent = `${region.kind} set, ${this.ruler.size(region)}`;
    this.#schedule();
  }

  /** False for what this viewer does not have. */
  can(action) {
    const { single } = this.view;
    return { lens: !this.magnify.hidden, invert: this.windowing.active, split: !single, blink: !single }[action] ?? true;
  }

  act(action, byKey = false) {
    const { view, lens, windowing } = this;
    const edits = {
      fit: () => view.fit(),
      actual: () => view.zoomTo(1),
      in: () => view.zoomTo(view.next(1)),
      out: () => view.zoomTo(view.next(-1)),
      split: () => view.showBoth(),
      blink: () => view.blink(),
      help: () => this.#toggleHelp(),
      full: () => this.#toggleFull(),
      lens: () => lens.toggle(byKey),
      invert: () => windowing.set({ invert: !windowing.invert }),
    };
    this.change(edits[action]);
    if (action === "blink" && this.panels.length) this.spoken.textContent = `${this.panels[view.divider === 1 ? 0 : 1].label} covers the view`;
    else if (action === "split") this.spoken.textContent = "Both pictures";
    else if (["fit", "actual", "in", "out"].includes(action)) this.spoken.textContent = `Zoom ${percentText(view.zoom)}`;
    else if (action === "invert") this.spoken.textContent = windowing.words;
    else if (action === "lens") this.spoken.textContent = lens.on ? "Magnifier on" : "Magnifier off";
  }

  /** True when there was something to leave. */
  escape() {
    if (this.pen.cancel()) return this.#schedule(), true;
    if (!this.help.hidden) return this.act("help"), true;
    if (this.pen.tool !== "pan") return this.choose("pan");
    if (this.lens.on) return this.act("lens"), true;
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
    const marks = this.#paintOverlay();
    this.#paintLens();
    this.sides.move(this.view, this.stage.clientWidth);
    this.status.tell(this);
    this.levels.tell(this.ruler.text(marks, this.view.picture));
    for (const [name, pressed] of this.#pressed()) setAttributes(this.root.querySelector(`[data-act=${name}]`), { "aria-pressed": pressed });
  }

  #paintOverlay() {
    const { view, pen } = this;
    const { draft } = pen;
    const kept = [...BOARD.get(this.key).regions, ...this.drawn];
    const marks = kept.map((mark) => ({ ...mark, label: this.ruler.label(mark, view.picture) }));
    if (draft) marks.push({ ...regionShares(draft, view.picture), label: this.ruler.size(draft) });
    this.overlay.paint(view, view.stage.width / this.stage.clientWidth, marks, pen.active && pen.byKey ? pen.tip : null);
    setAttributes(this.root, { "data-tool": pen.tool });
    for (const button of this.toolBar.children) setAttributes(button, { "aria-pressed": button.dataset.tool === pen.tool });
    return marks;
  }

  /** Picture pixel that is read: under the pointer, else under the crosshair, else in the middle of a magnifier without either. */
  get pixel() {
    const { lens, pen, pointer, view } = this;
    if (pointer) return view.pixelAt(pointer.x, pointer.y);
    if (pen.active && pen.byKey) return pen.tip;
    return lens.on && lens.byKey ? view.pixelNear(view.stage.width / 2, view.stage.height / 2) : null;
  }

  #paintLens() {
    const { digests, lens, panels, pixel, pointer, touch, view, windowing } = this;
    const { origin, zoom } = view;
    const at = pointer ?? (pixel && { x: origin.x + (pixel.x + 0.5) * zoom, y: origin.y + (pixel.y + 0.5) * zoom });
    if (lens.on && pixel) this.#develop(panels.map((_, panel) => ({ panel, part: lens.part(view, pixel) })));
    lens.paint(view, this.bitmaps, panels.map(({ label }) => label), { pixel, at, touch, look: [digests, windowing.key].join() });
  }

  /** Bring films under the window where they are seen; PNG files are as they are. */
  #develop(parts) {
    for (const { panel, part } of parts) this.pictures[panel].develop?.(this.windowing, part);
  }

  #pressed() {
    const { view, lens } = this;
    return Object.entries({ fit: view.zoom === view.fitZoom, actual: view.zoom === 1, lens: lens.on });
  }

  /** Hovering alone needs no new picture. */
  #paint() {
    const { view } = this;
    const { x, y } = view.origin;
    const state = [view.zoom, x, y, view.divider, view.stage.width, view.stage.height, this.digests, this.windowing.key].join();
    if (state === this.painted) return;
    this.#develop(view.regions().map((region) => ({ panel: region.panel, part: view.part(region) })));
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
