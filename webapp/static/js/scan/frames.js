/** Taking square pictures out of a running video, one at a time, until a code is read. */

const SMALL_SIDE = 480;
const LARGE_SIDE = 720;
const LARGE_EVERY = 3;

/**
 * The side of the picture to try next: small is quick, every third miss looks closer.
 * @param {number} misses
 */
export function sideFor(misses) {
  return misses % LARGE_EVERY === LARGE_EVERY - 1 ? LARGE_SIDE : SMALL_SIDE;
}

/**
 * The largest square in the middle of a picture.
 * @param {number} width
 * @param {number} height
 */
export function middleSquare(width, height) {
  const side = Math.min(width, height);
  return { x: (width - side) / 2, y: (height - side) / 2, side };
}

/** Looks at a video until a code is read or it is told to stop. */
export class FrameLoop {
  /**
   * @param {HTMLVideoElement} video
   * @param {import('./detector.js').Detector} detector
   */
  constructor(video, detector) {
    this.video = video;
    this.detector = detector;
    this.canvas = document.createElement("canvas");
    this.misses = 0;
    this.running = false;
  }

  /**
   * @param {(text: string) => void} onRead called once; the loop has stopped by then
   */
  start(onRead) {
    this.running = true;
    this.#next(onRead);
  }

  stop() {
    this.running = false;
  }

  /** @param {(text: string) => void} onRead */
  #next(onRead) {
    if (!this.running) return;
    const look = () => void this.#look(onRead);
    if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback(look);
    else requestAnimationFrame(look);
  }

  /** @param {(text: string) => void} onRead */
  async #look(onRead) {
    if (!this.running) return;
    const text = await this.#read();
    if (!this.running) return;
    if (text === null) {
      this.misses += 1;
      this.#next(onRead);
      return;
    }
    this.stop();
    onRead(text);
  }

  async #read() {
    if (this.video.videoWidth === 0) return null;
    try {
      return await this.detector.read(this.#grab(sideFor(this.misses)));
    } catch {
      return null; // one bad frame is a miss; the next may be good
    }
  }

  /** @param {number} side */
  #grab(side) {
    const from = middleSquare(this.video.videoWidth, this.video.videoHeight);
    this.canvas.width = this.canvas.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (
      this.canvas.getContext("2d", { willReadFrequently: true })
    );
    context.drawImage(this.video, from.x, from.y, from.side, from.side, 0, 0, side, side);
    return context.getImageData(0, 0, side, side);
  }
}
