import assert from "node:assert/strict";
import { test } from "node:test";
import { localMinute } from "../../webapp/static/js/components/event-form.js";
import { fitted } from "../../webapp/static/js/components/photo-field.js";
import { middleSquare, sideFor } from "../../webapp/static/js/scan/frames.js";

test("two small looks are followed by a large one", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(sideFor), [480, 480, 720, 480, 480, 720]);
});

test("the square is cut from the middle, lying or standing", () => {
  assert.deepEqual(middleSquare(1280, 720), { x: 280, y: 0, side: 720 });
  assert.deepEqual(middleSquare(720, 1280), { x: 0, y: 280, side: 720 });
});

test("a photo is made smaller by its long side and never larger", () => {
  assert.deepEqual(fitted(4000, 3000, 1280), { width: 1280, height: 960 });
  assert.deepEqual(fitted(3000, 4000, 1280), { width: 960, height: 1280 });
  assert.deepEqual(fitted(640, 480, 1280), { width: 640, height: 480 });
});

test("the time of an entry is the one on the clock of the phone", () => {
  assert.equal(localMinute(new Date(2026, 10, 22, 8, 5, 59)), "2026-11-22T08:05");
});
