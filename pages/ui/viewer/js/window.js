import { NO_VALUE } from "./values.js";
import { clamp } from "./view.js";

/** CSS pixels of a drag that double the width, or empty it. */
const WINDOW_REACH = 256;
/** Shares of the span of all values that one CSS pixel moves at least: a narrow window can be widened again. */
const LEAST_GAIN = 1 / 16384;
export const LEAST_WIDTH = 1;
const NO_GREY = 0;
const OPAQUE = 0xff000000;

/**
 * The window all panels are seen through: LINEAR of DICOM PS3.3 C.11.2.1.2.1, black to white over `width` around
 * `centre`. Presets are `{ name, centre, width, invert }`; no DOM here.
 */
export class Windowing {
  presets = [];
  centre = 0;
  width = LEAST_WIDTH;
  invert = false;
  /** Word of `own` from before a reload, until there are presets to compare it with. */
  wanted = "";

  /**
   * Take over what a payload offers. Other presets than before start with the first; those of another picture of the
   * same subject, as of another frame, with the one in use, and an own window stays.
   */
  offer({ windows: presets, digits, subject }, values) {
    this.active = presets.length > 0;
    if (!this.active) return;
    this.digits = digits;
    this.low = Math.min(...values.map(({ low }) => low));
    this.high = Math.max(...values.map(({ high }) => high));
    const { chosen } = this;
    const same = subject && subject === this.subject && presets.length === this.presets.length;
    const before = JSON.stringify(this.presets);
    Object.assign(this, { presets, subject });
    if (JSON.stringify(presets) === before || (same && chosen < 0)) return;
    const { invert } = this;
    this.choose(same ? chosen : 0);
    if (same) this.invert = invert;
    this.#goTo(this.wanted);
    this.wanted = "";
  }

  /** What tells these presets from those of another picture, without their names, which may be those of people. */
  get #signature() {
    return this.presets.map(({ centre, width, invert }) => [centre, width, Number(invert)].join()).join(" ");
  }

  /** The window in use and its presets as a word; empty while the first preset is in use as it is. */
  get own() {
    const { centre, invert, presets, width } = this;
    if (!presets.length) return this.wanted;
    return this.chosen === 0 && !this.inverted ? "" : `${[centre, width, Number(invert)].join()} of ${this.#signature}`;
  }

  /** Take over a window that was kept under the same presets; anything else is ignored. */
  #goTo(word) {
    const [own, signature] = word.split(" of ");
    const [centre, width, invert] = own.split(",").map(Number);
    if (signature === this.#signature && [centre, width].every(Number.isFinite)) this.set({ centre, width, invert: invert === 1 });
  }

  get key() {
    return `${this.width},${this.centre},${this.invert}`;
  }

  /** Index of the preset in use, -1 for the user's own window. */
  get chosen() {
    const same = ({ centre, width }) => centre === this.centre && width === this.width;
    const exact = this.presets.findIndex((preset) => same(preset) && preset.invert === this.invert);
    return exact >= 0 ? exact : this.presets.findIndex(same);
  }

  choose(index) {
    const { centre, width, invert } = this.presets[index];
    Object.assign(this, { centre, width, invert });
  }

  set(numbers) {
    Object.assign(this, numbers);
    this.width = Math.max(this.width, LEAST_WIDTH);
  }

  /** What a drag starts from. */
  get start() {
    const { centre, width } = this;
    return { centre, width, gain: Math.max(width / WINDOW_REACH, (this.high - this.low) * LEAST_GAIN) };
  }

  /** Drag by CSS pixels: to the right widens, which is less contrast; upwards brightens. */
  drag({ centre, width, gain }, right, up) {
    const room = Math.max(this.high - this.low, ...this.presets.map((preset) => preset.width));
    const level = centre + up * gain * (this.invert ? 1 : -1);
    // What did not move keeps its decimals.
    if (right) this.width = clamp(this.#round(width + right * gain), LEAST_WIDTH, 4 * room);
    if (up) this.centre = clamp(this.#round(level), this.low - room, this.high + room);
  }

  /** Move by a key: as a drag by so many pixels, but at least by one in the last digit. */
  nudge(right, up, pixels) {
    const start = this.start;
    const gain = Math.max(start.gain * pixels, 10 ** -this.digits);
    this.drag({ ...start, gain }, right, up);
  }

  #round(number) {
    return Number(number.toFixed(this.digits));
  }

  /** Grey, 0 to 255, rounded as `apply_window` of sr_core does. */
  grey(value) {
    const { centre, width, invert } = this;
    // A ramp without a width is a step.
    const ramp = width === 1 ? Number(value > centre - 0.5) : (value - (centre - 0.5)) / (width - 1) + 0.5;
    const share = clamp(ramp, 0, 1);
    return Math.floor((invert ? 1 - share : share) * 255 + 0.5);
  }

  /** RGBA words (little endian, as in every browser) by code; without a value transparent, which shows the checkerboard. */
  table({ low, step }) {
    const words = new Uint32Array(NO_VALUE + 1);
    for (let code = 0; code < NO_VALUE; code += 1) words[code] = OPAQUE | (this.grey(low + code * step) * 0x010101);
    words[NO_VALUE] = NO_GREY;
    return words;
  }

  /** Number as it is written in a field: at most one decimal more than a value has. */
  text(number) {
    return String(Number(number.toFixed(this.digits + 1)));
  }

  /** True where the user has swapped dark and bright: what the file asks for is not inverted, MONOCHROME1 or not. */
  get inverted() {
    return this.invert !== (this.presets[0]?.invert ?? false);
  }

  get words() {
    const preset = this.presets[this.chosen]?.name;
    const numbers = `window width ${this.text(this.width)}, level ${this.text(this.centre)}`;
    return [preset, numbers, this.inverted && "inverted"].filter(Boolean).join(", ");
  }
}
