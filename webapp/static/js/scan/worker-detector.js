/** The page's side of the zxing worker. */

/** 953 kB of wasm take 20 s on a slow network; the photo and the typed code are there meanwhile. */
const START_MS = 60_000;

/**
 * @typedef {object} WorkerAddresses
 * @property {string} worker
 * @property {string} zxing
 * @property {string} wasm
 */

/** @typedef {{id: number, text?: string | null, fault?: string}} WorkerAnswer */

/**
 * Start the worker and wait until it can read.
 * @param {WorkerAddresses} addresses
 * @param {(url: string) => Worker} makeWorker
 * @returns {Promise<import('./detector.js').Detector>}
 */
export async function startWorkerDetector(
  { worker: url, zxing, wasm },
  makeWorker = (at) => new Worker(at),
) {
  const worker = makeWorker(url);
  try {
    await exchange(worker, { zxing, wasm }, [], START_MS);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  return {
    name: "zxing",
    read: (picture) => readIn(worker, picture),
    stop: () => worker.terminate(),
  };
}

/**
 * @param {Worker} worker
 * @param {ImageData} picture its buffer is given away
 */
async function readIn(worker, picture) {
  const { data, width, height } = picture;
  const answer = await exchange(
    worker,
    { pixels: data.buffer, width, height },
    [data.buffer],
    START_MS,
  );
  return answer.text ?? null;
}

let lastId = 0;

/**
 * Send a message and wait for the answer with its number.
 * @param {Worker} worker
 * @param {object} message
 * @param {Transferable[]} transfer
 * @param {number} patience
 * @returns {Promise<WorkerAnswer>}
 */
function exchange(worker, message, transfer, patience) {
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    /** @param {() => void} settle */
    const finish = (settle) => {
      clearTimeout(timer);
      over.abort();
      settle();
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error("the worker is silent"))),
      patience,
    );
    const { signal } = over;
    worker.addEventListener("error", () => finish(() => reject(new Error("the worker failed"))), {
      signal,
    });
    worker.addEventListener(
      "message",
      ({ data }) => {
        if (data.id !== id) return;
        finish(() => (data.fault ? reject(new Error(data.fault)) : resolve(data)));
      },
      { signal },
    );
    worker.postMessage({ id, ...message }, transfer);
  });
}
