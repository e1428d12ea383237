/** Recomputes in this browser that an entry stands in the signed ledger, and says so. */
import { Component } from "../lib/component.js";
import { all, showOnly } from "../lib/dom.js";
import { hex, isIncluded, leafHash } from "../lib/merkle.js";

/**
 * @typedef {{position: number, leaf_hash: string, body: string, proof: string[]}} Told
 * @typedef {{size: number, root: string, note: string}} Checkpoint
 * @typedef {{position: number, leaf_hash: string, body: string | null, proof: string[],
 *   checkpoint: Checkpoint, told?: Told | null}} Facts
 */

/** Shows one of its `data-state` notices: `checking`, `holds`, `fails`; of `data-told` likewise. */
export class LedgerProof extends Component {
  static moduleName = "ledger-proof";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    void this.#check(JSON.parse(root.dataset.facts ?? "{}"));
  }

  /** @param {Facts} facts */
  async #check(facts) {
    const isWhole = await holds(facts);
    showOnly(this.root, "data-state", isWhole ? "holds" : "fails");
    if (!facts.told) return;
    const isTold = isWhole && (await tells(facts, this.#shown()));
    showOnly(this.root, "data-told", isTold ? "holds" : "fails");
  }

  /** What the page says of the work, by name. */
  #shown() {
    const facts = all(this.root, "[data-fact]").map(({ dataset }) => [dataset.fact, dataset.value]);
    return /** @type {Record<string, string>} */ (Object.fromEntries(facts));
  }
}

/**
 * Whether the public statement stands in the same tree, names this entry, and says what is shown.
 * @param {Facts} facts
 * @param {Record<string, string>} shown
 */
export async function tells({ leaf_hash: entry, checkpoint, told }, shown) {
  if (!told || !(await holds({ ...told, checkpoint }))) return false;
  const { content } = JSON.parse(told.body);
  const isSame = Object.entries(shown).every(([name, value]) => content.facts[name] === value);
  return content.entry === entry && isSame;
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
