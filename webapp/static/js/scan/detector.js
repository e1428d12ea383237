/** Chooses what reads codes here: the browser's own detector where it truly works, else zxing in a worker. */
import { drawProbeCode, PROBE_TEXT } from "./probe-code.js";
import { startWorkerDetector } from "./worker-detector.js";

const PROBE_MS = 1500;

/**
 * Reads one picture at a time.
 * @typedef {object} Detector
 * @property {string} name
 * @property {(picture: ImageData) => Promise<string | null>} read the text of the code, if one is seen
 * @property {() => void} stop
 */

/**
 * @typedef {object} Surroundings
 * @property {any} [BarcodeDetector] the browser's class; absent on many phones
 * @property {() => any} drawProbe
 * @property {() => Promise<Detector>} startWorker
 */

/**
 * @param {import('./worker-detector.js').WorkerAddresses} addresses
 * @returns {Promise<Detector | null>} null: only photographs and typing are left
 */
export function chooseDetector(addresses) {
  return chooseFrom({
    BarcodeDetector: Reflect.get(globalThis, "BarcodeDetector"),
    drawProbe: drawProbeCode,
    startWorker: () => startWorkerDetector(addresses),
  });
}

/**
 * @param {Surroundings} surroundings
 * @returns {Promise<Detector | null>}
 */
export async function chooseFrom(surroundings) {
  const native = await nativeDetector(surroundings).catch(() => null);
  return native ?? surroundings.startWorker().catch(() => null);
}

/**
 * Having the class proves nothing: on phones without Play services it lists formats and reads none.
 * @param {Surroundings} surroundings
 * @returns {Promise<Detector | null>}
 */
async function nativeDetector({ BarcodeDetector, drawProbe }) {
  if (BarcodeDetector === undefined) return null;
  const formats = await within(PROBE_MS, BarcodeDetector.getSupportedFormats());
  if (!formats.includes("qr_code")) return null;
  const engine = new BarcodeDetector({ formats: ["qr_code"] });
  const seen = await within(PROBE_MS, engine.detect(drawProbe()));
  return firstText(seen) === PROBE_TEXT ? wrapNative(engine) : null;
}

/**
 * @param {{detect: (picture: ImageData) => Promise<{rawValue: string}[]>}} engine
 * @returns {Detector}
 */
function wrapNative(engine) {
  return {
    name: "native",
    read: async (picture) => firstText(await engine.detect(picture)),
    stop: () => {},
  };
}

/** @param {{rawValue: string}[]} found */
function firstText(found) {
  return found[0]?.rawValue ?? null;
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function within(milliseconds, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
