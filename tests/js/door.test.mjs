import assert from "node:assert/strict";
import test from "node:test";

globalThis.document ??= {};
const { sift } = await import("../../pages/ui/shell/door.js");

test("files above the limit are refused one by one, by name and size, and the others are sent", () => {
  const [small, exact, large] = [["a", 5], ["b", 2 ** 21], ["c", 2 ** 21 + 1]].map(([name, size]) => ({ name, size }));
  const { good, refused } = sift([small, large, exact], 2);
  assert.deepEqual(good, [small, exact]);
  assert.equal(refused.length, 1);
  assert.match(refused[0], /^c: expected a file of at most 2 MB, found one of 3 MB; /);
});
