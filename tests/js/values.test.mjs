import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

import { DIFFERENCE_COLOURS, DIFFERENCE_TOP, differenceColour } from "../../pages/ui/viewer/js/difference.js";
import { NO_VALUE, Scale, Values, formatValue } from "../../pages/ui/viewer/js/values.js";

const SPACE = "\u2007";
const MINUS = "\u2212";

/** As `pack_values` of payload.py: differences to the left neighbour, modulo 65,536, deflated. */
function pack(width, codes) {
  const deltas = Uint16Array.from(codes, (code, i) => code - (i % width ? codes[i - 1] : 0));
  return deflateSync(Buffer.from(deltas.buffer));
}

test("packed values are read under any picture pixel they cover", async () => {
  const codes = [0, 1, 65534, 500, NO_VALUE, 7];
  const values = await Values.unpack({ width: 3, height: 2, low: -10, high: 6543.4, step: 0.1, packed: pack(3, codes) });
  const picture = { width: 6, height: 4 };
  assert.deepEqual(Array.from(values.codes), codes);
  assert.equal(values.at({ x: 4, y: 1 }, picture), -10 + 65534 * 0.1);
  assert.equal(values.at({ x: 3, y: 3 }, picture), null);
  assert.equal(await Values.unpack(null), null);
});

test("a value is as wide as the widest of its picture, with its unit", () => {
  const scale = new Scale({ unit: "°C", digits: 2 });
  assert.equal(scale.text(9.5, { low: 9, high: 100 }), `${SPACE}${SPACE}9.50 °C`);
  assert.equal(scale.text(-3.456, { low: -3, high: 1 }), `${MINUS}3.46 °C`);
  assert.equal(scale.text(null, { low: 0, high: 1 }), "no value");
});

test("a difference is signed, and zero has no sign", () => {
  const scale = new Scale({ unit: "", digits: 1 });
  assert.deepEqual([scale.difference(1, 2.25), scale.difference(2, 1), scale.difference(1, 0.99), scale.difference(null, 1)], ["+1.3", `${MINUS}1.0`, "0.0", "no value"]);
});

test("a colour is one number when grey, and tells its alpha when not opaque", () => {
  assert.equal(formatValue([7, 7, 7, 255], true), `${SPACE}${SPACE}7`);
  assert.equal(formatValue([1, 20, 255, 128], false), `${SPACE}${SPACE}1 ${SPACE}20 255 α 128`);
});

test("the colours of differences reach from black to the brightest and stay there", () => {
  assert.deepEqual(differenceColour(0), DIFFERENCE_COLOURS[0]);
  assert.deepEqual(differenceColour(DIFFERENCE_TOP), DIFFERENCE_COLOURS.at(-1));
  assert.deepEqual(differenceColour(255), DIFFERENCE_COLOURS.at(-1));
});
