import { setAttributes } from "./elements.js";
import { LEAST_WIDTH } from "./window.js";

const OWN_WINDOW = "Own window";

/** The second bar: numbers, presets and inversion of the window, and what the ruler says. */
export class Levels {
  /** @param edit called with a function that changes the window */
  constructor(root, windowing, edit) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { root, windowing, bar: find(".levels"), group: find(".window"), ruler: find(".ruler") });
    this.fields = { width: find("input[name=width]"), centre: find("input[name=centre]") };
    [this.select, this.invert] = [find(".levels select"), find("[data-act=invert]")];
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const [name, field] of Object.entries(this.fields)) {
      field.addEventListener("input", () => this.#type(name, field.valueAsNumber, edit), { signal });
      // An empty or impossible number goes back to the one in use.
      for (const end of ["change", "blur"]) field.addEventListener(end, () => this.#write(field, windowing[name]), { signal });
    }
    this.select.addEventListener("change", () => edit(() => windowing.choose(this.select.selectedIndex)), { signal });
    this.group.addEventListener("dblclick", ({ target }) => target.closest("label > span") && edit(() => windowing.choose(0)), { signal });
  }

  destroy() {
    this.abort.abort();
  }

  #type(name, number, edit) {
    if (Number.isFinite(number) && (name === "centre" || number >= LEAST_WIDTH)) edit(() => this.windowing.set({ [name]: number }));
  }

  #write(field, number) {
    const text = this.windowing.text(number);
    if (field.value !== text) field.value = text;
  }

  /** Show the presets and which part of the bar there is. */
  offer(ruler) {
    const { windowing } = this;
    this.bar.hidden = !windowing.active && !ruler.told;
    if (!windowing.active) return;
    const names = [...windowing.presets.map(({ name }) => name), OWN_WINDOW];
    if (names.join("\n") !== this.names) this.select.replaceChildren(...names.map((name) => new Option(name)));
    this.names = names.join("\n");
    // Said by the numbers, never chosen.
    this.select.options[names.length - 1].disabled = true;
  }

  tell(rulerText) {
    const { windowing, fields, select } = this;
    this.ruler.textContent = rulerText;
    if (!windowing.active) return;
    const focused = this.root.getRootNode().activeElement;
    for (const [name, field] of Object.entries(fields)) if (field !== focused) this.#write(field, windowing[name]);
    const { chosen } = windowing;
    select.selectedIndex = chosen < 0 ? select.length - 1 : chosen;
    setAttributes(this.invert, { "aria-pressed": windowing.inverted });
    setAttributes(this.root, { "data-window": windowing.key });
  }
}
