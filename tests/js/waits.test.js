import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { harvestFrom } from "../../webapp/static/js/phone/waits.js";

const VECTORS = JSON.parse(readFileSync(new URL("waits-vectors.json", import.meta.url), "utf8"));

test("every treatment of every group keeps its harvests as long as the server says", () => {
  for (const { treatment, harvest, from } of VECTORS) {
    assert.equal(harvestFrom([treatment], harvest), from, JSON.stringify({ treatment, harvest }));
  }
});

test("the treatment that keeps longest counts", () => {
  const [one] = VECTORS.filter((/** @type {any} */ it) => it.from !== null);
  const longer = { ...one.treatment, registered_days: 90 };

  const from = harvestFrom([longer, one.treatment], one.harvest);

  assert.equal(from, "2026-05-28");
  assert.equal(harvestFrom([], one.harvest), null);
});
