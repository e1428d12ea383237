import assert from "node:assert/strict";
import { test } from "node:test";
import { together } from "../../webapp/static/js/components/plot-picker.js";

const plots = [
  { value: "a", checked: true, area: 3_600_000 },
  { value: "b", checked: false, area: 1_500_500 },
  { value: "c", checked: false, area: 0 },
];

test("what is ticked and where it began count together", () => {
  assert.deepEqual(together(plots, "b"), { count: 2, squareMetres: 5100.5, unmeasured: 0 });
});

test("the plot that it began at counts once", () => {
  assert.deepEqual(together(plots, "a"), { count: 1, squareMetres: 3600, unmeasured: 0 });
});

test("a place without an area counts as a place, and is said to have none", () => {
  assert.deepEqual(together(plots, "c"), { count: 2, squareMetres: 3600, unmeasured: 1 });
});
