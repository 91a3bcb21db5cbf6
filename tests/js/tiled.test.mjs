/** A picture of tiles: what is seen of it is decoded, at the level that the zoom needs. */
import assert from "node:assert/strict";
import test from "node:test";

const SHELF = (globalThis[Symbol.for("honest-pixels-tiles")] = new Map());
const { Tiled, tilesBetween } = await import("../../pages/ui/viewer/js/tiled.js");

globalThis.createImageBitmap = async ({ name }) => ({ name, width: 512, height: 512, close() {} });

/** A picture of 2000 x 1100 pixels with all its tiles, and what is painted of it. */
function picture() {
  const names = [];
  for (const [level, rows, columns] of [[0, 3, 4], [1, 2, 2], [2, 1, 1]]) {
    for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) names.push(`1/${level}/${row}/${column}`);
  }
  SHELF.set("token", new Map(names.map((name) => [name, { name }])));
  const drawn = [], context = { clearRect() {}, drawImage: (tile, ...place) => drawn.push([tile.name, ...place]) };
  const tiled = new Tiled({ token: "token", picture: 1, width: 2000, height: 1100 }, () => {});
  const paint = async (zoom, origin) => {
    const region = { x: 0, y: 0, width: 600, height: 400, origin };
    tiled.paint(context, region, zoom);
    await new Promise(setImmediate);
    drawn.length = 0;
    tiled.paint(context, region, zoom);
    return drawn;
  };
  return { tiled, paint };
}

test("the whole is painted from the coarsest level", async () => {
  assert.deepEqual(await picture().paint(0.25, { x: 0, y: 0 }), [["1/2/0/0", 0, 0, 512, 512]]);
});

test("at 1:1 the tiles that are seen are painted in their places, above coarser ones", async () => {
  const drawn = await picture().paint(1, { x: -500, y: -100 });
  assert.deepEqual(drawn.filter(([name]) => name.startsWith("1/0/")), [
    ["1/0/0/0", -500, -100, 512, 512], ["1/0/0/1", 12, -100, 512, 512], ["1/0/0/2", 524, -100, 512, 512],
  ]);
  assert.equal(drawn[0][0], "1/2/0/0");
});

test("a pixel is read in its tile once that is decoded", async () => {
  const { tiled } = picture();
  assert.equal(tiled.pixelAt({ x: 513, y: 1030 }), null);
  await new Promise(setImmediate);
  const { bitmap, x, y } = tiled.pixelAt({ x: 513, y: 1030 });
  assert.deepEqual([bitmap.name, x, y], ["1/0/2/1", 1, 6]);
});

test("tiles are counted from the edge of the picture to its end", () => {
  assert.deepEqual(tilesBetween(-50, 100, 1, 2000), [0, 1]);
  assert.deepEqual(tilesBetween(1023, 2, 1, 2000), [1, 3]);
  assert.deepEqual(tilesBetween(5000, 100, 1, 2000), [4, 4]);
});

test("a picture whose tiles the browser has dropped says so", () => {
  assert.throws(() => new Tiled({ token: "gone", picture: 0, width: 1, height: 1 }), /no longer in this browser/);
});
