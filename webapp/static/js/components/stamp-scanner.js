/** The viewfinder: reads a stamp, then opens our own page of it, or says whose address it is. */
import { Component } from "../lib/component.js";
import { all, required, showOnly } from "../lib/dom.js";
import { serverAnswers } from "../lib/http.js";
import { Camera } from "../scan/camera.js";
import { chooseDetector } from "../scan/detector.js";
import { FrameLoop } from "../scan/frames.js";
import { readPayload } from "../scan/payload.js";
import { askOffline } from "../trust/asking.js";

const UNREADABLE_MS = 2500;
const SIGNED = /[?&]s=/i;

/** Panels: viewfinder, foreign, not-checked, no-camera. States of the viewfinder: see its template. */
export class StampScanner extends Component {
  static moduleName = "stamp-scanner";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.camera = new Camera(required(root, "video", HTMLVideoElement));
    this.viewfinder = required(root, "[data-viewfinder]", HTMLElement);
    this.torch = required(root, "[data-torch]", HTMLButtonElement);
    /** @type {FrameLoop | null} */
    this.loop = null;
    /** @type {import('../scan/detector.js').Detector | null} */
    this.detector = null;
    this.wantedPath = "";
    this.#listen();
    void this.#scan();
  }

  #listen() {
    this.torch.addEventListener("click", () => void this.#toggleTorch());
    for (const button of all(this.root, "[data-again]")) {
      button.addEventListener("click", () => void this.#scan());
    }
    required(this.root, "[data-retry]", HTMLButtonElement).addEventListener(
      "click",
      () => void this.#verify(),
    );
    document.addEventListener("visibilitychange", () => this.#onVisibility());
    window.addEventListener("pagehide", () => this.#release());
    window.addEventListener("pageshow", ({ persisted }) => persisted && void this.#scan());
  }

  async #scan() {
    this.#release();
    this.#panel("viewfinder");
    this.#state("opening");
    try {
      await this.camera.open();
      this.torch.hidden = !this.camera.hasTorch;
      this.detector ??= await chooseDetector(this.#addresses());
    } catch {
      this.detector = null;
    }
    if (this.detector) this.#look(this.detector);
    else this.#giveUp();
  }

  #addresses() {
    const { workerUrl = "", zxingUrl = "", zxingWasmUrl = "" } = this.root.dataset;
    return { worker: workerUrl, zxing: zxingUrl, wasm: zxingWasmUrl };
  }

  /** @param {import('../scan/detector.js').Detector} detector */
  #look(detector) {
    this.loop?.stop();
    this.root.dataset.detector = detector.name;
    this.viewfinder.classList.remove("scanner--found");
    this.#state("looking");
    this.loop = new FrameLoop(this.camera.video, detector);
    this.loop.start((text) => this.#onRead(text));
  }

  #giveUp() {
    this.#release();
    this.#panel("no-camera");
  }

  /** @param {string} text */
  #onRead(text) {
    const payload = readPayload(text, (this.root.dataset.ownHosts ?? "").split(" "));
    if (payload.kind === "other") this.#lookOn();
    else if (payload.kind === "foreign") this.#showForeign(payload.host);
    else void this.#verify(payload.path);
  }

  #lookOn() {
    this.#state("unreadable");
    setTimeout(
      () => this.camera.track && this.detector && this.#look(this.detector),
      UNREADABLE_MS,
    );
  }

  /** @param {string} host */
  #showForeign(host) {
    this.#release();
    required(this.root, "[data-foreign-host]", HTMLElement).textContent = host;
    this.#panel("foreign");
  }

  /**
   * Open our page of the stamp, but only when the server is there: without an answer there is no
   * verdict, and a browser's own error page would say nothing about the stamp.
   */
  async #verify(path = this.wantedPath) {
    this.wantedPath = path;
    this.viewfinder.classList.add("scanner--found");
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(60);
    this.#state("checking");
    if (await serverAnswers(this.root.dataset.healthUrl ?? "")) {
      this.#release();
      window.location.assign(path);
      return;
    }
    this.#release();
    this.#showUnchecked(path);
  }

  /** @param {string} path of a stamp of which the server says nothing: a signature still may */
  #showUnchecked(path) {
    required(this.root, "[data-read-address]", HTMLElement).textContent =
      window.location.host + path;
    showOnly(this.root, "data-offline", SIGNED.test(path) ? "signed" : "plain");
    this.#panel("not-checked");
    if (SIGNED.test(path)) askOffline(window.location.origin + path);
  }

  async #toggleTorch() {
    const on = this.torch.getAttribute("aria-pressed") !== "true";
    await this.camera.light(on);
    this.torch.setAttribute("aria-pressed", String(on));
  }

  #onVisibility() {
    const isOpen = this.camera.track !== null;
    if (document.hidden && isOpen) this.#release();
    else if (!document.hidden && !isOpen && !this.viewfinder.closest("[hidden]")) void this.#scan();
  }

  #release() {
    this.loop?.stop();
    this.camera.stop();
    this.torch.setAttribute("aria-pressed", "false");
  }

  /** @param {string} name */
  #panel(name) {
    showOnly(this.root, "data-panel", name);
    if (name === "viewfinder") return;
    required(this.root, `[data-panel="${name}"]`, HTMLElement).focus();
  }

  /** @param {string} name */
  #state(name) {
    showOnly(this.viewfinder, "data-state", name);
  }
}
