import { setAttributes } from "./elements.js";

/** The bar of the error bars: whether uncertain places are hatched, the tolerance, and how large their share is. */
export class ToleranceBar {
  /** @param edit called with a function that changes the doubt */
  constructor(root, doubt, edit) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { root, doubt, field: find("input[name=tolerance]"), unit: find(".tolerance .unit"), share: find(".tolerance .share") });
    this.abort = new AbortController();
    const { signal } = this.abort;
    // Whoever sets a tolerance wants to see what is beyond it.
    this.field.addEventListener("input", () => this.#possible && edit(() => { doubt.set(this.field.valueAsNumber); doubt.on = true; }), { signal });
    // An empty or impossible number goes back to the one in use.
    for (const end of ["change", "blur"]) this.field.addEventListener(end, () => this.#write(), { signal });
  }

  get #possible() {
    return this.field.valueAsNumber > 0;
  }

  destroy() {
    this.abort.abort();
  }

  #write() {
    if (this.field.value !== this.doubt.text) this.field.value = this.doubt.text;
  }

  tell() {
    const { doubt, field } = this;
    if (!doubt.active) return;
    const unit = doubt.unit && ` in ${doubt.unit}`;
    setAttributes(field, { step: 10 ** -doubt.digits, "aria-label": `Tolerance${unit}` });
    this.unit.textContent = doubt.unit;
    if (this.root.getRootNode().activeElement !== field) this.#write();
    const { words } = doubt;
    if (this.share.textContent !== words) this.share.textContent = words;
  }
}
