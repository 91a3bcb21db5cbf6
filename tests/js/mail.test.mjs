import assert from "node:assert/strict";
import test from "node:test";

import { MAIL, readPicture } from "../../pages/ui/viewer/js/mail.js";

function payload(entry, ...blobs) {
  const header = Buffer.from(JSON.stringify(entry));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return new Uint8Array(Buffer.concat([length, header, ...blobs.map((blob) => Buffer.from(blob))]));
}

test("a picture is read with its PNG and its packed values", () => {
  const read = readPicture(payload({ viewer: "v", id: "0", bytes: 3, values: { bytes: 2 } }, [1, 2, 3], [4, 5]));
  assert.deepEqual([...read.png], [1, 2, 3]);
  assert.deepEqual([...read.values.packed], [4, 5]);
  assert.equal(readPicture(payload({ viewer: "v", id: "0", bytes: 0, values: null })).png.length, 0);
});

test("words and pictures lie in their viewer's box until their sender takes them out", () => {
  const takeWords = MAIL.put({ viewer: "a", panels: [] });
  const takePicture = MAIL.put({ viewer: "a", id: "0", digest: "x" });
  assert.equal(MAIL.of("a").pictures.get("0").digest, "x");
  assert.equal(MAIL.of("b").said, null);
  takePicture();
  assert.equal(MAIL.of("a").pictures.size, 0);
  takeWords();
  assert.equal(MAIL.of("a").said, null);
});

test("an overtaken sender takes nothing of the newer one away", () => {
  const [old] = ["x", "y"].map((digest) => MAIL.put({ viewer: "c", id: "0", digest }));
  const first = MAIL.put({ viewer: "c", panels: [1] });
  MAIL.put({ viewer: "c", panels: [2] });
  old();
  first();
  assert.equal(MAIL.of("c").pictures.get("0").digest, "y");
  assert.deepEqual(MAIL.of("c").said.panels, [2]);
});

test("viewers hear of all that comes", () => {
  let heard = 0;
  MAIL.addEventListener("change", () => { heard += 1; });
  MAIL.put({ viewer: "d", panels: [] });
  MAIL.put({ viewer: "d", id: "0" });
  assert.equal(heard, 2);
});
