import { LEVELS_UNIT, unitAfter } from "./bars.js";

/** Decimals of a tolerance beyond those of a value. */
const FINER = 2;

/** Whether places that may be off by more than a tolerance are hatched, and that tolerance; no DOM here. */
export class Doubt {
  on = false;
  /** Number in the unit of the half-widths, above 0. */
  tolerance = 1;
  unit = "";
  digits = 0;
  /** Word of `own` from before a reload, until it is known what the page offers. */
  wanted = "";
  panels = [];
  /** Places of some bars that the user goes to, and the one they are at. */
  visited = {};

  /** Take over what a payload offers; the user's own tolerance stays while the page's default and its unit do. */
  offer({ tolerance, unit, digits }, panels) {
    this.panels = panels.filter(({ bars }) => bars);
    if (!this.active) return;
    const measured = this.panels.every(({ picture }) => picture.values);
    [unit, digits] = measured ? [unit, digits] : [LEVELS_UNIT, 0];
    const same = tolerance === this.offered && unit === this.unit;
    Object.assign(this, { offered: tolerance, unit, digits });
    if (!same) this.tolerance = tolerance;
    this.#takeUp(this.wanted);
    this.wanted = "";
  }

  /** True where there are error bars. */
  get active() {
    return this.panels.length > 0;
  }

  get key() {
    return this.active && this.on ? String(this.tolerance) : "";
  }

  set(tolerance) {
    if (Number.isFinite(tolerance) && tolerance > 0) this.tolerance = tolerance;
  }

  /** Go on to the next of the places where the bars are widest; null where there is none. */
  next() {
    const [{ bars }] = this.panels;
    if (bars !== this.visited.bars) this.visited = { bars, places: bars.places(), at: -1 };
    const { places } = this.visited;
    if (!places.length) return null;
    this.visited.at = (this.visited.at + 1) % places.length;
    return places[this.visited.at];
  }

  /** "Uncertain place 2 of 5" */
  get placeWords() {
    const { places = [], at } = this.visited;
    return places.length ? `Uncertain place ${at + 1} of ${places.length}` : "No place has error bars";
  }

  /** What the user has changed, as a word for the browser's tab; empty while nothing is. */
  get own() {
    if (this.offered === undefined) return this.wanted;
    const { offered, on, tolerance, unit } = this;
    return on || tolerance !== offered ? [Number(on), tolerance, offered, unit].join() : "";
  }

  /** Take up a kept word if the page still offers the same; anything else is ignored. */
  #takeUp(word) {
    const [on, tolerance, offered, ...unit] = word.split(",");
    if (Number(offered) !== this.offered || unit.join() !== this.unit) return;
    this.on = on === "1";
    this.set(Number(tolerance));
  }

  /** Tolerance as it is written in a sentence: "0.10", with more decimals where it has them. */
  get text() {
    const exact = String(Number(this.tolerance.toFixed(this.digits + FINER)));
    const fixed = this.tolerance.toFixed(this.digits);
    return Number(fixed) === Number(exact) ? fixed : exact;
  }

  get #limit() {
    return [this.text, unitAfter(this.text, this.unit)].filter(Boolean).join(" ");
  }

  /** "12 % hatched: may be off by more than 0.10 °C" */
  get words() {
    const shares = this.panels.map(({ bars }) => bars.share(this.tolerance));
    if (!Math.max(...shares)) return `Nothing to hatch: every error bar is within ${this.#limit}`;
    const hatched = this.on ? " hatched: may" : " may";
    const several = this.panels.length > 1;
    const parts = this.panels.map(({ label }, i) => (several ? `${label} ${shareText(shares[i])}` : shareText(shares[i])));
    return `${parts.join(", ")}${hatched} be off by more than ${this.#limit}`;
  }
}

/** "12 %", "3.4 %", "less than 0.1 %"; all and nothing only where it is so. */
export function shareText(share) {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "less than 0.1 %";
  if (percent > 99 && percent < 100) return "more than 99 %";
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}
