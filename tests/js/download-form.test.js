import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "../../webapp/static/js/components/download-form.js";

test("a file keeps the name that the server gave it", () => {
  assert.equal(fileName('attachment; filename="tem-001-ab12.pdf"'), "tem-001-ab12.pdf");
});

test("a file without a name leaves the choice to the browser", () => {
  assert.equal(fileName(null), "");
  assert.equal(fileName("attachment"), "");
});
