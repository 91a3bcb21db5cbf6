import assert from "node:assert/strict";
import test from "node:test";

import { NO_VALUE } from "../../pages/ui/viewer/js/values.js";
import { Windowing } from "../../pages/ui/viewer/js/window.js";

const PRESETS = [
  { name: "File", centre: 40, width: 400, invert: false },
  { name: "Bone", centre: 500, width: 2000, invert: false },
];
const VALUES = [{ low: -1024, high: 3071 }];

function offered(more = {}) {
  const windowing = new Windowing();
  windowing.offer({ windows: PRESETS, digits: 0, subject: "a file", ...more }, VALUES);
  return windowing;
}

function seen(windowing) {
  return [windowing.centre, windowing.width, windowing.invert];
}

/** PS3.3 C.11.2.1.2.1 as it is written there, to 0..255. */
function linear(x, centre, width) {
  if (x <= centre - 0.5 - (width - 1) / 2) return 0;
  if (x > centre - 0.5 + (width - 1) / 2) return 255;
  return Math.floor(((x - (centre - 0.5)) / (width - 1) + 0.5) * 255 + 0.5);
}

test("greys are those of the standard, inverted the other way round", () => {
  const windowing = offered();
  for (const [centre, width] of [[40, 400], [500.5, 2000], [-600, 1500], [100, 1], [128, 2]]) {
    windowing.set({ centre, width, invert: false });
    for (let x = -1100; x < 3200; x += 0.5) assert.equal(windowing.grey(x), linear(x, centre, width), `${x} under ${centre}, ${width}`);
  }
  windowing.set({ centre: 128, width: 256, invert: true });
  assert.deepEqual([windowing.grey(0), windowing.grey(255)], [255, 0]);
});

test("a table gives opaque greys, and nothing where there is no value", () => {
  const windowing = offered();
  windowing.set({ centre: 128, width: 256 });
  const table = windowing.table({ low: 0, step: 1 });
  assert.deepEqual([table[0], table[255], table[NO_VALUE]], [0xff000000, 0xffffffff, 0]);
});

test("dragging to the right widens, upwards brightens", () => {
  const windowing = offered();
  const before = windowing.grey(40);
  windowing.drag(windowing.start, 100, 0);
  assert.ok(windowing.width > 400);
  windowing.choose(0);
  windowing.drag(windowing.start, 0, 50);
  assert.ok(windowing.grey(40) > before);
  windowing.set({ ...PRESETS[0], invert: true });
  const inverted = windowing.grey(40);
  windowing.drag(windowing.start, 0, 50);
  assert.ok(windowing.grey(40) > inverted);
});

test("a window never gets narrower than 1, and can be widened again from there", () => {
  const windowing = offered();
  windowing.drag(windowing.start, -1e6, 0);
  assert.equal(windowing.width, 1);
  windowing.drag(windowing.start, 100, 0);
  assert.ok(windowing.width > 1);
});

test("a key moves by one in the last digit at least", () => {
  const windowing = offered({ digits: 1 });
  windowing.nudge(1, 0, 0);
  assert.equal(windowing.width, 400.1);
});

test("an own window stays until the presets change", () => {
  const windowing = offered();
  windowing.set({ centre: 123 });
  windowing.offer({ windows: PRESETS, digits: 0, subject: "a file" }, VALUES);
  assert.equal(windowing.centre, 123);
  windowing.offer({ windows: [PRESETS[1]], digits: 0, subject: "a file" }, VALUES);
  assert.equal(windowing.centre, 500);
});

test("another frame of the same file keeps the place in the list and the inversion", () => {
  const windowing = offered();
  windowing.choose(1);
  windowing.set({ invert: true });
  const moved = PRESETS.map((preset) => ({ ...preset, centre: preset.centre + 10 }));
  windowing.offer({ windows: moved, digits: 0, subject: "a file" }, VALUES);
  assert.deepEqual([windowing.chosen, windowing.centre, windowing.invert], [1, 510, true]);
  windowing.offer({ windows: PRESETS, digits: 0, subject: "another file" }, VALUES);
  assert.deepEqual([windowing.chosen, windowing.invert], [0, false]);
});

test("words name preset, numbers and inversion", () => {
  const windowing = offered();
  windowing.set({ invert: true });
  assert.equal(windowing.words, "File, window width 400, level 40, inverted");
  windowing.set({ centre: 41.25 });
  assert.equal(windowing.words, "window width 400, level 41.3, inverted");
});

test("a window outlives a reload under the same presets, and is not taken for another picture", () => {
  const before = offered();
  assert.equal(before.own, "");
  before.set({ centre: 41.5, width: 300, invert: true });
  const kept = { wanted: before.own };
  const after = Object.assign(new Windowing(), kept);
  after.offer({ windows: [], digits: 0, subject: "a file" }, []);
  assert.equal(after.own, before.own);
  after.offer({ windows: PRESETS, digits: 0, subject: "a file" }, VALUES);
  assert.deepEqual(seen(after), [41.5, 300, true]);
  const other = Object.assign(new Windowing(), kept);
  other.offer({ windows: PRESETS.toReversed(), digits: 0, subject: "a file" }, VALUES);
  assert.deepEqual(seen(other), [500, 2000, false]);
  other.offer({ windows: PRESETS, digits: 0, subject: "another" }, VALUES);
  assert.deepEqual(seen(other), [40, 400, false]);
});

test("a kept window holds no name, and nonsense in its place changes nothing", () => {
  const before = offered();
  before.choose(1);
  assert.doesNotMatch(before.own, /Bone|File|a file/);
  for (const wanted of ["", "of", "1,2", "a,b,c of 40,400,0 500,2000,0", "NaN"]) {
    const after = Object.assign(new Windowing(), { wanted });
    after.offer({ windows: PRESETS, digits: 0, subject: "a file" }, VALUES);
    assert.deepEqual([after.centre, after.width], [40, 400]);
  }
});
