/** A line that was collected by mistake is taken out of the list again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, without } from "../../webapp/static/js/components/collected-lines.js";

test("a line is what names something", () => {
  assert.deepEqual(linesOf(" 12-51 \n\nR-7K3M-9Q2D\n"), ["12-51", "R-7K3M-9Q2D"]);
});

for (const [text, place, left] of [
  ["A\n\nB\nC\n", 1, "A\nC\n"],
  ["A", 0, ""],
]) {
  test(`line ${place} of ${JSON.stringify(text)} is taken out, and the others stay`, () => {
    assert.equal(without(String(text), Number(place)), left);
  });
}
