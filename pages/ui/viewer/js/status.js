import { make } from "./elements.js";
import { formatValue } from "./values.js";
import { percentText } from "./view.js";

/** Line below the pictures: zoom, place, and the values of one or two pictures there. */
export class Status {
  constructor(root) {
    this.subject = root.querySelector(".subject");
    [this.zoomText, this.placeText, this.readings] = [".zoom", ".place", ".values"].map((selector) => root.querySelector(selector));
  }

  /** Write above the pictures what is shown. */
  tellSubject({ file, about }) {
    this.subject.hidden = !file;
    this.subject.title = file;
    [this.subject.children[0].textContent, this.subject.children[1].textContent] = [file, about];
  }

  /**
   * @param panels panels whose values are written here; none in a grid
   * @param alike false where a difference of the values would mean nothing
   */
  name(panels, alike) {
    const readings = panels.map(({ label, picture, bars }) => this.#readingElement(label, picture.values ? "measured" : "", bars));
    const subtracts = alike && panels.length > 1 && panels.every(({ picture }) => picture.values);
    this.readings.replaceChildren(...readings, ...(subtracts ? [this.#difference(panels)] : []));
    this.panels = panels;
  }

  #difference([left, right]) {
    const element = this.#readingElement("", "measured difference");
    element.title = `${right.label} minus ${left.label}, before rounding`;
    return element;
  }

  #readingElement(label, kind, bars) {
    const element = make("span", `value ${kind}`);
    for (const name of ["swatch", "name", "numbers", ...(bars ? ["bars"] : [])]) element.append(make("span", name));
    element.children[1].textContent = label;
    return element;
  }

  /** @param viewer whose `pixel` is read */
  tell(viewer) {
    const { pixel, state } = viewer;
    const { picture, zoom } = state.view;
    const how = zoom < 1 ? "smoothed" : state.smooth && zoom > 1 ? "smoothed, not exact pixels" : "exact pixels";
    this.zoomText.textContent = `${percentText(zoom)} · ${how}`;
    this.zoomText.classList.toggle("blended", state.smooth && zoom > 1);
    const place = pixel ? `x ${pixel.x}, y ${pixel.y}` : `${picture.width} × ${picture.height} px`;
    const lens = state.lens && state.layout === "grid" ? ` · magnifier ${state.held ? "held: click to release it" : "follows: click to hold it"}` : "";
    this.placeText.textContent = place + lens;
    this.readings.classList.toggle("off", !pixel);
    if (pixel) this.#tellValues(viewer, pixel);
  }

  #tellValues({ painter, scale, state }, pixel) {
    const { panels } = this;
    const read = panels.map(({ picture }) => picture.values && picture.values.at(pixel, state.view.picture));
    const numbersOf = (index) => this.readings.children[index].children[2];
    panels.forEach(({ picture, bars }, index) => {
      if (bars) this.readings.children[index].children[3].textContent = bars.text(pixel, state.view.picture, state.doubt);
      if (picture.values) numbersOf(index).textContent = scale.text(read[index], picture.values);
      else this.#tellColour(index, painter.read(picture.image, pixel), picture.grey);
    });
    if (this.readings.children.length > panels.length) numbersOf(panels.length).textContent = scale.difference(...read);
  }

  #tellColour(index, value, grey) {
    const [swatch, , numbers] = this.readings.children[index].children;
    swatch.hidden = !value;
    if (!value) return void (numbers.textContent = "…");
    swatch.style.backgroundColor = `rgb(${value[0]} ${value[1]} ${value[2]} / ${value[3] / 255})`;
    numbers.textContent = formatValue(value, grey);
  }

  /** Text for a screen reader. */
  get words() {
    const readings = Array.from(this.readings.children, ({ children }) => `${children[1].textContent || "Difference"} ${children[2].textContent} ${children[3]?.textContent ?? ""}`.trim());
    return [this.placeText.textContent, ...readings].join(", ");
  }
}
