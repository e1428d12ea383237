/** The lines above every view: how many entries are on the phone, and what a person must look at. */
import { all } from "../lib/dom.js";
import { said } from "./views.js";

export class SendingBar {
  /**
   * @param {HTMLElement} root
   * @param {import('./outbox.js').Outbox} outbox
   */
  constructor(root, outbox) {
    this.root = root;
    this.outbox = outbox;
    /** @type {import('./outbox.js').Ending} how the last sending ended */
    this.ending = "done";
  }

  /**
   * Count anew and say it; nothing is said where there is nothing.
   * @param {string} owner
   */
  async tell(owner) {
    const [waiting, attention] = await Promise.all([
      this.outbox.count(owner, "waiting"),
      this.outbox.count(owner, "attention"),
    ]);
    const asksToSignIn = this.ending === "sign_in";
    /** @type {Record<string, number>} */
    const counts = {
      attention,
      waiting: asksToSignIn ? 0 : waiting,
      sign_in: asksToSignIn ? waiting : 0,
    };
    for (const line of all(this.root, "[data-line]")) this.#show(line, counts);
    this.root.hidden = waiting + attention === 0;
  }

  /**
   * @param {HTMLElement} line
   * @param {Record<string, number>} counts
   */
  #show(line, counts) {
    const name = line.dataset.line ?? "";
    line.hidden = counts[name] === 0;
    for (const told of all(line, "[data-told]")) {
      told.textContent = said(`bar.${name}`, { count: counts[name] });
    }
  }
}
