import { setAttributes } from "./elements.js";

const SPOT_ARM = 11;
const SPOT_GAP = 4;
const LABEL_GAP = 7;
const LABEL_HEIGHT = 16;
/** Rough width of a letter. */
const LETTER_WIDTH = 8;

/** Outline of a region whose corners or ends are at (x0, y0) and (x1, y1). */
const OUTLINES = {
  spot: ({ x0, y0 }) => crossPath(x0, y0),
  box: ({ x0, y0, x1, y1 }) => `M${x0} ${y0}H${x1}V${y1}H${x0}Z`,
  line: ({ x0, y0, x1, y1 }) => `M${x0} ${y0}L${x1} ${y1}`,
  ellipse: ({ x0, y0, x1, y1 }) => {
    const arc = `A${(x1 - x0) / 2} ${(y1 - y0) / 2} 0 0 1`;
    const middle = (y0 + y1) / 2;
    return `M${x0} ${middle}${arc} ${x1} ${middle}${arc} ${x0} ${middle}Z`;
  },
};

/** Four arms that leave the pixel between them open. */
function crossPath(x, y) {
  const arm = SPOT_ARM - SPOT_GAP;
  return `M${x - SPOT_ARM} ${y}h${arm}M${x + SPOT_GAP} ${y}h${arm}M${x} ${y - SPOT_ARM}v${arm}M${x} ${y + SPOT_GAP}v${arm}`;
}

/** Draws regions above the canvas, in CSS pixels: light lines with a dark casing, seen on any picture. */
export class Overlay {
  constructor(svg) {
    this.svg = svg;
  }

  /**
   * @param view where the picture is
   * @param ratio device pixels per CSS pixel
   * @param marks `{ kind, x0, y0, x1, y1, label }`, in shares of the picture's sides
   * @param crosshair picture pixel under the keyboard's crosshair, or null
   */
  paint(view, ratio, marks, crosshair) {
    const { origin, zoom, picture, stage } = view;
    const x = (share) => (origin.x + share * picture.width * zoom) / ratio;
    const y = (share) => (origin.y + share * picture.height * zoom) / ratio;
    const placed = marks.map((mark) => ({ ...mark, x0: x(mark.x0), y0: y(mark.y0), x1: x(mark.x1), y1: y(mark.y1) }));
    const state = JSON.stringify([placed, crosshair, origin, zoom, stage]);
    if (state === this.painted) return;
    this.painted = state;
    const groups = placed.map((mark) => this.#mark(mark, stage.width / ratio));
    if (crosshair) {
      const path = crossPath(x((crosshair.x + 0.5) / picture.width), y((crosshair.y + 0.5) / picture.height));
      groups.push(this.#group("crosshair", path));
    }
    this.svg.replaceChildren(...groups);
  }

  #mark(mark, stageWidth) {
    const group = this.#group(`mark ${mark.kind}`, OUTLINES[mark.kind](mark));
    if (!mark.label) return group;
    // Above the outline, or below its top where the stage ends; never out at the right.
    const above = mark.y0 - LABEL_GAP;
    const y = above > LABEL_HEIGHT ? above : mark.y0 + LABEL_HEIGHT + LABEL_GAP;
    const atRight = mark.x0 > stageWidth - LETTER_WIDTH * (mark.label.length + 1);
    const beside = atRight ? -LABEL_GAP : LABEL_GAP;
    const x = { spot: mark.x0 + beside, ellipse: (mark.x0 + mark.x1) / 2 }[mark.kind] ?? mark.x0;
    const anchor = atRight ? "end" : mark.kind === "ellipse" ? "middle" : "start";
    const text = this.#element("text", { x: Math.min(x, stageWidth - 4), y, "text-anchor": anchor });
    text.textContent = mark.label;
    group.append(text);
    return group;
  }

  #group(name, path) {
    const group = this.#element("g", { class: name });
    group.append(this.#element("path", { class: "casing", d: path }), this.#element("path", { class: "stroke", d: path }));
    return group;
  }

  #element(name, attributes) {
    const element = document.createElementNS(this.svg.namespaceURI, name);
    setAttributes(element, attributes);
    return element;
  }
}
