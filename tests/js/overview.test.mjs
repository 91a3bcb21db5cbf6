import assert from "node:assert/strict";
import { test } from "node:test";
import { Frame } from "../../pages/ui/workbench/overview.js";

const LIMITS = { height: 300, width: 400, least: 32, most: 40_000 };
const frame = (place = [100, 100, 80, 60]) => new Frame(place, LIMITS);

test("a frame stays inside the picture", () => {
  const part = frame();
  part.moveTo(-5, 1000);
  assert.deepEqual(part.place, [0, 340, 80, 60]);
  part.centre(150.2, 200);
  assert.deepEqual(part.place, [110, 170, 80, 60]);
});

test("the opposite corner stays where it is", () => {
  for (const corner of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
    const part = frame();
    part.resize(120, 90, corner);
    assert.deepEqual([part.height, part.width], [120, 90]);
    assert.equal(corner[0] ? part.top : part.top + part.height, corner[0] ? 100 : 180);
    assert.equal(corner[1] ? part.left : part.left + part.width, corner[1] ? 100 : 160);
  }
});

test("a frame ends at the picture's edge and at the smallest side", () => {
  const part = frame();
  part.resize(1000, 1, [0, 1]);
  assert.deepEqual(part.place, [0, 100, 180, 32]);
});

test("a frame has no more than the most pixels", () => {
  const part = new Frame([0, 0, 50, 50], LIMITS);
  part.resize(300, 400);
  assert.ok(part.height * part.width <= 40_000 && part.height * part.width > 39_000, part.place.join());
  assert.ok(Math.abs(part.width / part.height - 4 / 3) < 0.02);
});

test("in a small picture the frame may be as small as the picture", () => {
  const part = new Frame([0, 0, 20, 25], { height: 20, width: 25, least: 32, most: 1000 });
  part.resize(5, 5);
  assert.deepEqual(part.place, [0, 0, 20, 20]);
});
