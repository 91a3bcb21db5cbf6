import { clamp } from "./view.js";

const CHECKER = 8;
/** Picture pixels around one that a browser blends into it. */
const BLENDED = 2;

/** Paints panels on the canvas and reads single pixels of the pictures; knows nothing of input. */
export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    this.probe.imageSmoothingEnabled = false;
    this.probe.globalCompositeOperation = "copy";
    this.checker = this.#checkerboard();
  }

  /**
   * @param stage `{ width, height }` of the canvas in device pixels
   * @param zoom device pixels per picture pixel
   * @param regions parts of the canvas, `{ image, x, y, width, height, origin }`
   * @param smooth true to blend pixels into each other from 1:1 on, too
   */
  paint(stage, zoom, regions, smooth = false) {
    const { canvas, context } = this;
    if (canvas.width !== stage.width) canvas.width = stage.width;
    if (canvas.height !== stage.height) canvas.height = stage.height;
    context.clearRect(0, 0, canvas.width, canvas.height);
    // Above 1:1 a blended picture shows pixels that do not exist, so only on request; below 1:1 a skipped one would hide some.
    context.imageSmoothingEnabled = smooth || zoom < 1;
    context.imageSmoothingQuality = "high";
    for (const region of regions) this.#paintRegion(region, zoom);
  }

  #paintRegion(region, zoom) {
    const { context } = this;
    const { image, origin } = region;
    context.save();
    context.beginPath();
    context.rect(region.x, region.y, region.width, region.height);
    context.clip();
    const width = Math.round(image.width * zoom);
    const height = Math.round(image.height * zoom);
    context.fillStyle = this.checker;
    context.fillRect(origin.x, origin.y, width, height);
    if (image.paint) image.paint(context, region, zoom);
    else if (zoom < 1) context.drawImage(image, origin.x, origin.y, width, height);
    else this.#drawVisible(region, zoom);
    context.restore();
  }

  /** Draw only the picture pixels in the region: at 64x the whole picture would be larger than any texture. */
  #drawVisible({ image, x, y, width, height, origin }, zoom) {
    // Beyond the region's rim lie the pixels that are blended into those at it.
    const left = clamp(Math.floor((x - origin.x) / zoom) - BLENDED, 0, image.width);
    const top = clamp(Math.floor((y - origin.y) / zoom) - BLENDED, 0, image.height);
    const w = clamp(Math.ceil((x + width - origin.x) / zoom) + BLENDED, 0, image.width) - left;
    const h = clamp(Math.ceil((y + height - origin.y) / zoom) + BLENDED, 0, image.height) - top;
    if (w <= 0 || h <= 0) return;
    this.context.drawImage(image, left, top, w, h, origin.x + left * zoom, origin.y + top * zoom, w * zoom, h * zoom);
  }

  /** Red, green, blue, alpha of one picture pixel, 0 to 255; null while its tile is not decoded. */
  read(image, at) {
    const place = image.pixelAt ? image.pixelAt(at) : { bitmap: image, ...at };
    if (!place) return null;
    this.probe.drawImage(place.bitmap, place.x, place.y, 1, 1, 0, 0, 1, 1);
    return this.probe.getImageData(0, 0, 1, 1).data;
  }

  /** Half transparent greys, so that it is quiet on light and dark pages. */
  #checkerboard() {
    const tile = new OffscreenCanvas(2 * CHECKER, 2 * CHECKER);
    const context = tile.getContext("2d");
    context.fillStyle = "rgba(127, 127, 127, 0.28)";
    context.fillRect(0, 0, CHECKER, CHECKER);
    context.fillRect(CHECKER, CHECKER, CHECKER, CHECKER);
    return this.context.createPattern(tile, "repeat");
  }
}
