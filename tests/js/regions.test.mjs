import assert from "node:assert/strict";
import test from "node:test";

import { Pen, regionShares, regionSize } from "../../pages/ui/viewer/js/pen.js";
import { Ruler } from "../../pages/ui/viewer/js/ruler.js";

const PICTURE = { width: 100, height: 50 };
const [FROM, TO] = [{ x: 30, y: 40 }, { x: 10, y: 20 }];
const SPACING = { row_mm: 0.4, col_mm: 0.1, kind: "at the detector" };

function drawn(tool, ...steps) {
  const pen = new Pen();
  pen.choose(tool);
  return [pen, steps.map((step) => step(pen))];
}

test("a box and an ellipse reach from border to border of their pixels", () => {
  for (const kind of ["box", "ellipse"]) {
    assert.deepEqual(regionShares({ kind, from: FROM, to: TO }, PICTURE), { kind, x0: 0.1, y0: 0.4, x1: 0.31, y1: 0.82 });
  }
});

test("a line keeps its direction, a spot is one pixel's centre", () => {
  assert.deepEqual(regionShares({ kind: "line", from: FROM, to: TO }, PICTURE), { kind: "line", x0: 0.305, y0: 0.81, x1: 0.105, y1: 0.41 });
  assert.deepEqual(regionShares({ kind: "spot", from: FROM, to: TO }, PICTURE), { kind: "spot", x0: 0.105, y0: 0.41, x1: 0.105, y1: 0.41 });
});

test("sizes count both ends of a box, and a line from centre to centre", () => {
  assert.equal(regionSize({ kind: "box", from: FROM, to: TO }), "21 × 21 px");
  assert.equal(regionSize({ kind: "line", from: { x: 0, y: 0 }, to: { x: 30, y: 40 } }), "50.0 px");
  assert.equal(regionSize({ kind: "spot", from: FROM, to: TO }), "x 10, y 20");
});

test("a drag draws, and so do two clicks; one click only sets a corner", () => {
  const [, dragged] = drawn("box", (pen) => pen.press(FROM), (pen) => pen.move(TO), (pen) => pen.release(true));
  assert.deepEqual(dragged.at(-1), { kind: "box", from: FROM, to: TO });
  const [, clicked] = drawn("box", (pen) => pen.press(FROM), (pen) => pen.release(false), (pen) => pen.press(TO), (pen) => pen.release(false));
  assert.equal(clicked[1], null);
  assert.deepEqual(clicked[3], { kind: "box", from: FROM, to: TO });
});

test("a line needs two ends; a pinch and Escape drop what was begun", () => {
  const [pen, done] = drawn("line", (p) => p.press(FROM), (p) => p.release(true));
  assert.equal(done[1], null);
  pen.choose("box");
  pen.press(FROM);
  pen.abort();
  assert.equal(pen.draft, null);
  pen.press(FROM);
  assert.deepEqual([pen.cancel(), pen.cancel()], [true, false]);
});

test("the ruler weighs rows and columns with their own spacing", () => {
  const ruler = new Ruler({ spacing: SPACING, windows: [], tools: ["line"] });
  assert.equal(ruler.size({ kind: "line", from: { x: 0, y: 0 }, to: { x: 30, y: 10 } }), "5.0 mm");
  assert.equal(ruler.size({ kind: "box", from: { x: 0, y: 0 }, to: { x: 19, y: 9 } }), "2.0 × 4.0 mm");
  const mark = { kind: "line", x0: 0, y0: 0, x1: 0.3, y1: 0.2, label: "L1" };
  assert.equal(ruler.label(mark, PICTURE), "L1 · 5.0 mm");
  assert.equal(ruler.text([mark], PICTURE), "5.0 mm, at the detector");
  assert.equal(ruler.text([], PICTURE), "mm, at the detector");
});

test("without a spacing the ruler says pixels and that there is none", () => {
  const ruler = new Ruler({ spacing: null, windows: [{}], tools: ["line"] });
  const mark = { kind: "line", x0: 0, y0: 0, x1: 0.3, y1: 0.8, label: "" };
  assert.equal(ruler.text([mark], PICTURE), "50.0 px, no pixel spacing");
  assert.equal(ruler.text([], PICTURE), "pixels, no pixel spacing");
});

test("a viewer of plain pictures has no ruler", () => {
  const ruler = new Ruler({ spacing: null, windows: [], tools: ["line"] });
  assert.deepEqual([ruler.text([], PICTURE), ruler.label({ kind: "line", label: "Line" }, PICTURE)], ["", "Line"]);
});
