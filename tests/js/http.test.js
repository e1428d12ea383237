import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ask, askJson, Problem, serverAnswers } from "../../webapp/static/js/lib/http.js";

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

function answerWith(body, { status = 200, type = "application/json" } = {}) {
  globalThis.fetch = async () => new Response(body, { status, headers: { "Content-Type": type } });
}

function failWith(error) {
  globalThis.fetch = async () => {
    throw error;
  };
}

test("an answer is handed on", async () => {
  answerWith('{"status": "alive"}');

  assert.deepEqual(await askJson("/healthz"), { status: "alive" });
});

test("no network is an unreachable server, to be tried again", async () => {
  failWith(new TypeError("Failed to fetch"));

  await assert.rejects(
    ask("/x"),
    (error) => error instanceof Problem && error.kind === "unreachable",
  );
});

test("a silent server is given up after the patience", async () => {
  globalThis.fetch = (_url, { signal }) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason)),
    );

  await assert.rejects(ask("/x", { patience: 1 }), { kind: "unreachable" });
});

test("a refusal carries its code, its words and the fault of each field", async () => {
  const errors = [{ pointer: "code", code: "serial.bad_form" }];
  const body = JSON.stringify({ code: "form.faults", detail: "Có chỗ cần sửa.", errors });
  answerWith(body, { status: 422, type: "application/problem+json" });

  await assert.rejects(ask("/codes"), {
    kind: "refused",
    code: "form.faults",
    message: "Có chỗ cần sửa.",
    status: 422,
    errors,
  });
});

const KINDS = /** @type {[number, string][]} */ ([
  [401, "sign_in"],
  [403, "refused"],
  [429, "unreachable"],
  [500, "unreachable"],
  [503, "unreachable"],
]);

for (const [status, kind] of KINDS) {
  test(`status ${status} without a readable body is ${kind}`, async () => {
    answerWith("<h1>oops</h1>", { status, type: "text/html" });

    await assert.rejects(ask("/x"), { kind, status, errors: [] });
  });
}

test("a broken problem body does not hide the refusal", async () => {
  answerWith('{"code": ', { status: 409, type: "application/problem+json" });

  await assert.rejects(ask("/x"), { kind: "refused", code: "refused" });
});

test("a sign-in page in place of JSON is not an answer", async () => {
  answerWith("<html>", { type: "text/html; charset=utf-8" });

  await assert.rejects(askJson("/x"), { kind: "sign_in" });
});

test("the server answers only when it is ours, not a café's sign-in page", async () => {
  answerWith('{"status": "alive"}');
  assert.equal(await serverAnswers("/healthz"), true);

  answerWith("<html>", { type: "text/html" });
  assert.equal(await serverAnswers("/healthz"), false);

  failWith(new TypeError("offline"));
  assert.equal(await serverAnswers("/healthz"), false);
});
