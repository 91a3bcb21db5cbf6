import { make, setAttributes } from "./elements.js";

const PLACES = ["left", "right", "top", "bottom"];

/** Marks at the edges of the stage, such as the sides of a patient; they say how the picture lies, at every zoom. */
export class Edges {
  constructor(root) {
    this.layer = root.querySelector(".edges");
    this.marks = PLACES.map((place) => make("span", place));
    this.layer.replaceChildren(...this.marks);
  }

  /** @param texts marks at the left, right, upper and lower edge; empty for none */
  tell(texts) {
    const told = PLACES.map((place, i) => texts[i] && `${place} ${texts[i]}`).filter(Boolean);
    this.marks.forEach((mark, i) => { mark.textContent = texts[i] ?? ""; });
    this.layer.hidden = !told.length;
    setAttributes(this.layer, { "aria-label": `Marks at the edges: ${told.join(", ")}` });
  }
}
