import { Doubt } from "./doubt.js";
import { View, clamp } from "./view.js";
import { Windowing } from "./window.js";

/** Most pictures that are shown at once. */
export const MAX_SHOWN = 12;
/** Least width of a cell in CSS pixels, on wide and on narrow stages. */
const CELL_WIDE = 300;
const CELL_NARROW = 165;
const NARROW = 600;
export const LEAST_HEIGHT = 300;
const STACK_HEIGHT = 640;
const PATCH = 64;

/**
 * What a viewer shows and how; no DOM here. The place is a View whose stage is one cell: all cells share it.
 * A panel is `{ id, label, caption, figure, network, shown, picture }`.
 */
export class State {
  /** "split": one picture or two under a divider. "grid": two or more beside each other, or two of them stacked. */
  layout = "split";
  view = new View();
  /** Window through which values are seen; kept with the place. */
  windowing = new Windowing();
  /** What is hatched because it may be off; kept with the place. */
  doubt = new Doubt();
  /** Arrangement of a grid: "grid", or "stack" for two pictures under one divider. */
  mode = "grid";
  /** Id of a picture -> true if it is shown; only for pictures about which the user has decided. */
  chosen = new Map();
  /** Ids of the pictures left and right of the divider; null for the page's choice. */
  left = null;
  right = null;
  /** Id of the picture that is subtracted from the others; null to show the pictures themselves. */
  base = null;
  /** True while the magnifier is on. */
  lens = false;
  /** True where pixels are blended into each other from 1:1 on; false shows each as a square. */
  smooth = false;
  /** Top left picture pixel of the magnifier's patch in a grid; held when the user has clicked. */
  patch = { x: 0, y: 0 };
  held = false;
  panels = [];
  /** Number of pictures that are being made: the grid keeps their places, so that those shown do not move. */
  awaited = 0;
  /** Mark of the link that was followed last, and its place until the stage has its size. */
  followed = "";
  linked = "";

  /**
   * Take over the panels whose pictures are decoded, one or more.
   *
   * @param ids ids of all panels, also of those that are not decoded yet
   */
  offer(panels, layout, ids = panels.map(({ id }) => id)) {
    Object.assign(this, { panels, layout });
    if (this.base && !ids.includes(this.base)) this.base = null;
    const { width, height } = panels[0].picture.image;
    const before = this.view.picture;
    this.view.setPicture(width, height);
    if (width !== before.width || height !== before.height) this.centrePatch();
  }

  /** True while two pictures are under one divider. */
  get divided() {
    return this.panels.length > 1 && (this.layout === "split" || this.mode === "stack");
  }

  /** True while one of two pictures takes everything. */
  get covered() {
    return this.divided && this.view.covered;
  }

  /**
   * Take over the size of a cell. A place that a larger cell had no use for, because it showed the whole picture, comes
   * back with a smaller one.
   */
  setCell(width, height) {
    const { view } = this;
    const moved = view.x !== this.settled?.x || view.y !== this.settled?.y;
    if (moved) this.wanted = { x: view.x, y: view.y };
    if (view.stage.width !== width || view.stage.height !== height) Object.assign(view, this.wanted);
    view.setStage(width, height);
    this.settled = { x: view.x, y: view.y };
  }

  get shown() {
    return this.panels.filter(({ id, shown }) => this.chosen.get(id) ?? shown).slice(0, MAX_SHOWN);
  }

  /** Pictures of the grid: those shown, without the one that is subtracted, whose own difference would be black. */
  get beside() {
    return this.shown.filter(({ id }) => id !== this.base);
  }

  /** Places of the grid, those of pictures that are still to come included. */
  get places() {
    return Math.min(this.beside.length + this.awaited, MAX_SHOWN);
  }

  toggle(id) {
    if (id === this.base) return false;
    const on = this.shown.some((panel) => panel.id === id);
    if (on ? this.shown.length <= 2 : this.shown.length >= MAX_SHOWN) return false;
    this.chosen.set(id, !on);
    return true;
  }

  /** The two pictures under the divider: the user's choice, else the first and the first network after it. */
  get pair() {
    const find = (id) => this.panels.find((panel) => panel.id === id);
    const left = find(this.left) ?? this.panels[0];
    const right = find(this.right) ?? this.panels.find(({ network, id }) => network && id !== left?.id) ?? this.panels.at(-1);
    return [left, right];
  }

  /** Put the next or the previous picture on the right of the divider. */
  turn(direction) {
    const ids = this.panels.map(({ id }) => id).filter((id) => id !== this.pair[0].id);
    this.right = ids[(ids.indexOf(this.pair[1].id) + direction + ids.length) % ids.length];
  }

  /** Put the patch's middle on a picture pixel, as far as the picture reaches. */
  movePatch({ x, y }) {
    const { width, height } = this.view.picture;
    this.patch = { x: clamp(x - PATCH / 2, 0, Math.max(width - PATCH, 0)), y: clamp(y - PATCH / 2, 0, Math.max(height - PATCH, 0)) };
  }

  centrePatch() {
    this.held = false;
    this.movePatch({ x: Math.round(this.view.picture.width / 2), y: Math.round(this.view.picture.height / 2) });
  }

  /** Width and height of the patch: a smaller picture is shown whole. */
  get patchSize() {
    return { width: Math.min(PATCH, this.view.picture.width), height: Math.min(PATCH, this.view.picture.height) };
  }

  /** The patch as a mark, in shares of the picture's sides. */
  get patchMark() {
    const { width, height } = this.view.picture;
    const [{ x, y }, size] = [this.patch, this.patchSize];
    return { kind: "box", label: "", x0: x / width, y0: y / height, x1: (x + size.width) / width, y1: (y + size.height) / height };
  }

  /**
   * Cells of one size in whole device pixels, a strip for the name above each: `{ panels, x, y, width, height }`.
   * As many columns as make the picture largest.
   */
  cells(stage, strip, gap) {
    if (this.divided) {
      return [{ panels: this.pair, x: 0, y: strip, width: stage.width, height: Math.max(stage.height - strip, 1) }];
    }
    const { beside, places } = this;
    const { width, height } = this.view.picture;
    let best = null;
    for (let columns = 1; columns <= places; columns += 1) {
      const rows = Math.ceil(places / columns);
      const w = Math.floor((stage.width - gap * (columns - 1)) / columns);
      const h = Math.floor((stage.height - gap * (rows - 1)) / rows) - strip;
      const size = Math.min(w / width, h / height);
      if (w > 0 && h > 0 && (!best || size > best.size)) best = { size, columns, w, h };
    }
    if (!best) return [];
    const { columns, w, h } = best;
    return beside.map((panel, i) => {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      return { panels: [panel], x: column * (w + gap), y: row * (h + strip + gap) + strip, width: w, height: h };
    });
  }

  /**
   * Parts of the canvas and what each shows: all of a cell, or both sides of the divider.
   *
   * @param cells cells from `cells`
   * @returns `{ panel, x, y, width, height, origin }`, in device pixels of the canvas
   */
  regions(cells) {
    const { origin } = this.view;
    return cells.flatMap(({ panels, x, y, width, height }) => {
      const sides = panels.length > 1 ? this.view.halves() : [{ side: 0, x: 0, y: 0, width, height }];
      return sides.map(({ side, ...part }) => ({ ...part, panel: panels[side], x: part.x + x, y: part.y + y, origin: { x: origin.x + x, y: origin.y + y } }));
    });
  }

  /** CSS pixels of height that show the pictures well on a stage of this width. */
  heightFor(width, strip, most) {
    const { picture } = this.view;
    if (!picture.width || !width) return most;
    if (this.mode === "stack") return clamp(Math.round((width * picture.height) / picture.width) + strip, LEAST_HEIGHT, Math.min(most, STACK_HEIGHT));
    const columns = clamp(Math.floor(width / (width < NARROW ? CELL_NARROW : CELL_WIDE)), 1, Math.max(this.places, 1));
    const rows = Math.ceil(this.places / columns);
    return clamp(Math.round(rows * ((width / columns) * (picture.height / picture.width) + strip)), LEAST_HEIGHT, most);
  }

  /** Zoom and place for the address: "4,120.5,88.5"; empty while the whole picture is fitted. */
  get place() {
    const { fitted, zoom, x, y } = this.view;
    return fitted ? "" : [Number(zoom.toFixed(3)), Number(x.toFixed(1)), Number(y.toFixed(1))].join();
  }

  /** What is shown and how, as words of the address; empty words are as at first. */
  get words() {
    const { view } = this;
    const side = view.divider === 1 ? "left" : view.divider === 0 ? "right" : "stack";
    return {
      view: this.mode === "grid" ? "" : side,
      left: this.left ?? "",
      right: this.right ?? "",
      divider: view.split === 0.5 ? "" : String(Number(view.split.toFixed(3))),
      difference: this.base ?? "",
      pictures: [...this.chosen].map(([id, on]) => (on ? id : `-${id}`)).join(),
      place: this.place,
      lens: this.lens ? `${this.patch.x},${this.patch.y}` : "",
      smooth: this.smooth ? "1" : "",
    };
  }

  /**
   * Show what a link asks for, once. Its words are those of `words`, and Python has checked them.
   *
   * @param link words and a mark that no other link has
   */
  follow({ mark, view, left, right, divider, difference, pictures, place, lens, smooth }) {
    if (mark === this.followed) return;
    this.view.setDivider(0.5);
    this.view.setDivider(Number(divider || 0.5));
    if (view === "left" || view === "right") this.view.setDivider(view === "left" ? 1 : 0);
    this.view.fit();
    const chosen = new Map(pictures.split(",").filter(Boolean).map((id) => [id.replace(/^-/, ""), !id.startsWith("-")]));
    Object.assign(this, {
      followed: mark, mode: view === "" || view === "grid" ? "grid" : "stack", left: left || null, right: right || null,
      base: difference || null, chosen, linked: place, smooth: Boolean(smooth), lens: Boolean(lens), held: Boolean(lens),
    });
    const [x, y] = lens.split(",").map(Number);
    if (lens) this.movePatch({ x: x + PATCH / 2, y: y + PATCH / 2 });
  }

  /** Return the place of the link that was followed, the first time. */
  takePlace() {
    const { linked } = this;
    this.linked = "";
    return linked;
  }

  /** Go to a place from an address; anything else than three numbers is ignored. */
  goTo(place) {
    const [zoom, x, y] = String(place).split(",").map(Number);
    if (![zoom, x, y].every(Number.isFinite) || zoom <= 0) return;
    const { view } = this;
    view.place(zoom, x, y, view.stage.width / 2, view.stage.height / 2);
    // While pictures still come, cells are larger than those in which the place was chosen.
    Object.assign(this, { wanted: { x, y }, settled: { x: view.x, y: view.y } });
  }
}
