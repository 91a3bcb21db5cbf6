import assert from "node:assert/strict";
import test from "node:test";

const { stepTo } = await import("../../pages/ui/xray/strip.js");

test("arrow keys go by one and stop at the ends, Home and End go there, and other keys mean nothing", () => {
  assert.deepEqual(["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"].map((key) => stepTo(key, 1, 3)), [2, 2, 0, 0]);
  assert.deepEqual([stepTo("ArrowRight", 2, 3), stepTo("ArrowLeft", 0, 3)], [2, 0]);
  assert.deepEqual([stepTo("Home", 2, 3), stepTo("End", 0, 3), stepTo("x", 1, 3)], [0, 2, null]);
});
