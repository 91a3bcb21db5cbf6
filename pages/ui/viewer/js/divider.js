import { setAttributes } from "./elements.js";
import { clamp } from "./view.js";

/** CSS pixels that the handle stays away from the ends of the stage. */
const HANDLE_MARGIN = 24;

/** The line between two pictures, and the handle that moves it. */
export class Divider {
  constructor(root) {
    [this.line, this.handle] = [root.querySelector(".line"), root.querySelector(".handle")];
  }

  /**
   * @param width width of the stage in CSS pixels
   * @param top upper edge of the pictures, in CSS pixels
   */
  move({ covered, divided, pair, view }, width, top) {
    this.line.hidden = !divided || covered;
    this.handle.hidden = !divided;
    if (!divided) return;
    const { divider } = view;
    const [left, right] = pair.map(({ label }) => label);
    const share = Math.round(divider * 100);
    Object.assign(this.line.style, { left: `${divider * width}px`, top: `${top}px` });
    this.handle.style.left = `${clamp(divider * width, HANDLE_MARGIN, width - HANDLE_MARGIN)}px`;
    setAttributes(this.handle, {
      "aria-label": `Divider between ${left} and ${right}`,
      "aria-valuenow": share,
      "aria-valuetext": `${left} ${share} %, ${right} ${100 - share} %`,
    });
  }
}
