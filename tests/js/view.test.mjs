import assert from "node:assert/strict";
import test from "node:test";

import { View, percentText } from "../../pages/ui/viewer/js/view.js";

function look({ stage = [400, 300], picture = [100, 100] } = {}) {
  const view = new View();
  view.setStage(...stage);
  view.setPicture(...picture);
  return view;
}

test("a small picture is fitted at a whole zoom, a large one wholly", () => {
  assert.equal(look().zoom, 3);
  assert.equal(look({ picture: [800, 600] }).zoom, 0.5);
});

test("a fitted view follows the stage, another one keeps its picture point in the middle", () => {
  const view = look();
  view.setStage(800, 600);
  assert.equal(view.zoom, 6);
  view.zoomTo(8);
  view.pan(80, 0);
  view.setStage(400, 300);
  assert.deepEqual([view.zoom, view.x, view.y], [8, 40, 50]);
});

test("zooming keeps the picture pixel under the pointer", () => {
  const view = look({ picture: [90, 70] });
  const before = view.pixelAt(133.5, 171.5);
  for (const zoom of [4, 7, 12, 64]) {
    view.zoomTo(zoom, 133.5, 171.5);
    assert.deepEqual(view.pixelAt(133.5, 171.5), before);
  }
});

test("zoom above 1:1 is whole, and steps inwards and outwards lead back", () => {
  const view = look();
  view.zoomTo(3.4);
  assert.equal(view.zoom, 3);
  view.zoomTo(5);
  const inwards = view.next(1);
  view.zoomTo(inwards);
  assert.deepEqual([inwards, view.next(-1)], [6, 5]);
});

test("zoom ends at 64 and at the fitted picture", () => {
  const view = look({ picture: [800, 600] });
  view.zoomTo(1000);
  assert.equal(view.zoom, 64);
  view.zoomTo(0.01);
  assert.equal(view.zoom, 0.5);
});

test("pixels beside the picture are none, and the nearest is on its border", () => {
  const view = look();
  assert.equal(view.pixelAt(10, 10), null);
  assert.deepEqual(view.pixelNear(10, 10), { x: 0, y: 3 });
  assert.deepEqual(view.pixelNear(399, 299), { x: 99, y: 99 });
});

test("panning stops where the middle of the stage would leave the picture", () => {
  const view = look();
  view.zoomTo(10);
  view.pan(1e6, -1e6);
  assert.deepEqual([view.x, view.y], [0, 100]);
});

test("revealing a pixel pans just enough", () => {
  const view = look();
  view.zoomTo(20);
  view.reveal({ x: 0, y: 50 });
  const left = view.origin.x + 0.5 * view.zoom;
  assert.ok(left >= 300 / 8 - 1 && left < 400 / 2, String(left));
});

test("the halves fill the stage without a gap, and a covered one is left out", () => {
  const view = look();
  view.setDivider(0.333);
  const [left, right] = view.halves();
  assert.deepEqual([left.x, left.width, right.x, right.width], [0, 133, 133, 267]);
  view.setDivider(1);
  assert.deepEqual(view.halves().map(({ side }) => side), [0]);
});

test("blinking covers with the right picture first, and both come back where the divider was", () => {
  const view = look();
  view.setDivider(0.7);
  const places = [];
  for (let i = 0; i < 3; i += 1) {
    view.blink();
    places.push(view.divider);
  }
  view.showBoth();
  assert.deepEqual([...places, view.divider], [0, 1, 0, 0.7]);
});

test("a part holds every pixel that the region shows, and smoothing's margin below 1:1", () => {
  const view = look();
  view.zoomTo(10);
  assert.deepEqual(view.part({ x: 0, y: 0, width: 400, height: 300, origin: view.origin }), { left: 28, top: 33, right: 72, bottom: 67 });
  const small = look({ picture: [800, 600] });
  assert.deepEqual(small.part({ x: 100, y: 100, width: 50, height: 50, origin: small.origin }), { left: 184, top: 184, right: 316, bottom: 316 });
});

test("a zoom is told in per cent, finer below ten", () => {
  assert.deepEqual([0.031, 0.555, 4].map(percentText), ["3.1 %", "56 %", "400 %"]);
});

test("there is something to pan to where the picture reaches beyond the stage's top or foot", () => {
  const view = new View();
  view.setStage(300, 200);
  view.setPicture(100, 100);
  assert.equal(view.pansDown, false);
  view.zoomTo(2);
  assert.equal(view.pansDown, false);
  view.zoomTo(3);
  assert.equal(view.pansDown, true);
});

test("the divider outlives a reload, also while one picture fills the stage", () => {
  const before = look();
  assert.equal(before.divided, "");
  before.setDivider(0.3);
  before.blink();
  const after = look();
  after.divideAs(before.divided);
  assert.equal(after.divider, 0);
  after.showBoth();
  assert.equal(after.divider, 0.3);
  for (const word of [null, "", "2,0.5", "a,b", "0.2"]) after.divideAs(word);
  assert.equal(after.divider, 0.3);
});
