import { make } from "./elements.js";
import { Overlay } from "./overlay.js";

/** CSS pixels of width below which a name is not shown. */
const LEAST_ROOM = 72;
/** CSS pixels of height above a picture of a grid: a line of its name, on a narrow stage two. */
const [ONE_LINE, TWO_LINES] = [27, 36];
/** CSS pixels of width below which names have two lines, as in viewer.css. */
const NARROW_STAGE = 560;

/** Height of the names above the pictures of a grid on a stage of this width, in CSS pixels. */
export function stripOf(width) {
  return width < NARROW_STAGE ? TWO_LINES : ONE_LINE;
}

/** "EDSR x4 (28.42 dB)" */
export function panelName({ label, caption }) {
  return caption ? `${label} (${caption})` : label;
}

/** What belongs to each cell beside its pixels: names, and the regions drawn on it. */
export class Heads {
  constructor(layer) {
    this.layer = layer;
    this.cells = [];
  }

  /** Keep as many heads as there are cells. */
  #fill(count) {
    while (this.cells.length > count) this.cells.pop().element.remove();
    while (this.cells.length < count) {
      const element = make("div", "cell");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.classList.add("overlay");
      const names = ["left", "right"].map((side) => this.#name(side));
      element.append(svg, ...names.map(({ box }) => box));
      this.layer.append(element);
      this.cells.push({ element, names, overlay: new Overlay(svg) });
    }
  }

  #name(side) {
    const [box, name, caption, reading] = [`head ${side}`, "name", "caption", "reading"].map((className) => make("span", className));
    box.append(name, caption, reading);
    return { box, name, caption, reading };
  }

  /**
   * @param cells cells of State, in device pixels
   * @param strip height of the names above the pictures; 0 for names on the pictures
   * @param divider share of the cell left of the divider; each name stays on its side of it
   */
  place(cells, strip, ratio, divider) {
    this.#fill(cells.length);
    cells.forEach(({ panels, x, y, width, height }, i) => {
      const { element, names } = this.cells[i];
      Object.assign(element.style, { left: `${x / ratio}px`, top: `${(y - strip) / ratio}px`, width: `${width / ratio}px`, height: `${(height + strip) / ratio}px` });
      element.style.setProperty("--strip", `${strip / ratio}px`);
      const pair = panels.length > 1;
      element.classList.toggle("pair", pair);
      names.forEach(({ box, name, caption }, side) => {
        const panel = panels[side];
        // One picture without a strip is named by the page.
        box.hidden = !panel || (!pair && !strip);
        if (box.hidden) return;
        const room = (pair ? [divider, 1 - divider][side] : 1) * (width / ratio);
        box.style.setProperty("--room", `${room}px`);
        box.classList.toggle("away", pair && room < LEAST_ROOM);
        [name.textContent, caption.textContent, box.title] = [panel.label, panel.caption, panelName(panel)];
      });
    });
  }

  /** Draw regions and the crosshair on every cell. */
  mark(view, ratio, marks, crosshair) {
    for (const { overlay } of this.cells) overlay.paint(view, ratio, marks, crosshair);
  }

  /** @param read panel -> text under the pointer, or null for no pointer */
  tell(cells, read) {
    cells.forEach(({ panels }, i) => panels.forEach((panel, side) => {
      this.cells[i].names[side].reading.textContent = read ? read(panel) : "";
    }));
  }
}
