/** Signed checkpoints of the ledger, read as traceability/checkpoint.py writes them. */
import { hex } from "../lib/merkle.js";

const ED25519 = 1;
const KEY_LENGTH = 32;
const KEY_HASH_LENGTH = 4;
const DASH = "\u2014 ";
const KEY = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/;
const SIZE = /^(0|[1-9]\d{0,14})$/;
const ROOT_LENGTH = 32;
const SIGNATURE_LENGTH = 64;

/**
 * `other_key`: of another log, or by a key that is not this one; `unchecked`: this browser cannot.
 * @typedef {'good' | 'forged' | 'other_key' | 'unreadable' | 'unchecked'} Signature
 * @typedef {{name: string, text: string, public: Uint8Array, hash: string}} LogKey
 * @typedef {{size: number, root: string}} TreeHead
 * @typedef {import('./ed25519.js').Verifier} Verifier
 */

/**
 * The key as `/ledger/key` gives it out; null for anything else.
 * @param {string} text
 * @returns {Promise<LogKey | null>}
 */
export async function readKey(text) {
  const found = KEY.exec(text.trim());
  if (!found) return null;
  const [whole, name, told, encoded] = found;
  const data = decoded(encoded);
  if (data?.length !== 1 + KEY_LENGTH || data[0] !== ED25519) return null;
  const named = new TextEncoder().encode(`${name}\n`);
  const hash = hex((await sha256([...named, ...data])).slice(0, KEY_HASH_LENGTH));
  return hash === told ? { name, text: whole, public: data.slice(1), hash } : null;
}

/**
 * SHA-256 of what `/ledger/key` answers, as it is printed: fours of its hexadecimal digits.
 * @param {LogKey} key
 */
export async function fingerprint({ text }) {
  const digits = hex(await sha256(new TextEncoder().encode(`${text}\n`)));
  return (digits.match(/.{4}/g) ?? []).join(" ");
}

/**
 * Who signed, and what: the tree is told whoever signed it, so that each step is judged alone.
 * @param {string} note as it was given out, byte for byte
 * @param {LogKey} key
 * @param {Verifier | null} verify null where this browser cannot
 * @returns {Promise<{signature: Signature, head: TreeHead | null}>}
 */
export async function readCheckpoint(note, key, verify) {
  const end = Math.max(note.indexOf("\n\n"), 0);
  const [name, size, root] = note.slice(0, end).split("\n");
  const head = headOf(size, root);
  if (!head) return { signature: "unreadable", head };
  const signature = name === key.name ? signatureOf(note.slice(end + 2), key) : null;
  if (!signature) return { signature: "other_key", head };
  if (!verify) return { signature: "unchecked", head };
  const signed = new TextEncoder().encode(note.slice(0, end + 1));
  return { signature: await checked(key, signature, signed, verify), head };
}

/**
 * @param {LogKey} key
 * @param {Uint8Array} signature
 * @param {Uint8Array} signed
 * @param {Verifier} verify
 * @returns {Promise<'good' | 'forged'>}
 */
async function checked(key, signature, signed, verify) {
  if (signature.length !== SIGNATURE_LENGTH) return "forged";
  return (await verify(key.public, signature, signed)) ? "good" : "forged";
}

/**
 * The first line of this key, as in `_signature_of`; one of a wrong length is wrong, not absent.
 * @param {string} lines
 * @param {LogKey} key
 */
function signatureOf(lines, key) {
  const begin = `${DASH}${key.name} `;
  for (const line of lines.split("\n")) {
    const data = line.startsWith(begin) ? decoded(line.slice(begin.length)) : null;
    if (data && hex(data.slice(0, KEY_HASH_LENGTH)) === key.hash)
      return data.slice(KEY_HASH_LENGTH);
  }
  return null;
}

/**
 * @param {string} [size]
 * @param {string} [root]
 * @returns {TreeHead | null}
 */
function headOf(size = "", root = "") {
  const data = decoded(root);
  if (!SIZE.test(size) || data?.length !== ROOT_LENGTH) return null;
  return { size: Number(size), root: hex(data) };
}

/** @param {string} base64 */
function decoded(base64) {
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}

/** @param {Iterable<number>} data */
async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(data)));
}
