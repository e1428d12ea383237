/** A form is sent once, however often the button is tapped, and only when the server answers. */
import { Component } from "../lib/component.js";
import { all } from "../lib/dom.js";
import { serverAnswers } from "../lib/http.js";

/** Told to the form when it is about to leave for good. */
export const SENT = "temthat:sent";

/** Without an answer the form stays as it is, with its `data-unsent` notice shown: nothing typed is lost. */
export class SubmitOnce extends Component {
  static moduleName = "submit-once";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    if (!(root instanceof HTMLFormElement)) throw new TypeError("submit-once belongs on a form");
    this.form = root;
    this.busy = false;
    this.form.addEventListener("submit", (event) => void this.#onSubmit(event));
    window.addEventListener("pageshow", () => this.#setBusy(false));
  }

  /** @param {SubmitEvent} event */
  async #onSubmit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.#setBusy(true);
    this.#showUnsent(false);
    if (await serverAnswers(this.form.dataset.healthUrl ?? "/healthz")) {
      this.#send(event.submitter);
      return;
    }
    this.#setBusy(false);
    this.#showUnsent(true);
  }

  /**
   * `submit()` leaves out the button that was tapped; its name and value are part of the form, and
   * stand where the button does: of two of one name the first counts.
   * @param {HTMLElement | null} submitter
   */
  #send(submitter) {
    if (submitter instanceof HTMLButtonElement && submitter.name) {
      const { name, value } = submitter;
      submitter.before(
        Object.assign(document.createElement("input"), { type: "hidden", name, value }),
      );
    }
    this.form.dispatchEvent(new Event(SENT));
    this.form.submit();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.busy = busy;
    for (const button of all(this.form, 'button[type="submit"]')) this.#mark(button, busy);
  }

  /**
   * @param {HTMLElement} button
   * @param {boolean} busy
   */
  #mark(button, busy) {
    const words = button.querySelector("span") ?? button;
    button.dataset.label ??= words.textContent ?? "";
    words.textContent = (busy && this.form.dataset.busyLabel) || button.dataset.label;
    button.toggleAttribute("aria-disabled", false);
    if (busy) button.setAttribute("aria-disabled", "true");
  }

  /** @param {boolean} shown */
  #showUnsent(shown) {
    for (const notice of all(this.form, "[data-unsent]")) notice.hidden = !shown;
  }
}
