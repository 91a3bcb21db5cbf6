/** Records of a stream, cut anywhere, become the file that was written. */
import assert from "node:assert/strict";
import test from "node:test";

import { Growing, megabytes, Records } from "../../pages/ui/shell/stream.js";

const LAST = 2n ** 64n - 1n;

function record(place, bytes = []) {
  const made = new Uint8Array(12 + bytes.length), view = new DataView(made.buffer);
  view.setBigUint64(0, BigInt(place), true);
  view.setUint32(8, bytes.length, true);
  made.set(bytes, 12);
  return [...made];
}

async function receive(body, step) {
  const records = new Records(), file = new Growing("image/tiff");
  for (let at = 0; at < body.length; at += step) {
    for (const [place, bytes] of records.read(Uint8Array.from(body.slice(at, at + step)))) file.put(place, bytes);
  }
  return { end: records.end, size: file.size, bytes: [...new Uint8Array(await file.blob().arrayBuffer())] };
}

const BODY = [
  record(LAST),
  record(0, [1, 2, 3, 4, 5]),
  record(5, [6, 7]),
  record(LAST),
  record(1, [20, 30]),
  record(7, [8]),
  record(8),
].flat();

for (const step of [1, 5, 12, 13, 1000]) {
  test(`records in pieces of ${step} bytes become the file`, async () => {
    assert.deepEqual(await receive(BODY, step), { end: 8, size: 8, bytes: [1, 20, 30, 4, 5, 6, 7, 8] });
  });
}

const BESIDE = 2n ** 63n, TILE = BESIDE | 1n << 55n | 3n << 48n | 20n << 24n | 16777215n;

for (const step of [1, 5, 1000]) {
  test(`tiles in pieces of ${step} bytes stand beside the file`, async () => {
    const body = [record(0, [1, 2]), record(TILE, [7, 8, 9]), record(2, [3]), record(BESIDE, [5]), record(3)].flat();
    const records = new Records(), file = new Growing("image/png");
    for (let at = 0; at < body.length; at += step) {
      for (const [place, bytes] of records.read(Uint8Array.from(body.slice(at, at + step)))) file.put(place, bytes);
    }
    const tiles = await Promise.all(Array.from(records.tiles, async ([name, blob]) => [name, ...new Uint8Array(await blob.arrayBuffer())]));
    assert.deepEqual(tiles, [["1/3/20/16777215", 7, 8, 9], ["0/0/0/0", 5]]);
    assert.deepEqual([records.end, ...new Uint8Array(await file.blob().arrayBuffer())], [3, 1, 2, 3]);
  });
}

test("a body that is cut off anywhere has no end", async () => {
  for (let length = 0; length < BODY.length; length++) {
    assert.equal((await receive(BODY.slice(0, length), 1000)).end, null);
  }
});

test("a body that lacks a record ends at another size than the file has", async () => {
  const { end, size } = await receive([record(0, [1, 2]), record(8)].flat(), 1000);
  assert.notEqual(end, size);
});

test("bytes beyond the end of the file are refused", () => {
  const file = new Growing("image/tiff");
  file.put(0, Uint8Array.of(1, 2, 3));
  assert.throws(() => file.put(4, Uint8Array.of(5)), RangeError);
  assert.throws(() => file.put(2, Uint8Array.of(3, 4)), RangeError);
});

test("the file keeps bytes of a buffer that is used again", async () => {
  const file = new Growing("image/tiff"), buffer = Uint8Array.of(1, 2);
  file.put(0, buffer);
  buffer.fill(9);
  assert.deepEqual([...new Uint8Array(await file.blob().arrayBuffer())], [1, 2]);
});

test("the blob has the kind of the file after it grew and changed", () => {
  const file = new Growing("image/tiff");
  file.put(0, new Uint8Array(2 ** 23));
  file.put(5, Uint8Array.of(1));
  file.put(2 ** 23, Uint8Array.of(1));
  assert.equal(file.blob().type, "image/tiff");
  assert.equal(file.blob().size, 2 ** 23 + 1);
});

test("a size is written in megabytes", () => {
  assert.deepEqual([1, 300_000, 9_949_999, 9_960_000, 148_000_000].map(megabytes), ["0.1 MB", "0.3 MB", "9.9 MB", "10 MB", "148 MB"]);
});
