function percentText(zoom) {
  const percent = zoom * 100;
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** The line under the pictures: zoom, place, what both sides have there. */
class Status {
  constructor(root) {
    this.subject = root.querySelector(".subject");
    [this.zoomText, this.placeText, this.readings] = [".zoom", ".place", ".values"].map((selector) => root.querySelector(selector));
  }

  /** Say what is shown, above the pictures. */
  tellSubject({ file, about }) {
    this.subject.hidden = !file;
    this.subject.title = file;
    [this.subject.children[0].textContent, this.subject.children[1].textContent] = [file, about];
  }

  /** @param alike false where a difference of the values would mean nothing */
  name({ panels, alike }, values) {
    const readings = panels.map(({ label }, index) => this.#readingElement(label, values[index] ? "measured" : ""));
    this.readings.replaceChildren(...readings, ...(alike && panels.length > 1 && values.every(Boolean) ? [this.#difference(panels)] : []));
  }

  #difference([left, right]) {
    const element = this.#readingElement("", "measured difference");
    element.title = `${right.label} minus ${left.label}, before rounding`;
    return element;
  }

  #readingElement(label, kind) {
    const element = document.createElement("span");
    element.className = `value ${kind}`;
    for (const name of ["swatch", "name", "numbers"]) element.append(Object.assign(document.createElement("span"), { className: name }));
    element.children[1].textContent = label;
    return element;
  }

  /** @param viewer whose `pixel` is read */
  tell(viewer) {
    const { view, pixel } = viewer;
    const { width, height } = view.picture;
    this.zoomText.textContent = `${percentText(view.zoom)} · ${view.zoom < 1 ? "smoothed" : "exact pixels"}`;
    this.placeText.textContent = pixel ? `x ${pixel.x}, y ${pixel.y}` : `${width} × ${height} px`;
    this.readings.classList.toggle("off", !pixel);
    if (pixel) this.#tellValues(viewer, pixel);
  }

  #tellValues({ view, panels, values, bitmaps, painter, scale }, pixel) {
    const read = values.map((panel) => panel && panel.at(pixel, view.picture));
    const numbersOf = (index) => this.readings.children[index].children[2];
    panels.forEach((panel, index) => {
      if (values[index]) numbersOf(index).textContent = scale.text(read[index], values[index]);
      else this.#tellColour(index, painter.read(bitmaps[index], pixel), panel.grey);
    });
    if (this.readings.children.length > panels.length) numbersOf(panels.length).textContent = scale.difference(...read);
  }

  #tellColour(index, value, grey) {
    const [swatch, , numbers] = this.readings.children[index].children;
    swatch.style.backgroundColor = `rgb(${value[0]} ${value[1]} ${value[2]} / ${value[3] / 255})`;
    numbers.textContent = formatValue(value, grey);
  }

  /** What a screen reader hears. */
  get words() {
    const readings = Array.from(this.readings.children, ({ children }) => `${children[1].textContent || "Difference"} ${children[2].textContent}`);
    return [this.placeText.textContent, ...readings].join(", ");
  }
}
