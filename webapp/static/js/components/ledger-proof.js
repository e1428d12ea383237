/** Recomputes in this browser that an entry stands in the signed ledger, and says so. */
import { Component } from "../lib/component.js";
import { showOnly } from "../lib/dom.js";
import { hex, isIncluded, leafHash } from "../lib/merkle.js";

/**
 * @typedef {{position: number, leaf_hash: string, body: string | null, proof: string[],
 *   checkpoint: {size: number, root: string, note: string}}} Facts
 */

/** Shows one of its `data-state` notices: `checking`, `holds`, `fails`. */
export class LedgerProof extends Component {
  static moduleName = "ledger-proof";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    void this.#check(JSON.parse(root.dataset.facts ?? "{}"));
  }

  /** @param {Facts} facts */
  async #check(facts) {
    showOnly(this.root, "data-state", (await holds(facts)) ? "holds" : "fails");
  }
}

/**
 * The root must be the one that was signed, the body the one that was hashed.
 * @param {Facts} facts
 */
export async function holds({ position, leaf_hash: leaf, body, proof: path, checkpoint }) {
  const { size, root, note } = checkpoint;
  const [, signedSize, signedRoot] = note.split("\n");
  const isSigned = Number(signedSize) === size && hexOf(signedRoot) === root;
  const isBody = body === null || (await leafHash(body)) === leaf;
  return isSigned && isBody && isIncluded({ leaf, position, size, root, path });
}

/** @param {string} base64 */
function hexOf(base64) {
  return hex(Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)));
}
