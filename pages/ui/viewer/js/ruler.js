import { regionSize } from "./pen.js";

/** Writes sizes of regions: in millimetres with a spacing `{ row_mm, col_mm, kind }`, otherwise in picture pixels. */
export class Ruler {
  constructor({ spacing, windows, tools }) {
    this.spacing = spacing;
    /** True when lines tell their length and the bar what it is worth. */
    this.told = Boolean(spacing || windows.length) && tools.includes("line");
  }

  /** "12.3 mm" or "50.0 px" between two points in picture pixels. */
  #length(dx, dy) {
    const { spacing } = this;
    return spacing ? `${Math.hypot(dx * spacing.col_mm, dy * spacing.row_mm).toFixed(1)} mm` : `${Math.hypot(dx, dy).toFixed(1)} px`;
  }

  /** Length of a line given in shares of the picture's sides. */
  #lengthOf({ x0, y0, x1, y1 }, { width, height }) {
    return this.#length((x1 - x0) * width, (y1 - y0) * height);
  }

  /** Size of a region that is being drawn: "12.3 mm" of a line, "8.0 × 6.0 mm" of a box or ellipse. */
  size(draft) {
    const { kind, from, to } = draft;
    const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
    if (kind === "line") return this.#length(dx, dy);
    if (kind === "spot" || !this.spacing) return regionSize(draft);
    const [width, height] = [(dx + 1) * this.spacing.col_mm, (dy + 1) * this.spacing.row_mm];
    return `${width.toFixed(1)} × ${height.toFixed(1)} mm`;
  }

  /** Add its length to the name of a kept line. */
  label(mark, picture) {
    if (mark.kind !== "line" || !this.told) return mark.label;
    return [mark.label, this.#lengthOf(mark, picture)].filter(Boolean).join(" · ");
  }

  /** "12.3 mm, at the detector (Imager Pixel Spacing)" of the last line; what lengths are worth before there is one. */
  text(marks, picture) {
    if (!this.told) return "";
    const line = marks.findLast(({ kind }) => kind === "line");
    const worth = this.spacing?.kind ?? "no pixel spacing";
    if (line) return `${this.#lengthOf(line, picture)}, ${worth}`;
    return this.spacing ? `mm, ${worth}` : `pixels, ${worth}`;
  }
}
