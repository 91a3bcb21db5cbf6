/** Error bars: what is read of them, what is beyond a tolerance, what is hatched and what is said. */
import assert from "node:assert/strict";
import test from "node:test";

import { Bars, halfWidthText, unitAfter } from "../../pages/ui/viewer/js/bars.js";
import { Doubt, shareText } from "../../pages/ui/viewer/js/doubt.js";
import { HATCH_DARK, HATCH_LIGHT, hatchBlocks, hatchTile } from "../../pages/ui/viewer/js/hatch.js";
import { NO_VALUE, Values } from "../../pages/ui/viewer/js/values.js";

/** Half-widths of 1, 2, ... levels, a row of which has `width`; null for none. */
function barsOf(width, halves, { low = 0, step = 1 } = {}) {
  const codes = Uint16Array.from(halves, (half) => (half === null ? NO_VALUE : Math.round((half - low) / step)));
  const bars = new Bars({ digest: "a" });
  bars.take(new Values({ width, height: halves.length / width, low, high: Math.max(...halves), step }, codes));
  return bars;
}

/** A doubt over these bars, in levels or in a unit. */
function doubtOver(bars, { tolerance = 2, unit = "", digits = 0, values = null } = {}) {
  const doubt = new Doubt();
  doubt.offer({ tolerance, unit, digits }, [{ label: "Bicubic", picture: {} }, { label: "EDSR", bars, picture: { values } }]);
  return doubt;
}

test("the share beyond a tolerance counts measured places, and a half-width equal to it is within", () => {
  const bars = barsOf(3, [1, 2, 3, 4, null, 2]);
  assert.deepEqual([0.5, 1, 2, 3.5, 4, 99].map((tolerance) => bars.share(tolerance)), [1, 0.8, 0.4, 0.2, 0, 0]);
  assert.equal(barsOf(2, [null, null]).share(1), 0);
});

test("a block is beyond where one of its places is, at the rim too, and one without a value never is", () => {
  const bars = barsOf(3, [1, 1, 1, 1, 5, null, null, null, 9]);
  const marks = (tolerance, side) => {
    const end = Math.ceil(3 / side);
    return [...bars.beyond(tolerance, side, { left: 0, top: 0, right: end, bottom: end })];
  };
  assert.deepEqual(marks(4, 1), [0, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual(marks(4, 2), [1, 0, 0, 1]);
  assert.deepEqual(marks(0.1, 1), [1, 1, 1, 1, 1, 0, 0, 0, 1]);
  assert.deepEqual([...bars.beyond(4, 1, { left: 1, top: 1, right: 3, bottom: 2 })], [1, 0]);
});

test("a half-width has two significant digits, at most the decimals of a value, and is never rounded down", () => {
  const told = [0.0812, 0.004, 1.21, 12.3, 234.5, 0.1].map((half) => halfWidthText(half, 2));
  assert.deepEqual(told, ["0.09", "0.01", "1.3", "13", "235", "0.10"]);
  assert.deepEqual([halfWidthText(0.0812, 3), halfWidthText(5.2, 0), halfWidthText(6.00001, 0)], ["0.082", "6", "6"]);
});

test("under the pointer stands the half-width of the place, in levels where there are no values", () => {
  const bars = barsOf(2, [1, 12, null, 3]);
  const [picture, levels] = [{ width: 8, height: 8 }, { digits: 0, unit: "levels" }];
  const at = (x, y, scale = levels) => bars.text({ x, y }, picture, scale);
  assert.deepEqual([at(7, 3), at(3, 0), at(0, 7)], ["± 12 levels", "\u2007± 1 level", ""]);
  assert.equal(barsOf(1, [0.08], { low: 0.08 }).text({ x: 0, y: 0 }, picture, { digits: 2, unit: "°C" }), "± 0.08");
});

test("the bar says the share, what it means, and when there is nothing", () => {
  const doubt = doubtOver(barsOf(4, [1, 2, 3, 4]));
  assert.equal(doubt.words, "50 % may be off by more than 2 levels");
  doubt.on = true;
  doubt.set(1);
  assert.equal(doubt.words, "75 % hatched: may be off by more than 1 level");
  doubt.set(4);
  assert.equal(doubt.words, "Nothing to hatch: every error bar is within 4 levels");
  const warm = doubtOver(barsOf(2, [0.05, 0.3], { low: 0.05, step: 0.05 }), { tolerance: 0.1, unit: "°C", digits: 2, values: {} });
  assert.equal(warm.words, "50 % may be off by more than 0.10 °C");
  warm.set(0.125);
  assert.equal(warm.words, "50 % may be off by more than 0.125 °C");
});

test("a share is rounded, but never to nothing and never to all", () => {
  const told = [0, 0.0004, 0.034, 0.0996, 0.123, 0.995, 0.99999, 1].map(shareText);
  assert.deepEqual(told, ["0 %", "less than 0.1 %", "3.4 %", "10 %", "12 %", "more than 99 %", "more than 99 %", "100 %"]);
  assert.deepEqual([unitAfter("1", "levels"), unitAfter("1", "HU")], ["level", "HU"]);
});

test("the user's tolerance stays until the page offers another, and what is no tolerance is ignored", () => {
  const bars = barsOf(2, [1, 9]);
  const doubt = doubtOver(bars);
  for (const number of [5, 0, -1, NaN, Infinity]) doubt.set(number);
  const offer = (tolerance) => doubt.offer({ tolerance, unit: "", digits: 0 }, [{ bars, picture: {} }]);
  offer(2);
  assert.equal(doubt.tolerance, 5);
  offer(3);
  assert.equal(doubt.tolerance, 3);
  doubt.offer({ tolerance: null, unit: "", digits: 0 }, [{ bars: null, picture: {} }]);
  assert.deepEqual([doubt.active, doubt.key], [false, ""]);
});

test("what the user has set outlives a reload of the same page only", () => {
  const bars = barsOf(2, [1, 9]);
  const before = doubtOver(bars);
  assert.equal(before.own, "");
  before.on = true;
  before.set(5);
  const after = (tolerance) => {
    const doubt = new Doubt();
    doubt.wanted = before.own;
    doubt.offer({ tolerance, unit: "", digits: 0 }, [{ bars, picture: {} }]);
    return [doubt.on, doubt.tolerance];
  };
  assert.deepEqual([after(2), after(3)], [[true, 5], [false, 3]]);
});

test("a block is never so small that it lies between two lines", () => {
  const region = { x: 0, y: 0, width: 60, height: 40, origin: { x: -10, y: 5 } };
  const count = { width: 100, height: 10 };
  for (const cell of [0.3, 1, 2, 3, 4, 32]) {
    const { side } = hatchBlocks(region, cell, 8, count);
    const lit = hatchTile(8, 1).map((word) => Number(word !== 0));
    const size = Math.round(side * cell);
    // Every place of a block against the lines.
    for (let shift = 0; shift < 8; shift += 1) {
      const touched = Array.from({ length: size * size }, (_, i) => lit[((shift + (i % size)) % 8) + 8 * (Math.floor(i / size) % 8)]);
      assert.ok(touched.includes(1), `${cell} ${shift}`);
    }
  }
});

test("blocks of a region are those that are seen", () => {
  const region = { x: 20, y: 0, width: 40, height: 40, origin: { x: -10, y: 5 } };
  assert.deepEqual(hatchBlocks(region, 8, 8, { width: 100, height: 3 }), { side: 1, left: 3, right: 9, top: 0, bottom: 3 });
  assert.deepEqual(hatchBlocks(region, 2, 8, { width: 21, height: 99 }), { side: 2, left: 7, right: 11, top: 0, bottom: 9 });
});

/** Relative luminance of a channel, 0..1 (WCAG 2.2). */
function luminance(share) {
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Contrast ratio (WCAG 2.2) of a line, an RGBA word, over a grey of 0..1. */
function contrast(word, grey) {
  const alpha = (word >>> 24) / 255;
  const channels = [0, 8, 16].map((shift) => luminance((alpha * ((word >>> shift) & 255)) / 255 + (1 - alpha) * grey));
  const line = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
  const below = luminance(grey);
  return (Math.max(line, below) + 0.05) / (Math.min(line, below) + 0.05);
}

test("on every grey one of the two lines has a contrast of 3:1 or more", () => {
  for (let level = 0; level < 256; level += 1) {
    const best = Math.max(...[HATCH_LIGHT, HATCH_DARK].map((word) => contrast(word, level / 255)));
    assert.ok(best >= 3, `${level}: ${best}`);
  }
});

test("lines join at the borders of a tile", () => {
  const tile = hatchTile(8, 1);
  const at = (x, y) => tile[(x % 8) + 8 * (y % 8)];
  for (let x = 0; x < 16; x += 1) for (let y = 0; y < 15; y += 1) assert.equal(at(x + 1, y), at(x, y + 1));
  assert.deepEqual([new Set(tile).size, tile.filter((word) => word).length], [3, 16]);
});

test("the widest places come first, one after the other, and are apart", () => {
  const halves = Array.from({ length: 40 * 20 }, () => 1);
  const put = (column, row, half) => { halves[row * 40 + column] = half; };
  put(3, 4, 9);
  put(4, 4, 8);
  put(30, 15, 7);
  put(0, 0, null);
  const doubt = doubtOver(barsOf(40, halves));
  const visited = Array.from({ length: 6 }, () => doubt.next());
  assert.deepEqual(visited[0], { x: 3.5 / 40, y: 4.5 / 20 });
  assert.deepEqual(visited[1], { x: 30.5 / 40, y: 15.5 / 20 });
  assert.deepEqual(visited[5], visited[0]);
  assert.equal(doubt.placeWords, "Uncertain place 1 of 5");
});

test("without a half-width there is no place", () => {
  const doubt = doubtOver(barsOf(2, [null, null]));
  assert.equal(doubt.next(), null);
  assert.equal(doubt.placeWords, "No place has error bars");
});
