/** Reads the code of a stamp with the camera into the field beside the button, a list's next line. */
import { Component } from "../lib/component.js";
import { required, showOnly } from "../lib/dom.js";
import { Camera } from "../scan/camera.js";
import { chooseDetector } from "../scan/detector.js";
import { FrameLoop } from "../scan/frames.js";

/** A text field, a button, and a viewfinder that is shown while the camera is open. */
export class StampField extends Component {
  static moduleName = "stamp-field";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.list = root.querySelector("textarea");
    this.input = this.list ?? required(root, "input", HTMLInputElement);
    this.button = required(root, "[data-scan]", HTMLButtonElement);
    this.viewfinder = required(root, "[data-viewfinder]", HTMLElement);
    this.camera = new Camera(required(root, "video", HTMLVideoElement));
    /** @type {FrameLoop | null} */
    this.loop = null;
    this.button.addEventListener("click", () => void this.#toggle());
    window.addEventListener("pagehide", () => this.#close());
    this.button.hidden = !navigator.mediaDevices?.getUserMedia;
  }

  async #toggle() {
    if (!this.viewfinder.hidden) {
      this.#close();
      return;
    }
    this.viewfinder.hidden = false;
    showOnly(this.root, "data-state", "opening");
    try {
      await this.camera.open();
      const { workerUrl = "", zxingUrl = "", zxingWasmUrl = "" } = this.root.dataset;
      const addresses = { worker: workerUrl, zxing: zxingUrl, wasm: zxingWasmUrl };
      const detector = await chooseDetector(addresses);
      if (!detector) throw new Error("no detector");
      this.loop = new FrameLoop(this.camera.video, detector);
      this.loop.start((text) => this.#fill(text));
      showOnly(this.root, "data-state", "looking");
    } catch {
      this.#close();
      showOnly(this.root, "data-state", "failed");
    }
  }

  /** @param {string} text */
  #fill(text) {
    this.input.value = this.list ? lineMore(this.list.value, text) : text;
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60);
    this.#close();
    showOnly(this.root, "data-state", "found");
    (this.list ? this.button : this.input).focus(); // of a list the next one is a press away
  }

  #close() {
    this.loop?.stop();
    this.camera.stop();
    this.viewfinder.hidden = true;
  }
}

/**
 * A list with one line more at its end, and ready for the next one.
 * @param {string} lines
 * @param {string} line
 */
export function lineMore(lines, line) {
  return [lines.trimEnd(), line, ""].filter((it, place) => it || place).join("\n");
}
