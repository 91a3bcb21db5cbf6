/** The frame on a small picture of the whole: a part is chosen by dragging it, by its corners, or by keys. */

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const share = (value, of) => `${(100 * value) / of}%`;
/** Milliseconds without a key after which the part is told to the page. */
const KEYS_REST = 500;

/** A part of a picture in whole pixels; it stays inside, and between the smallest side and the largest area. */
export class Frame {
  /** `limits`: height and width of the picture, least side and most pixels of the part. */
  constructor([top, left, height, width], limits) {
    Object.assign(this, { top, left, height, width, limits });
  }

  get place() {
    return [this.top, this.left, this.height, this.width];
  }

  moveTo(top, left) {
    const { limits, height, width } = this;
    this.top = Math.round(clamp(top, 0, limits.height - height));
    this.left = Math.round(clamp(left, 0, limits.width - width));
  }

  centre(y, x) {
    this.moveTo(y - this.height / 2, x - this.width / 2);
  }

  /** Change the sides; the corner that is given as [down, across], 0 or 1 each, is the one that moves. */
  resize(height, width, [down, across] = [1, 1]) {
    const { limits } = this;
    const bottom = this.top + this.height, right = this.left + this.width;
    const high = down ? limits.height - this.top : bottom;
    const wide = across ? limits.width - this.left : right;
    const least = Math.min(limits.least, limits.height, limits.width);
    height = clamp(Math.round(height), least, high);
    width = clamp(Math.round(width), least, wide);
    const shrink = Math.sqrt(Math.min(1, limits.most / (height * width)));
    if (shrink < 1) {
      height = Math.max(least, Math.floor(height * shrink));
      width = Math.max(least, Math.min(width, Math.floor(limits.most / height)));
    }
    if (!down) this.top = bottom - height;
    if (!across) this.left = right - width;
    Object.assign(this, { height, width });
  }
}

/** One mounted overview. */
class Overview {
  constructor(root, send) {
    const find = (selector) => root.querySelector(selector);
    Object.assign(this, { root, send, image: find("img"), stage: find(".stage"), frame: find(".frame"), text: find(".size") });
    this.cleanups = [];
    this.#on(this.stage, "pointerdown", (event) => this.#press(event));
    this.#on(this.frame, "keydown", (event) => this.#onKey(event));
  }

  destroy() {
    this.#tell();
    for (const cleanup of this.cleanups) cleanup();
  }

  #on(element, name, handler) {
    element.addEventListener(name, handler);
    this.cleanups.push(() => element.removeEventListener(name, handler));
  }

  offer(data) {
    const told = JSON.stringify([data.digest, data.frame, data.most]);
    if (this.image.src !== data.image) Object.assign(this.image, { src: data.image, alt: data.alt });
    this.scale = data.scale;
    if (told !== this.told) {
      this.told = told;
      this.part = new Frame(data.frame, data);
      this.sent = this.part.place.join();
    }
    this.stage.style.aspectRatio = `${data.width} / ${data.height}`;
    this.stage.style.maxWidth = `min(100%, ${(data.width / data.height) * 70}svh)`;
    this.#paint();
  }

  /** Picture pixels per CSS pixel. */
  get pixels() {
    return this.part.limits.width / this.stage.clientWidth;
  }

  #press(event) {
    if (event.button || !this.part) return;
    const { part } = this;
    const { top, left, height, width } = part;
    const corner = event.target.dataset.corner?.split("").map(Number);
    const inside = this.frame.contains(event.target);
    if (!inside) {
      const box = this.stage.getBoundingClientRect();
      part.centre((event.clientY - box.top) * this.pixels, (event.clientX - box.left) * this.pixels);
      this.#paint();
    }
    const from = inside ? { top, left } : { top: part.top, left: part.left };
    this.frame.focus({ preventScroll: true });
    event.preventDefault();
    const move = ({ clientX, clientY }) => {
      const dx = (clientX - event.clientX) * this.pixels, dy = (clientY - event.clientY) * this.pixels;
      if (corner) part.resize(height + (corner[0] ? dy : -dy), width + (corner[1] ? dx : -dx), corner);
      else part.moveTo(from.top + dy, from.left + dx);
      this.#paint();
    };
    const end = () => {
      for (const [name, handler] of heard) removeEventListener(name, handler);
      this.#tell();
    };
    const heard = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
    for (const [name, handler] of heard) addEventListener(name, handler);
  }

  #onKey(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { part } = this;
    const size = Math.max(1, Math.round(Math.min(part.height, part.width) / 16));
    if (event.shiftKey) part.resize(part.height + step[0] * size, part.width + step[1] * size);
    else part.moveTo(part.top + step[0] * size, part.left + step[1] * size);
    this.#paint();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#tell(), KEYS_REST);
  }

  #tell() {
    clearTimeout(this.timer);
    const place = this.part?.place.join();
    if (!place || place === this.sent) return;
    this.sent = place;
    this.send(this.part.place);
  }

  #paint() {
    const { top, left, height, width, limits } = this.part;
    Object.assign(this.frame.style, {
      top: share(top, limits.height), left: share(left, limits.width),
      height: share(height, limits.height), width: share(width, limits.width),
    });
    const size = `${width} × ${height} pixels`;
    this.text.textContent = this.scale > 1 ? `${size}, enlarged to ${width * this.scale} × ${height * this.scale}` : size;
    this.frame.setAttribute("aria-label", `Part of ${size}, ${left} from the left, ${top} from the top. Arrow keys move it, with Shift they change its size.`);
  }
}

const MOUNTED = new WeakMap();

/** Called by Streamlit at the mount and whenever `data` is new. */
export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".overview");
  if (!MOUNTED.has(root)) MOUNTED.set(root, new Overview(root, (place) => setStateValue("frame", place)));
  const overview = MOUNTED.get(root);
  overview.offer(data);
  return () => {
    overview.destroy();
    MOUNTED.delete(root);
  };
}
