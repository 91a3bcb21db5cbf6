const CHECKER = 8;
const FIGURE_SPACE = "\u2007";

/** Read `u32 header length, JSON header, blobs`; each panel of the header gets its `png`, its values get `packed`. */
function readPayload(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let start = 4 + length;
  for (const panel of header.panels) {
    panel.png = bytes.subarray(start, (start += panel.bytes));
    if (panel.values) panel.values.packed = bytes.subarray(start, (start += panel.values.bytes));
  }
  return header;
}

/** Decode without colour management, so that the canvas holds the file's own numbers. */
function decode({ png }) {
  const blob = new Blob([png], { type: "image/png" });
  return createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

/** Paints panels on the canvas and reads single pixels of the pictures; knows nothing of input. */
class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    this.probe.imageSmoothingEnabled = false;
    this.probe.globalCompositeOperation = "copy";
    this.checker = this.#checkerboard();
  }

  paint(view, bitmaps) {
    const { canvas, context } = this;
    if (canvas.width !== view.stage.width) canvas.width = view.stage.width;
    if (canvas.height !== view.stage.height) canvas.height = view.stage.height;
    context.clearRect(0, 0, canvas.width, canvas.height);
    // Above 1:1 a blurred picture would show pixels that do not exist; below 1:1 a skipped pixel would hide some.
    context.imageSmoothingEnabled = view.zoom < 1;
    context.imageSmoothingQuality = "high";
    for (const region of view.regions()) this.#paintRegion(region, view, bitmaps[region.panel]);
  }

  #paintRegion(region, view, bitmap) {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(region.x, region.y, region.width, region.height);
    context.clip();
    const width = Math.round(bitmap.width * view.zoom);
    const height = Math.round(bitmap.height * view.zoom);
    context.fillStyle = this.checker;
    context.fillRect(region.origin.x, region.origin.y, width, height);
    if (view.zoom < 1) context.drawImage(bitmap, region.origin.x, region.origin.y, width, height);
    else this.#drawVisible(region, view.zoom, bitmap);
    context.restore();
  }

  /** Draw only the picture pixels in the region: at 64x the whole picture would be larger than any texture. */
  #drawVisible({ x, y, width, height, origin }, zoom, bitmap) {
    const left = clamp(Math.floor((x - origin.x) / zoom), 0, bitmap.width);
    const top = clamp(Math.floor((y - origin.y) / zoom), 0, bitmap.height);
    const w = clamp(Math.ceil((x + width - origin.x) / zoom), 0, bitmap.width) - left;
    const h = clamp(Math.ceil((y + height - origin.y) / zoom), 0, bitmap.height) - top;
    if (w <= 0 || h <= 0) return;
    this.context.drawImage(bitmap, left, top, w, h, origin.x + left * zoom, origin.y + top * zoom, w * zoom, h * zoom);
  }

  /** Red, green, blue, alpha of one picture pixel, 0 to 255. */
  read(bitmap, { x, y }) {
    this.probe.drawImage(bitmap, x, y, 1, 1, 0, 0, 1, 1);
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

/** "128" for grey, " 12  34  56" for RGB, with alpha when it is not opaque; constant width, so that nothing jumps. */
function formatValue([red, green, blue, alpha], grey) {
  const numbers = grey ? [red] : [red, green, blue];
  const text = numbers.map((number) => String(number).padStart(3, FIGURE_SPACE)).join(" ");
  return alpha === 255 ? text : `${text} \u03b1 ${alpha}`;
}
