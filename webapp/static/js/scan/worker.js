/* Classic worker: loads zxing from the addresses it is told, then reads one picture a message. */
"use strict";

const scope = /** @type {any} */ (self);

const OPTIONS = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
};

scope.addEventListener("message", async (/** @type {MessageEvent} */ { data }) => {
  try {
    scope.postMessage({ id: data.id, text: await answer(data) });
  } catch (error) {
    scope.postMessage({ id: data.id, fault: String(error) });
  }
});

/** @param {any} message first the addresses, then pictures */
function answer(message) {
  return message.zxing ? load(message) : read(message);
}

/** @param {{zxing: string, wasm: string}} addresses */
async function load({ zxing, wasm }) {
  scope.importScripts(zxing);
  // Without locateFile the library would fetch the wasm from a CDN.
  await scope.ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => wasm },
    fireImmediately: true,
  });
  return null;
}

/** @param {{pixels: ArrayBuffer, width: number, height: number}} picture */
async function read({ pixels, width, height }) {
  const picture = new ImageData(new Uint8ClampedArray(pixels), width, height);
  const [found] = await scope.ZXingWASM.readBarcodes(picture, OPTIONS);
  return found?.isValid ? found.text : null;
}
