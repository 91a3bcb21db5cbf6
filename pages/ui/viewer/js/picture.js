import { Film } from "./film.js";
import { Tiled } from "./tiled.js";
import { Values } from "./values.js";

/** Decode without colour management, so that the canvas holds the file's own numbers. */
function decode(png) {
  const blob = new Blob([png], { type: "image/png" });
  return createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

/** One picture and its values; `image` is what a canvas can draw, once it is decoded. */
export class Picture {
  /** @param changed called when a picture of tiles has decoded another one */
  constructor({ digest, grey }, changed) {
    Object.assign(this, { digest, grey, changed });
  }

  /** Decode; afterwards there is an `image` or an `error`. With `film` the values are painted, and there is no PNG. */
  async load({ png, values, film, tiles }) {
    try {
      const image = film ? null : tiles ? new Tiled(tiles, this.changed) : decode(png);
      const [unpacked, bitmap] = await Promise.all([Values.unpack(values), image]);
      this.values = unpacked;
      this.film = film ? new Film(unpacked) : null;
      this.image = this.film?.image ?? bitmap;
    } catch (error) {
      this.error = String(error.message || error).replace(/\.$/, "");
    }
  }

  /** Bring a film under the window where it is seen; a PNG file is as it is. */
  develop(windowing, part) {
    this.film?.develop(windowing, part);
  }

  /** Give memory back. */
  close() {
    if (this.film) this.film.close();
    else this.image?.close();
  }
}
