/** The steps of a proof, each judged alone: who signed, whether it is in there, what it says. */
import { isConsistent, isIncluded, leafHash } from "../lib/merkle.js";
import { readCheckpoint } from "./checkpoint.js";

/**
 * @typedef {import('./checkpoint.js').LogKey} LogKey
 * @typedef {import('./checkpoint.js').TreeHead} TreeHead
 * @typedef {import('./ed25519.js').Verifier} Verifier
 * @typedef {{position: number, leaf_hash: string, body: string | null, proof: string[]}} Leaf
 * @typedef {Leaf & {body: string}} Told
 * @typedef {{size: number, root: string, note: string}} Checkpoint
 * @typedef {Leaf & {checkpoint: Checkpoint, told?: Told | null}} Facts
 * @typedef {{signature: import('./checkpoint.js').Signature, path: 'good' | 'broken',
 *   told: 'good' | 'broken' | null}} Steps
 */

/**
 * @param {Facts} facts
 * @param {Record<string, string>} shown what the page says of the work, by name
 * @param {LogKey} key
 * @param {Verifier | null} verify
 * @returns {Promise<Steps>}
 */
export async function judge(facts, shown, key, verify) {
  const { signature, head } = await readCheckpoint(facts.checkpoint.note, key, verify);
  const isWhole = await isIn(facts, facts.checkpoint, head);
  const isTold = isWhole && (await tells(facts, shown, head));
  return {
    signature,
    path: isWhole ? "good" : "broken",
    told: facts.told ? (isTold ? "good" : "broken") : null,
  };
}

/**
 * One word for all steps: what cannot be checked is neither proven nor refuted, and a key may be
 * another one because the ledger's name was changed.
 * @param {Steps} steps
 */
export function outcome({ signature, path, told }) {
  if (path === "broken" || told === "broken") return "fails";
  if (signature === "unchecked") return "unsure";
  if (signature === "other_key") return "stranger";
  return signature === "good" ? "holds" : "fails";
}

/**
 * How a checkpoint that somebody kept lies with the one of this page. `cut`: the ledger knows no
 * tree as long as the one that was kept.
 * @param {{head: TreeHead | null, signature: import('./checkpoint.js').Signature}} kept
 * @param {TreeHead} ours
 * @param {(from: number, to: number) => Promise<string[] | null>} proofOf null where it was refused
 */
export async function compare({ head, signature }, ours, proofOf) {
  if (signature !== "good" || !head) return signature;
  if (head.size === 0) return "whole";
  const [old, later] = head.size <= ours.size ? [head, ours] : [ours, head];
  const proof = await proofOf(old.size, later.size);
  if (!proof) return "cut";
  return (await isConsistent(old, later, proof)) ? "whole" : "rewritten";
}

/**
 * The root must be the one that the note names, the body the one that was hashed.
 * @param {Leaf} leaf
 * @param {Checkpoint} checkpoint as the page shows it
 * @param {TreeHead | null} head as the note has it
 */
async function isIn({ position, leaf_hash: leaf, body, proof: path }, { size, root }, head) {
  if (head?.size !== size || head.root !== root) return false;
  if (body !== null && (await leafHash(body)) !== leaf) return false;
  return isIncluded({ leaf, position, size, root, path });
}

/**
 * Whether the public statement stands in the same tree, names this entry, and says what is shown.
 * @param {Facts} facts
 * @param {Record<string, string>} shown
 * @param {TreeHead | null} head
 */
async function tells({ leaf_hash: entry, checkpoint, told }, shown, head) {
  if (!told || !(await isIn(told, checkpoint, head))) return false;
  const { content } = JSON.parse(told.body);
  const isSame = Object.entries(shown).every(([name, value]) => content.facts[name] === value);
  return content.entry === entry && isSame;
}
