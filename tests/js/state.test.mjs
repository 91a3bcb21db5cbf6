import assert from "node:assert/strict";
import test from "node:test";

import { Address } from "../../pages/ui/viewer/js/address.js";
import { MAX_SHOWN, State } from "../../pages/ui/viewer/js/state.js";

function panels(count, size = { width: 120, height: 80 }) {
  return Array.from({ length: count }, (_, i) => ({ id: `p${i}`, label: `P${i}`, shown: true, network: i === 3, picture: { image: size } }));
}

function grid(count, stage = { width: 600, height: 400 }) {
  const state = new State();
  state.offer(panels(count), "grid");
  const [cell] = state.cells(stage, 20, 3);
  state.setCell(cell.width, cell.height);
  return state;
}

test("cells are of one size, do not overlap and stay on the stage", () => {
  for (let count = 2; count <= MAX_SHOWN; count += 1) {
    const cells = grid(count).cells({ width: 601, height: 397 }, 20, 3);
    assert.equal(cells.length, count);
    for (const cell of cells) {
      assert.deepEqual([cell.width, cell.height], [cells[0].width, cells[0].height]);
      assert.ok(cell.x >= 0 && cell.y >= 20 && cell.x + cell.width <= 601 && cell.y + cell.height <= 397);
    }
    for (const [i, a] of cells.entries()) for (const b of cells.slice(i + 1)) assert.ok(a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y);
  }
});

test("one picture fills the stage, two have a divider", () => {
  const state = new State();
  state.offer(panels(1), "split");
  assert.equal(state.divided, false);
  assert.deepEqual(state.cells({ width: 50, height: 40 }, 0, 3).map(({ x, y, width, height }) => [x, y, width, height]), [[0, 0, 50, 40]]);
  state.offer(panels(2), "split");
  assert.equal(state.divided, true);
  state.setCell(50, 40);
  assert.deepEqual(state.regions(state.cells({ width: 50, height: 40 }, 0, 3)).map(({ panel, x, width }) => [panel.id, x, width]), [["p0", 0, 25], ["p1", 25, 25]]);
});

test("the regions of a grid show the same place in every cell", () => {
  const state = grid(4);
  state.view.place(8, 30, 20, 0, 0);
  const cells = state.cells({ width: 600, height: 400 }, 20, 3);
  const places = state.regions(cells).map(({ x, y, origin }) => [x - origin.x, y - origin.y]);
  for (const place of places) assert.deepEqual(place, places[0]);
});

test("the first network stands on the right, until the user turns or chooses", () => {
  const state = grid(5);
  assert.deepEqual(state.pair.map(({ id }) => id), ["p0", "p3"]);
  state.turn(1);
  assert.equal(state.pair[1].id, "p4");
  state.turn(1);
  assert.equal(state.pair[1].id, "p1");
  state.left = "p2";
  assert.equal(state.pair[0].id, "p2");
});

test("between 2 and 12 pictures are shown", () => {
  const state = grid(14);
  assert.equal(state.shown.length, MAX_SHOWN);
  assert.equal(state.toggle("p13"), false);
  assert.equal(grid(2).toggle("p0"), false);
  const full = grid(MAX_SHOWN);
  assert.deepEqual([full.toggle("p0"), full.shown.length, full.toggle("p0"), full.shown.length], [true, MAX_SHOWN - 1, true, MAX_SHOWN]);
});

test("a picture that is no longer there is not subtracted", () => {
  const state = grid(3);
  state.base = "p2";
  state.offer(panels(2), "grid");
  assert.equal(state.base, null);
});

test("the patch stays on the picture, and its mark is in shares", () => {
  const state = grid(2);
  state.movePatch({ x: 0, y: 79 });
  assert.deepEqual(state.patch, { x: 0, y: 16 });
  const { x0, y0, x1, y1 } = state.patchMark;
  assert.deepEqual([x0 * 120, y0 * 80, x1 * 120, y1 * 80].map(Math.round), [0, 16, 64, 80]);
});

test("a place goes into the address and leads back", () => {
  const state = grid(2);
  assert.equal(state.place, "");
  state.view.place(4, 50, 30, state.view.stage.width / 2, state.view.stage.height / 2);
  assert.equal(state.place, "4,50,30");
  const other = grid(2);
  other.goTo(state.place);
  assert.deepEqual([other.view.zoom, other.view.x, other.view.y], [4, 50, 30]);
});

test("nonsense in the address changes nothing", () => {
  const state = grid(2);
  for (const place of ["", "4", "a,b,c", "-1,2,3", "NaN,1,1", "1,Infinity,1"]) state.goTo(place);
  assert.equal(state.place, "");
});

test("the address keeps its other words", async () => {
  const written = [];
  globalThis.location = { href: "http://localhost/Compare?sample=cat&place=2,1,1" };
  globalThis.history = { state: null, replaceState: (_state, _title, address) => written.push(String(address)) };
  const address = new Address();
  address.keep(() => ({ place: "dropped" }));
  address.keep(() => ({ place: "5,1,1", left: "" }));
  await new Promise((done) => setTimeout(done, 500));
  address.write({ place: "2,1,1", left: "" });
  address.write({ place: "" });
  assert.deepEqual(written, ["http://localhost/Compare?sample=cat&place=5,1,1", "http://localhost/Compare?sample=cat"]);
});

const LINK = { mark: "m", view: "", left: "", right: "", divider: "", difference: "", pictures: "", place: "", lens: "", smooth: "" };

function follow(words, count = 5) {
  const state = grid(count);
  state.follow({ ...LINK, ...words });
  const [cell] = state.cells({ width: 600, height: 400 }, 20, 3);
  state.setCell(cell.width, cell.height);
  const place = state.takePlace();
  if (place) state.goTo(place);
  return state;
}

test("every word of a link is shown, and written again as it was", () => {
  const words = {
    view: ["", "stack", "left", "right"], left: ["", "p2"], right: ["", "p4"], divider: ["", "0.3", "0.875"], difference: ["", "p1"],
    pictures: ["", "p0,-p1", "-p4"], place: ["", "8,50.5,30"], lens: ["", "0,0", "56,16"], smooth: ["", "1"],
  };
  for (const [name, values] of Object.entries(words)) {
    for (const value of values) assert.equal(follow({ [name]: value }).words[name], value, `${name}=${value}`);
  }
  const all = Object.fromEntries(Object.entries(words).map(([name, values]) => [name, values.at(-1)]));
  assert.deepEqual(follow(all).words, all);
});

test("a link is followed once, and leaves nothing of the view before it", () => {
  const state = follow({ view: "right", left: "p2", difference: "p1", pictures: "-p1", place: "4,50,30", lens: "0,0", smooth: "1" });
  state.follow(LINK);
  assert.equal(state.words.left, "p2");
  state.follow({ ...LINK, mark: "n" });
  assert.deepEqual(Object.values(state.words).filter(Boolean), []);
  assert.equal(state.view.divider, 0.5);
});

test("a place of a link comes back when the cells have become small enough", () => {
  const state = follow({ place: "4,50,30" }, 1);
  assert.equal(state.place, "4,60,40");
  state.setCell(200, 100);
  assert.equal(state.place, "4,50,30");
});

test("a difference waits for the picture that is not decoded yet", () => {
  const state = new State();
  state.offer(panels(1), "grid", ["p0", "p1"]);
  state.follow({ ...LINK, difference: "p1" });
  state.offer(panels(1), "grid", ["p0", "p1"]);
  assert.equal(state.base, "p1");
  state.offer(panels(1), "grid", ["p0"]);
  assert.equal(state.base, null);
});

test("the picture that is subtracted has no cell and stays shown", () => {
  const state = grid(4);
  state.base = "p0";
  const stage = { width: 600, height: 400 };
  assert.deepEqual(state.cells(stage, 20, 3).map(({ panels: [{ id }] }) => id), ["p1", "p2", "p3"]);
  assert.equal(state.toggle("p0"), false);
  state.base = null;
  assert.equal(state.cells(stage, 20, 3).length, 4);
});

test("pictures that are awaited keep their places: those shown do not move when they come", () => {
  const [before, after] = [grid(2), grid(5)];
  before.awaited = 3;
  const stage = { width: 600, height: 400 };
  const places = (state) => state.cells(stage, 20, 3).map(({ x, y, width, height }) => [x, y, width, height]);
  assert.deepEqual(places(before), places(after).slice(0, 2));
  assert.equal(before.heightFor(600, 20, 2000), after.heightFor(600, 20, 2000));
});
