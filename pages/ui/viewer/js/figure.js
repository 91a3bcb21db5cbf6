import { DIFFERENCE_TOP } from "./difference.js";

const FIGURE_ZOOM = 3;
const FIGURE_GAP = 12;
const FIGURE_MARGIN = 16;
const FIGURE_TEXT = 40;
const FIGURE_FONT = "Helvetica, Arial, sans-serif";
const FIGURE_INK = "#111111";
/** Number of patches from which on they are drawn in two rows. */
const FIGURE_TWO_ROWS = 5;

/**
 * A labelled strip as in a paper: the whole picture with the patch marked, then the patch of every shown picture, enlarged
 * in whole squares, with its name and numbers below, and what the numbers are in the last line.
 */
class Figure {
  /**
   * @param state of the grid
   * @param imageOf panel -> what is drawn of it
   * @param note text of the last line
   */
  constructor(state, imageOf, note) {
    Object.assign(this, { state, imageOf, note });
  }

  draw() {
    const { beside: shown, patchSize } = this.state;
    const [w, h] = [patchSize.width * FIGURE_ZOOM, patchSize.height * FIGURE_ZOOM];
    const rows = shown.length < FIGURE_TWO_ROWS ? 1 : 2;
    const columns = Math.ceil(shown.length / rows);
    const whole = this.#whole(rows * (h + FIGURE_TEXT) - FIGURE_TEXT + (rows - 1) * FIGURE_GAP);
    const left = FIGURE_MARGIN + whole.width + FIGURE_GAP;
    const width = left + columns * (w + FIGURE_GAP) - FIGURE_GAP + FIGURE_MARGIN;
    const lines = this.#wrap(this.note, width - 2 * FIGURE_MARGIN);
    const body = rows * (h + FIGURE_TEXT) + (rows - 1) * FIGURE_GAP;
    this.canvas = new OffscreenCanvas(width, FIGURE_MARGIN + body + 10 + lines.length * 17 + FIGURE_MARGIN);
    this.context = this.canvas.getContext("2d");
    this.context.fillStyle = "#ffffff";
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.#drawWhole(whole);
    shown.forEach((panel, i) => {
      const [column, row] = [i % columns, Math.floor(i / columns)];
      this.#drawPatch(panel, left + column * (w + FIGURE_GAP), FIGURE_MARGIN + row * (h + FIGURE_TEXT + FIGURE_GAP), w, h);
    });
    lines.forEach((line, i) => this.#text(line, FIGURE_MARGIN, FIGURE_MARGIN + body + 22 + i * 17, `12px ${FIGURE_FONT}`, "#444444"));
    return this.canvas.convertToBlob({ type: "image/png" });
  }

  #whole(height) {
    const { width: w, height: h } = this.state.view.picture;
    const zoom = Math.min(height / h, (2 * height) / w);
    return { width: Math.round(w * zoom), height: Math.round(h * zoom), zoom };
  }

  #drawWhole({ width, height, zoom }) {
    const { context, state } = this;
    const { patch, patchSize } = state;
    context.imageSmoothingEnabled = zoom < 1;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.imageOf(state.beside[0]), FIGURE_MARGIN, FIGURE_MARGIN, width, height);
    for (const [style, line] of [["#ffffff", 4], ["#d02020", 2]]) {
      Object.assign(context, { strokeStyle: style, lineWidth: line });
      context.strokeRect(FIGURE_MARGIN + patch.x * zoom, FIGURE_MARGIN + patch.y * zoom, patchSize.width * zoom, patchSize.height * zoom);
    }
    this.#text(state.beside[0].label, FIGURE_MARGIN, FIGURE_MARGIN + height + 17, `600 14px ${FIGURE_FONT}`, FIGURE_INK, width);
    this.#text(`patch at x ${patch.x}, y ${patch.y}`, FIGURE_MARGIN, FIGURE_MARGIN + height + 34, `13px ${FIGURE_FONT}`, FIGURE_INK, width);
  }

  #drawPatch(panel, x, y, w, h) {
    const { label, figure } = panel;
    const { patch, patchSize } = this.state;
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(this.imageOf(panel), patch.x, patch.y, patchSize.width, patchSize.height, x, y, w, h);
    this.#text(label, x, y + h + 17, `600 14px ${FIGURE_FONT}`, FIGURE_INK, w);
    this.#text(figure, x, y + h + 34, `13px ${FIGURE_FONT}`, FIGURE_INK, w);
  }

  #text(text, x, y, font, colour, room) {
    Object.assign(this.context, { font, fillStyle: colour });
    this.context.fillText(text, x, y, room);
  }

  #wrap(text, room) {
    const probe = new OffscreenCanvas(1, 1).getContext("2d");
    probe.font = `12px ${FIGURE_FONT}`;
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (probe.measureText(longer).width <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }
}

/** Exports the figure: to the clipboard or as a file. */
export class FigureDesk {
  constructor(root, viewer) {
    Object.assign(this, { viewer, said: root.querySelector(".figure-said") });
  }

  #draw() {
    const { data, state } = this.viewer;
    const base = state.panels.find(({ id }) => id === state.base);
    const subtracted = base ? `Differences from ${base.label}: mean of R, G and B, black 0, yellow ${DIFFERENCE_TOP} or more 8-bit grey levels. ` : "";
    return new Figure(state, (panel) => this.viewer.imageOf(panel), subtracted + data.note).draw();
  }

  /** The clipboard gets the promise itself: Safari allows no waiting before. */
  copy() {
    if (!navigator.clipboard?.write || !globalThis.ClipboardItem) return this.#say("This browser cannot copy pictures. Download the figure instead.");
    this.#say("Copying…");
    const item = new ClipboardItem({ "image/png": this.#draw() });
    const refused = () => this.#say("The browser did not allow copying. Download the figure instead.");
    navigator.clipboard.write([item]).then(() => this.#say("Figure copied."), refused);
  }

  async download() {
    const address = URL.createObjectURL(await this.#draw());
    Object.assign(document.createElement("a"), { href: address, download: this.viewer.data.figure_file }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    this.#say("Figure downloaded.");
  }

  #say(text) {
    this.said.textContent = text;
  }
}
