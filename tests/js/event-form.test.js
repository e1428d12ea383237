import assert from "node:assert/strict";
import { test } from "node:test";

import { followed } from "../../webapp/static/js/components/event-form.js";

test("the day of a harvest goes with the time of the work until somebody chooses another", () => {
  assert.equal(followed("2026-11-22", "2026-11-22", "2026-11-19"), "2026-11-19");
  assert.equal(followed("2026-11-20", "2026-11-22", "2026-11-19"), "2026-11-20");
});

test("a time that was emptied takes no day with it, and an empty day stays empty", () => {
  assert.equal(followed("2026-11-22", "2026-11-22", ""), "2026-11-22");
  assert.equal(followed("", "", "2026-11-19"), "");
});
