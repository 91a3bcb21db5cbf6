import { Address, Tab } from "./address.js";

/**
 * What a viewer shows again after a reload: its place, its divider, the user's own window and tolerance. The place of a
 * grid is in the page's address, all else in the browser's tab.
 */
export class Memory {
  /** @param fresh true for a state that the user has not touched yet */
  constructor(key, state, fresh) {
    Object.assign(this, { state, fresh });
    this.places = { grid: new Address("view"), split: new Tab(`honest-pixels-view-${key}`) };
    [this.divider, this.window, this.doubt] = ["divider", "window", "doubt"].map((name) => new Tab(`honest-pixels-${name}-${key}`));
    if (!fresh) return;
    state.view.divideAs(this.divider.wanted);
    state.windowing.wanted = this.window.wanted ?? "";
    state.doubt.wanted = this.doubt.wanted ?? "";
  }

  destroy() {
    for (const word of [...Object.values(this.places), this.divider, this.window, this.doubt]) word.destroy();
  }

  /** Go to the place, once, when the stage has its size and before the user has gone anywhere. */
  start() {
    const { wanted } = this.places[this.state.layout];
    if (this.fresh && wanted) this.state.goTo(wanted);
    this.fresh = false;
  }

  keep() {
    const { state } = this;
    this.places[state.layout].keep(() => state.place);
    this.divider.keep(() => state.view.divided);
    this.window.keep(() => state.windowing.own);
    this.doubt.keep(() => state.doubt.own);
  }
}
