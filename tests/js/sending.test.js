import assert from "node:assert/strict";
import { test } from "node:test";

import { Problem } from "../../webapp/static/js/lib/http.js";
import { pauseAfter, send } from "../../webapp/static/js/phone/sending.js";

const ENTRY = { id: "e1", owner: "lan", path: "/api/v1/events/e1", body: "{}" };
const PHOTOS = ["aa", "bb"].map((sha256) => ({
  sha256,
  type: "image/jpeg",
  bytes: new ArrayBuffer(1),
}));
const RECEIPT = {
  event_id: "e1",
  received_at: "",
  ledger_position: 7,
  flags: [],
  missing_photos: ["bb"],
};

/** @param {(url: string, options: any) => unknown} answer */
async function sent(answer) {
  /** @type {any[]} */
  const asked = [];
  /** @type {string[]} */
  const arrived = [];
  const outcome = await send(
    ENTRY,
    PHOTOS,
    async (sha256) => void arrived.push(sha256),
    async (url, options) => {
      asked.push({ url, ...options });
      return answer(url, options);
    },
  );
  return { outcome, asked, arrived };
}

test("words go before photos, and only those photos that the server has not got", async () => {
  const { outcome, asked, arrived } = await sent(() => RECEIPT);

  assert.deepEqual(
    asked.map(({ url }) => url),
    ["/api/v1/events/e1", "/api/v1/events/e1/photos/bb"],
  );
  assert.deepEqual(arrived, ["aa", "bb"]);
  assert.equal(outcome.kind, "sent");
  assert.ok(
    asked.every(({ headers }) => headers["X-App"] === "1" && headers["X-Account"] === "lan"),
  );
});

test("an answer that is no receipt of this entry is none", async () => {
  const { outcome, arrived } = await sent(() => ({ ...RECEIPT, event_id: "another" }));

  assert.deepEqual(outcome, { kind: "later", reached: false });
  assert.deepEqual(arrived, []);
});

for (const [kind, status, expected] of /** @type {const} */ ([
  ["unreachable", 0, { kind: "later", reached: false }],
  ["unreachable", 503, { kind: "later", reached: true }],
  ["sign_in", 401, { kind: "sign_in" }],
])) {
  test(`${kind} ${status} loses nothing and asks for nothing to be mended`, async () => {
    const { outcome } = await sent(() => {
      throw new Problem(kind, { status });
    });
    assert.deepEqual(outcome, expected);
  });
}

test("a refusal comes with its reasons, and of a photo with the receipt of the words", async () => {
  const errors = [{ pointer: "phi_days", code: "field.not_a_number" }];
  const words = await sent(() => {
    throw new Problem("refused", { status: 422, code: "event.invalid_values", errors });
  });
  const photo = await sent((url) => {
    if (url.includes("/photos/")) throw new Problem("refused", { status: 422, code: "photo.bad" });
    return RECEIPT;
  });

  assert.equal(words.outcome.kind, "refused");
  assert.deepEqual("refusal" in words.outcome && words.outcome.refusal.errors, errors);
  assert.equal("receipt" in words.outcome && words.outcome.receipt, undefined);
  assert.equal("receipt" in photo.outcome && photo.outcome.receipt?.ledger_position, 7);
});

test("the pause grows to five minutes and no two phones keep step", () => {
  assert.equal(
    pauseAfter(0, () => 1),
    1000,
  );
  assert.equal(
    pauseAfter(3, () => 0),
    4000,
  );
  assert.equal(
    pauseAfter(40, () => 1),
    300_000,
  );
});
