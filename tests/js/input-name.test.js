import assert from "node:assert/strict";
import { test } from "node:test";

import { nameKey } from "../../webapp/static/js/components/input-name.js";

test("a name is the same without marks, case, blanks and hyphens", () => {
  assert.equal(nameKey("Trừ Rầy 10WP"), nameKey("tru ray 10 wp"));
  assert.equal(nameKey("ĐẠO ÔN-75"), "daoon75");
});

test("other names stay apart", () => {
  assert.notEqual(nameKey("Trừ Rầy 10WP"), nameKey("Trừ Rầy 20WP"));
});
