/** Grey levels at the top of the colour scale, the same for every picture. */
export const DIFFERENCE_TOP = 32;
/** Colours from no difference to DIFFERENCE_TOP: lightness grows with the difference (after matplotlib's inferno). */
export const DIFFERENCE_COLOURS = [[0, 0, 4], [40, 11, 84], [101, 21, 110], [159, 42, 99], [212, 72, 66], [245, 125, 21], [250, 193, 39], [252, 255, 164]];
const DIFFERENCE_ROWS = 128;

/** Colour of a difference in grey levels. */
export function differenceColour(levels) {
  const place = (Math.min(levels / DIFFERENCE_TOP, 1) * (DIFFERENCE_COLOURS.length - 1));
  const low = Math.min(Math.floor(place), DIFFERENCE_COLOURS.length - 2);
  return DIFFERENCE_COLOURS[low].map((from, i) => Math.round(from + (DIFFERENCE_COLOURS[low + 1][i] - from) * (place - low)));
}

/** RGBA words (little endian, as in every browser) by the sum of the absolute differences of three channels. */
const DIFFERENCE_TABLE = Uint32Array.from({ length: 3 * 255 + 1 }, (_, sum) => {
  const [red, green, blue] = differenceColour(sum / 3);
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
});

/** Pictures of differences, made when first shown: mean absolute difference of R, G and B in 8-bit grey levels. */
export class Differences {
  made = new Map();

  /** Return a canvas that is drawn instead of the picture. */
  of(picture, base) {
    const key = `${picture.digest} ${base.digest}`;
    if (!this.made.has(key)) this.made.set(key, this.#make(picture.image, base.image));
    return this.made.get(key);
  }

  /** Forget the differences that are not of these pictures. */
  keep(pictures) {
    const digests = new Set(pictures.map(({ digest }) => digest));
    for (const key of this.made.keys()) if (!key.split(" ").every((digest) => digests.has(digest))) this.made.delete(key);
  }

  #make(a, b) {
    const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)];
    const made = new OffscreenCanvas(width, height);
    const context = made.getContext("2d");
    const [readA, readB] = [a, b].map((bitmap) => this.#reader(bitmap, width));
    for (let top = 0; top < height; top += DIFFERENCE_ROWS) {
      const rows = Math.min(DIFFERENCE_ROWS, height - top);
      const [one, two] = [readA(top, rows), readB(top, rows)];
      const band = new ImageData(width, rows);
      const words = new Uint32Array(band.data.buffer);
      for (let i = 0, at = 0; i < words.length; i += 1, at += 4) {
        words[i] = DIFFERENCE_TABLE[Math.abs(one[at] - two[at]) + Math.abs(one[at + 1] - two[at + 1]) + Math.abs(one[at + 2] - two[at + 2])];
      }
      context.putImageData(band, 0, top);
    }
    return made;
  }

  #reader(bitmap, width) {
    const context = new OffscreenCanvas(width, DIFFERENCE_ROWS).getContext("2d", { willReadFrequently: true });
    context.globalCompositeOperation = "copy";
    return (top, rows) => {
      context.drawImage(bitmap, 0, top, width, rows, 0, 0, width, rows);
      return context.getImageData(0, 0, width, rows).data;
    };
  }
}
