/** Names of the pictures: for a reader, and of two also in their corners, with the divider between them. */
class Sides {
  constructor(root) {
    const find = (selector) => root.querySelector(selector);
    [this.root, this.stage, this.line, this.handle] = [root, ...[".stage", ".line", ".handle"].map(find)];
    this.pills = [find(".pill.left"), find(".pill.right")];
  }

  name(panels) {
    this.labels = panels.map(({ label }) => label);
    this.single = panels.length === 1;
    const names = panels.map(sideName);
    const said = this.single ? names[0] : `${names.join(" on the left, ")} on the right`;
    setAttributes(this.root, { "aria-label": this.single ? names[0] : `Comparison of ${this.labels.join(" and ")}` });
    setAttributes(this.stage, {
      "aria-label": `${said}. Press question mark for keys.`,
      "aria-roledescription": this.single ? "picture" : "picture comparison",
    });
    if (!this.single) this.#nameSides(panels);
  }

  #nameSides(panels) {
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
    if (this.single) return;
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
