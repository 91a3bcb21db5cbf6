import assert from "node:assert/strict";
import test from "node:test";

globalThis.document ??= {};
const { MOST_FILES, cut, sift } = await import("../../pages/ui/shell/door.js");

test("files above the limit are refused one by one, by name and size, and the others are sent", () => {
  const [small, exact, large] = [["a", 5], ["b", 2 ** 21], ["c", 2 ** 21 + 1]].map(([name, size]) => ({ name, size }));
  const { good, refused } = sift([small, large, exact], 2);
  assert.deepEqual(good, [small, exact]);
  assert.equal(refused.length, 1);
  assert.match(refused[0], /^c: expected a file of at most 2 MB, found one of 3 MB; /);
});

test("a folder gives up to a limit of its files and says so; hidden files count nowhere", () => {
  const files = [".DS_Store", "Thumbs.db", ...Array.from({ length: MOST_FILES + 1 }, (_, n) => `IM${n}`)].map((name) => ({ name }));
  assert.deepEqual(cut(files.slice(0, 4)), { good: files.slice(2, 4), said: [] });
  const { good, said } = cut(files);
  assert.equal(good.length, MOST_FILES);
  assert.match(said[0], new RegExp(`at most ${MOST_FILES} files in a folder, found ${MOST_FILES + 1};`));
});
