import assert from "node:assert/strict";
import { test } from "node:test";
import { coarse } from "../../webapp/static/js/components/look-place.js";

test("a position leaves the phone as a tenth of a degree and no finer", () => {
  const sent = [21.0277644, 105.8341598, -0.04, 10, 105.95].map(coarse);

  assert.deepEqual(sent, ["21.0", "105.8", "0.0", "10.0", "106.0"]);
});
