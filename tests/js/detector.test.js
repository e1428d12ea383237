import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseFrom } from "../../webapp/static/js/scan/detector.js";
import { PROBE_TEXT, probeModules } from "../../webapp/static/js/scan/probe-code.js";

const WORKER = { name: "zxing", read: async () => null, stop: () => {} };
const PICTURE = /** @type {any} */ ("picture");
const NEVER = new Promise(() => {});

/** A browser's detector class whose answers a test decides. */
function detectorClass({
  formats = ["qr_code"],
  detect = async () => [{ rawValue: PROBE_TEXT }],
} = {}) {
  return class {
    static getSupportedFormats = async () => formats;
    detect = detect;
  };
}

function surroundings(facts = {}) {
  return { drawProbe: () => "probe", startWorker: async () => WORKER, ...facts };
}

test("the native detector is taken when it reads the probe", async () => {
  const detector = await chooseFrom(surroundings({ BarcodeDetector: detectorClass() }));

  assert.equal(detector.name, "native");
  assert.equal(await detector.read(PICTURE), PROBE_TEXT);
});

test("the native detector says null when it sees nothing", async () => {
  const answers = [[{ rawValue: PROBE_TEXT }], []];
  const detector = await chooseFrom(
    surroundings({ BarcodeDetector: detectorClass({ detect: async () => answers.shift() }) }),
  );

  assert.equal(await detector.read(PICTURE), null);
});

const UNUSABLE = {
  "is absent": undefined,
  "does not read QR codes": detectorClass({ formats: ["ean_13"] }),
  "sees nothing in the probe": detectorClass({ detect: async () => [] }),
  "reads the probe wrongly": detectorClass({ detect: async () => [{ rawValue: "X" }] }),
  throws: detectorClass({
    detect: async () => {
      throw new Error("no Play services");
    },
  }),
};

for (const [fault, BarcodeDetector] of Object.entries(UNUSABLE)) {
  test(`the worker reads when the native detector ${fault}`, async () => {
    const detector = await chooseFrom(surroundings({ BarcodeDetector }));

    assert.equal(detector, WORKER);
  });
}

test("the worker reads when the native detector never answers", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const choice = chooseFrom(
    surroundings({ BarcodeDetector: detectorClass({ detect: () => NEVER }) }),
  );

  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  t.mock.timers.tick(1500);

  assert.equal(await choice, WORKER);
});

test("without a worker either, nothing is chosen and the photo is left", async () => {
  const startWorker = async () => {
    throw new Error("no WebAssembly");
  };

  assert.equal(await chooseFrom(surroundings({ startWorker })), null);
});

test("the probe is a QR code of version 1 with its three finder patterns", () => {
  const modules = probeModules();
  const finder = [true, true, true, true, true, true, true];

  assert.equal(modules.length, 21);
  assert.deepEqual(modules[0].slice(0, 7), finder);
  assert.deepEqual(modules[0].slice(14), finder);
  assert.deepEqual(modules[20].slice(0, 7), finder);
});
