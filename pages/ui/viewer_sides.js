/** Names of the two sides in the corners, and the divider between them. */
class Sides {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    [this.line, this.handle] = [find(".line"), find(".handle")];
    this.pills = [find(".pill.left"), find(".pill.right")];
  }

  name(panels) {
    this.labels = panels.map(({ label }) => label);
    this.pills.forEach((pill, index) => {
      const { label, caption } = panels[index];
      pill.title = sideName(panels[index]);
      pill.querySelector(".name").textContent = label;
      pill.querySelector(".caption").textContent = caption;
    });
    this.handle.setAttribute("aria-label", `Divider between ${this.labels.join(" and ")}`);
  }

  /** @param width of the stage in CSS pixels */
  move({ divider, covered }, width) {
    const share = Math.round(divider * 100);
    const [left, right] = this.labels;
    this.line.style.left = `${divider * width}px`;
    this.line.hidden = covered;
    this.handle.style.left = `${clamp(divider * width, 24, width - 24)}px`;
    setAttributes(this.handle, { "aria-valuenow": share, "aria-valuetext": `${left} ${share} %, ${right} ${100 - share} %` });
    [divider * width, (1 - divider) * width].forEach((room, index) => {
      this.pills[index].style.maxWidth = `${Math.max(room - 24, 0)}px`;
      this.pills[index].classList.toggle("away", room < 72);
    });
  }
}

function sideName({ label, caption }) {
  return caption ? `${label} (${caption})` : label;
}
