/** A list of stamps takes what the camera reads as a line more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lineMore } from "../../webapp/static/js/components/stamp-field.js";

for (const [lines, more] of [
  ["", "B\n"],
  ["A", "A\nB\n"],
  ["A\n\n", "A\nB\n"],
]) {
  test(`a code after ${JSON.stringify(lines)} stands on a line of its own`, () => {
    assert.equal(lineMore(lines, "B"), more);
  });
}
