/** As wide as a digit. */
export const FIGURE_SPACE = "\u2007";
/** Code of a pixel without a value. */
export const NO_VALUE = 0xffff;
const MINUS = "\u2212";

/** Measured values of a panel; several picture pixels may share one. */
export class Values {
  constructor({ width, height, low, high, step }, codes) {
    Object.assign(this, { width, height, low, high, step, codes });
  }

  /** Undo `pack_values` of payload.py; null for a picture without values. */
  static async unpack(values) {
    if (!values) return null;
    const stream = new Blob([values.packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const codes = new Uint16Array(await new Response(stream).arrayBuffer());
    for (let start = 0; start < codes.length; start += values.width) {
      for (let index = start + 1; index < start + values.width; index += 1) codes[index] += codes[index - 1];
    }
    return new Values(values, codes);
  }

  /** The value of a picture pixel, or null where nothing was measured. */
  at({ x, y }, picture) {
    const factor = picture.width / this.width;
    const code = this.codes[Math.floor(y / factor) * this.width + Math.floor(x / factor)];
    return code === NO_VALUE ? null : this.low + code * this.step;
  }
}

/** Writes values in one unit, with a fixed number of decimals. */
export class Scale {
  constructor({ unit, digits }) {
    Object.assign(this, { unit, digits });
  }

  /** "31.42 °C", as wide as the widest value of the panel, or "no value". */
  text(value, { low, high }) {
    if (value === null) return "no value";
    const room = Math.max(this.#number(low).length, this.#number(high).length);
    return this.#withUnit(this.#number(value).padStart(room, FIGURE_SPACE));
  }

  /** "+0.13 °C" */
  difference(left, right) {
    if (left === null || right === null) return "no value";
    const text = this.#number(right - left);
    return this.#withUnit(Number(text) > 0 ? `+${text}` : text);
  }

  #number(value) {
    const text = value.toFixed(this.digits);
    if (!text.startsWith("-")) return text;
    return Number(text) === 0 ? text.slice(1) : MINUS + text.slice(1);
  }

  #withUnit(text) {
    return this.unit ? `${text} ${this.unit}` : text;
  }
}

/** "128" for grey, " 12  34  56" for RGB, with alpha when it is not opaque; constant width, so that nothing jumps. */
export function formatValue([red, green, blue, alpha], grey) {
  const numbers = grey ? [red] : [red, green, blue];
  const text = numbers.map((number) => String(number).padStart(3, FIGURE_SPACE)).join(" ");
  return alpha === 255 ? text : `${text} \u03b1 ${alpha}`;
}
