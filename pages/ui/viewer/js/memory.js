import { Address, Tab } from "./address.js";

/**
 * What a viewer shows again after a reload: its place, its divider, the user's own window and tolerance. The view of a
 * grid is in the page's address, from where Python sends it as a link that is followed; all else is in the browser's tab.
 */
export class Memory {
  /** @param fresh true for a state that the user has not touched yet */
  constructor(key, state, fresh) {
    Object.assign(this, { state, fresh, address: new Address() });
    const names = ["view", "divider", "window", "doubt"];
    [this.place, this.divider, this.window, this.doubt] = names.map((name) => new Tab(`honest-pixels-${name}-${key}`));
    if (!fresh) return;
    state.view.divideAs(this.divider.wanted);
    state.windowing.wanted = this.window.wanted ?? "";
    state.doubt.wanted = this.doubt.wanted ?? "";
  }

  destroy() {
    for (const each of [this.address, this.place, this.divider, this.window, this.doubt]) each.destroy();
  }

  /** Go to the place, once, when the stage has its size: that of a link, or that before the user has gone anywhere. */
  start() {
    const { state } = this;
    const wanted = state.layout === "grid" ? state.takePlace() : this.fresh && this.place.wanted;
    if (wanted) state.goTo(wanted);
    this.fresh = false;
  }

  keep() {
    const { state } = this;
    if (state.layout === "grid") this.address.keep(() => state.words);
    else this.place.keep(() => state.place);
    this.divider.keep(() => state.view.divided);
    this.window.keep(() => state.windowing.own);
    this.doubt.keep(() => state.doubt.own);
  }
}
