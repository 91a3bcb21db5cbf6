import { FIGURE_SPACE, Values } from "./values.js";

/** "levels" as unit of a picture without values; one level is "1 level". */
export const LEVELS_UNIT = "levels";
/** Code of no value, next above all others: one more is 0 in 16 bits, below every value. */
const RANKS = 0x10000;
/** Share of the last decimal by which a number may be above it without being rounded up: codes are no finer. */
const LEAST_EXCESS = 0.005;

/** Blocks along the shorter side among which places are looked for, and that share of it by which they are apart. */
const PLACES_PER_SIDE = 64;
const APART = 8;

/** Half-widths of a panel's error bars; each holds for several picture pixels. */
export class Bars {
  constructor({ digest }) {
    this.digest = digest;
  }

  /** Unpack; afterwards there are `values` or an `error`. */
  async load({ values }) {
    try {
      this.take(await Values.unpack(values));
    } catch (error) {
      this.error = String(error.message || error);
    }
  }

  /** @param values Values of the half-widths */
  take(values) {
    this.values = values;
    const { codes } = values;
    this.ranks = new Uint16Array(codes.length);
    for (let i = 0; i < codes.length; i += 1) this.ranks[i] = codes[i] + 1;
    /** How many half-widths have this rank or a higher one; above the highest rank there are none. */
    this.reaching = new Uint32Array(RANKS + 1);
    for (let i = 0; i < codes.length; i += 1) this.reaching[this.ranks[i]] += 1;
    for (let rank = RANKS - 1; rank >= 0; rank -= 1) this.reaching[rank] += this.reaching[rank + 1];
  }

  close() {
    this.pooled = null;
  }

  /** Rank above which a half-width is beyond a tolerance; 0 is the rank of no value. */
  #limit(tolerance) {
    const { low, step } = this.values;
    return Math.max(Math.floor((tolerance - low) / step + LEAST_EXCESS) + 1, 0);
  }

  /** Share of the measured places that may be off by more, 0..1. */
  share(tolerance) {
    const { reaching } = this;
    const measured = reaching[1];
    return measured ? reaching[Math.min(this.#limit(tolerance) + 1, RANKS)] / measured : 0;
  }

  /**
   * Blocks of a part that hold a place beyond the tolerance.
   *
   * @param side width and height of a block, in half-widths
   * @param part `{ left, top, right, bottom }`, in blocks
   * @returns 1 or 0 for each block of the part, row by row
   */
  beyond(tolerance, side, { left, top, right, bottom }) {
    const limit = this.#limit(tolerance);
    const { columns, ranks } = this.#blocks(side);
    const marked = new Uint8Array((right - left) * (bottom - top));
    for (let row = top, at = 0; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1, at += 1) marked[at] = Number(ranks[row * columns + column] > limit);
    }
    return marked;
  }

  /** The highest rank in each block; kept for the side asked for last. */
  #blocks(side) {
    if (this.pooled?.side !== side) this.pooled = { side, ...this.#pool(side) };
    return this.pooled;
  }

  /** The places where bars are widest, the widest first: their centres, as shares of width and height. */
  places(count = 5) {
    const { width, height } = this.values;
    const side = Math.ceil(Math.min(width, height) / PLACES_PER_SIDE);
    const { columns, ranks } = this.#pool(side);
    const left = Uint16Array.from(ranks);
    const apart = Math.ceil(Math.min(columns, left.length / columns) / APART);
    const found = [];
    while (found.length < count) {
      const widest = left.reduce((best, rank, at) => (rank > left[best] ? at : best), 0);
      if (!left[widest]) break;
      const [row, column] = [Math.floor(widest / columns), widest % columns];
      const centre = (block, length) => (block * side + Math.min((block + 1) * side, length)) / 2 / length;
      found.push({ x: centre(column, width), y: centre(row, height) });
      for (let at = 0; at < left.length; at += 1) {
        const near = Math.abs(Math.floor(at / columns) - row) <= apart && Math.abs((at % columns) - column) <= apart;
        if (near) left[at] = 0;
      }
    }
    return found;
  }

  #pool(side) {
    const { ranks } = this;
    const { width, height } = this.values;
    if (side === 1) return { columns: width, ranks };
    const columns = Math.ceil(width / side);
    const highest = new Uint16Array(columns * Math.ceil(height / side));
    for (let y = 0, from = 0; y < height; y += 1) {
      for (let x = 0, block = Math.floor(y / side) * columns; x < width; block += 1) {
        for (const end = Math.min(x + side, width); x < end; x += 1, from += 1) highest[block] = Math.max(highest[block], ranks[from]);
      }
    }
    return { columns, ranks: highest };
  }

  /** "± 0.09" or "± 6 levels" for a picture pixel, of constant width; empty where nothing was measured. */
  text(pixel, picture, scale) {
    const { values } = this;
    const half = values.at(pixel, picture);
    if (half === null) return "";
    const [number, ...ends] = [half, values.low, values.high].map((each) => halfWidthText(each, scale.digits));
    const room = Math.max(...ends.map(({ length }) => length)) - number.length;
    return `${FIGURE_SPACE.repeat(room)}± ${number}${scale.unit === LEVELS_UNIT ? ` ${unitAfter(number, scale.unit)}` : ""}`;
  }
}

/** Half-width with two significant digits, and no more decimals than a value has; rounded up, so that it promises no more. */
export function halfWidthText(half, digits) {
  const decimals = half > 0 ? Math.min(Math.max(1 - Math.floor(Math.log10(half)), 0), digits) : digits;
  return (Math.ceil(half * 10 ** decimals - LEAST_EXCESS) / 10 ** decimals).toFixed(decimals);
}

/** The unit as it follows a number: "1 level", "2 levels". */
export function unitAfter(number, unit) {
  return unit === LEVELS_UNIT && Number(number) === 1 ? "level" : unit;
}
