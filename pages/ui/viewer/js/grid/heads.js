/** What belongs to each cell beside its pixels: its name above it, the regions on it. */
class Heads {
  constructor(layer) {
    this.layer = layer;
    this.cells = [];
  }

  /** Keep as many heads as there are cells. */
  #fill(count) {
    while (this.cells.length > count) this.cells.pop().element.remove();
    while (this.cells.length < count) {
      const element = Object.assign(document.createElement("div"), { className: "cell" });
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.classList.add("overlay");
      const names = ["left", "right"].map((side) => this.#name(side));
      element.append(...names.map(({ box }) => box), svg);
      this.layer.append(element);
      this.cells.push({ element, names, overlay: new Overlay(svg) });
    }
  }

  #name(side) {
    const make = (className) => Object.assign(document.createElement("span"), { className });
    const [box, name, caption, reading] = [`head ${side}`, "name", "caption", "reading"].map(make);
    box.append(name, caption, reading);
    return { box, name, caption, reading };
  }

  /**
   * @param cells as of GridState, in device pixels
   * @param strip their names' height
   * @param divider share of the cell left of it; names stand on their own side of it
   */
  place(cells, strip, ratio, divider) {
    this.#fill(cells.length);
    cells.forEach(({ panels, x, y, width, height }, i) => {
      const { element, names } = this.cells[i];
      Object.assign(element.style, { left: `${x / ratio}px`, top: `${(y - strip) / ratio}px`, width: `${width / ratio}px`, height: `${(height + strip) / ratio}px` });
      element.style.setProperty("--strip", `${strip / ratio}px`);
      element.classList.toggle("pair", panels.length > 1);
      names.forEach(({ box, name, caption }, side) => {
        const panel = panels[side];
        box.hidden = !panel || (panels.length > 1 && divider === 1 - side);
        if (!panel) return;
        name.textContent = panel.label;
        caption.textContent = panel.caption;
        box.title = [panel.label, panel.caption].filter(Boolean).join(", ");
      });
    });
  }

  /** Draw regions and the lens's frame on every cell. */
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
