import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, narrowed } from "../../webapp/static/js/components/commune-field.js";

const COMMUNES = [
  { code: "91401", name: "Sốp Cộp" },
  { code: "91903", name: "Đại Từ" },
  { code: "91406", name: "Mộc Châu" },
];

test("marks, case and idle blanks make no difference", () => {
  assert.equal(fold("  ĐẠI   Từ "), "dai tu");
});

test("communes are found by a part of their name", () => {
  assert.deepEqual(narrowed(COMMUNES, "dai"), [COMMUNES[1]]);
  assert.deepEqual(narrowed(COMMUNES, "mộc"), [COMMUNES[2]]);
});

test("nothing typed leaves every commune", () => {
  assert.deepEqual(narrowed(COMMUNES, ""), COMMUNES);
});
