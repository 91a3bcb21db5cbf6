import { DIFFERENCE_COLOURS, DIFFERENCE_TOP } from "./difference.js";
import { make, setAttributes } from "./elements.js";
import { MAX_SHOWN } from "./state.js";

/** @param list pairs of an id and a label */
function optionsOf(list) {
  return list.map(([id, label]) => new Option(label, id));
}

/** Choices of a grid: both sides of the divider, the picture that is subtracted, and a chip for each picture. */
export class GridBar {
  /** @param edit called with a function that changes the state */
  constructor(root, state, edit) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { state, chips: find(".chips"), scale: find(".scale") });
    this.selects = { left: find("select[name=left]"), right: find("select[name=right]"), base: find("select[name=base]") };
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const [name, select] of Object.entries(this.selects)) {
      select.addEventListener("change", () => edit(() => this.#choose(name, select.value || null)), { signal });
    }
    this.chips.addEventListener("click", ({ target }) => {
      const { id } = target.closest("button")?.dataset ?? {};
      if (id !== undefined) edit(() => state.toggle(id));
    }, { signal });
    this.#drawScale();
  }

  destroy() {
    this.abort.abort();
  }

  /** Take over a choice; a side of the divider is seen only in the stack, so choosing one shows the stack. */
  #choose(name, id) {
    this.state[name] = id;
    if (name !== "base") this.state.mode = "stack";
  }

  #drawScale() {
    const stops = DIFFERENCE_COLOURS.map((colour) => `rgb(${colour.join(" ")})`).join(", ");
    this.scale.querySelector(".ramp").style.background = `linear-gradient(to right, ${stops})`;
    this.scale.querySelector(".top").textContent = `${DIFFERENCE_TOP} or more grey levels`;
  }

  /** @param bases ids that pictures may be subtracted from */
  offer(bases) {
    const { panels } = this.state;
    const names = panels.map(({ id, label }) => [id, label]);
    const state = JSON.stringify([names, bases]);
    if (state === this.offered) return;
    this.offered = state;
    this.selects.left.replaceChildren(...optionsOf(names));
    this.selects.right.replaceChildren(...optionsOf(names));
    const subtracted = names.filter(([id]) => bases.includes(id)).map(([id, label]) => [id, `from ${label}`]);
    this.selects.base.replaceChildren(new Option("off", ""), ...optionsOf(subtracted));
    this.chips.replaceChildren(...panels.map(({ id, label }) => this.#chip(id, label)));
  }

  #chip(id, label) {
    const button = Object.assign(make("button", "chip", label), { type: "button" });
    button.dataset.id = id;
    return button;
  }

  tell() {
    const { state } = this;
    const { shown, pair } = state;
    const full = shown.length >= MAX_SHOWN;
    for (const chip of this.chips.children) {
      const on = shown.some(({ id }) => id === chip.dataset.id);
      const base = chip.dataset.id === state.base;
      const least = on && shown.length <= 2;
      setAttributes(chip, { "aria-pressed": on && !base, "aria-disabled": base || least || (full && !on) });
      chip.title = base ? "Not in the grid: the others are shown as differences from it" : least ? "At least two pictures are shown" : full && !on ? `At most ${MAX_SHOWN} pictures are shown: take one out first` : on ? "Take out of the grid" : "Put into the grid";
    }
    this.chips.hidden = state.layout !== "grid" || state.mode !== "grid";
    const values = { left: pair[0]?.id, right: pair[1]?.id, base: state.base ?? "" };
    for (const [name, select] of Object.entries(this.selects)) if (select.value !== values[name]) select.value = values[name];
    this.scale.hidden = !state.base;
  }
}
