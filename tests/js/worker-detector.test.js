import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorkerDetector } from "../../webapp/static/js/scan/worker-detector.js";

const ADDRESSES = { worker: "/w.js", zxing: "/z.js", wasm: "/z.wasm" };

/** A worker whose answers a test decides; `answer` gets each message. */
class StubWorker extends EventTarget {
  messages = [];
  terminated = false;

  constructor(answer) {
    super();
    this.answer = answer;
  }

  postMessage(message) {
    this.messages.push(message);
    queueMicrotask(() => this.answer(this, message));
  }

  say(data) {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  terminate() {
    this.terminated = true;
  }
}

/** @returns {any} */
function stubWorker(answer) {
  return new StubWorker(answer);
}

/** @returns {any} */
function picture() {
  return { data: new Uint8ClampedArray(4), width: 1, height: 1 };
}

test("the worker is told the addresses first and then reads pictures", async () => {
  const worker = stubWorker((self, { id, zxing }) => self.say({ id, text: zxing ? null : "READ" }));

  const detector = await startWorkerDetector(ADDRESSES, () => worker);

  assert.equal(await detector.read(picture()), "READ");
  assert.deepEqual([worker.messages[0].zxing, worker.messages[0].wasm], ["/z.js", "/z.wasm"]);
});

test("an answer to another picture is not taken for this one", async () => {
  const worker = stubWorker((self, { id }) => {
    self.say({ id: id - 1, text: "OLD" });
    self.say({ id, text: "NEW" });
  });
  const detector = await startWorkerDetector(ADDRESSES, () => worker);

  assert.equal(await detector.read(picture()), "NEW");
});

test("a worker that cannot load zxing is ended and refused", async () => {
  const worker = stubWorker((self, { id }) => self.say({ id, fault: "NetworkError" }));

  await assert.rejects(
    startWorkerDetector(ADDRESSES, () => worker),
    /NetworkError/,
  );
  assert.equal(worker.terminated, true);
});

test("a worker that dies is refused", async () => {
  const worker = stubWorker((self) => self.dispatchEvent(new Event("error")));

  await assert.rejects(
    startWorkerDetector(ADDRESSES, () => worker),
    /failed/,
  );
});
