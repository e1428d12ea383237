/** Recomputes in this browser that an entry stands in the signed ledger, and says each step. */
import { Component } from "../lib/component.js";
import { all, showOnly } from "../lib/dom.js";
import { readKey } from "../trust/checkpoint.js";
import { chooseVerifier } from "../trust/ed25519.js";
import { judge, outcome } from "../trust/ledger-steps.js";

/**
 * Shows one of its `data-state` notices (`checking`, `holds`, `fails`, `stranger`, `unsure`) and of each step
 * one line: `data-signature`, `data-path`, `data-told`.
 */
export class LedgerProof extends Component {
  static moduleName = "ledger-proof";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    void this.#check();
  }

  async #check() {
    const { facts = "{}", key: text = "", libraryUrl = "" } = this.root.dataset;
    try {
      const key = await readKey(text);
      if (!key) throw new TypeError("not a key");
      this.#show(await judge(JSON.parse(facts), this.#shown(), key, await verifierOf(libraryUrl)));
    } catch (error) {
      console.error(error);
      showOnly(this.root, "data-state", "unsure");
    }
  }

  /** @param {import('../trust/ledger-steps.js').Steps} steps */
  #show(steps) {
    showOnly(this.root, "data-state", outcome(steps));
    showOnly(this.root, "data-signature", steps.signature);
    showOnly(this.root, "data-path", steps.path);
    if (steps.told) showOnly(this.root, "data-told", steps.told);
  }

  /** What the page says of the work, by name. */
  #shown() {
    const facts = all(this.root, "[data-fact]").map(({ dataset }) => [dataset.fact, dataset.value]);
    return /** @type {Record<string, string>} */ (Object.fromEntries(facts));
  }
}

/**
 * None where the browser knows no Ed25519 and our own could not be loaded.
 * @param {string} libraryUrl
 */
export async function verifierOf(libraryUrl) {
  try {
    return (await chooseVerifier(libraryUrl)).verify;
  } catch {
    return null;
  }
}
