/** Holds what a reader kept from elsewhere (a fingerprint, an older checkpoint) against the page. */
import { Component } from "../lib/component.js";
import { required, showOnly } from "../lib/dom.js";
import { Problem, askJson } from "../lib/http.js";
import { fingerprint, readCheckpoint, readKey } from "../trust/checkpoint.js";
import { compare } from "../trust/ledger-steps.js";
import { verifierOf } from "./ledger-proof.js";

const UNPROCESSABLE = 422;

/** Shows one of `data-same-key` for what was typed as key, and one of `data-kept` for the note. */
export class LedgerKept extends Component {
  static moduleName = "ledger-kept";

  /** @param {HTMLElement} root a form */
  constructor(root) {
    super(root);
    this.key = required(root, "[name=kept_key]", HTMLInputElement);
    this.note = required(root, "[name=kept_note]", HTMLTextAreaElement);
    const file = required(root, "[name=kept_file]", HTMLInputElement);
    file.addEventListener("change", () => void this.#open(file.files?.[0]));
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#compare();
    });
    root.hidden = false;
  }

  /** @param {File | undefined} file */
  async #open(file) {
    if (file) this.note.value = await file.text();
  }

  async #compare() {
    const { key: text = "" } = this.root.dataset;
    const key = await readKey(text);
    showOnly(this.root, "data-same-key", key ? await this.#sameKey(key) : "page");
    showOnly(this.root, "data-kept", key ? await this.#sameLedger(key) : "");
  }

  /** @param {import('../trust/checkpoint.js').LogKey} key */
  async #sameKey(key) {
    const typed = this.key.value.trim();
    if (typed) return isKey(typed, key);
    return this.note.value.trim() ? "" : "nothing";
  }

  /** @param {import('../trust/checkpoint.js').LogKey} key */
  async #sameLedger(key) {
    const { size, treeRoot: root = "", libraryUrl = "" } = this.root.dataset;
    if (!this.note.value.trim()) return "";
    const kept = await readCheckpoint(noteOf(this.note.value), key, await verifierOf(libraryUrl));
    return comparison(kept, { size: Number(size), root });
  }
}

/**
 * A key as a whole line, or its fingerprint with blanks or without.
 * @param {string} typed
 * @param {import('../trust/checkpoint.js').LogKey} key
 * @returns {Promise<'same' | 'other' | 'unreadable'>}
 */
export async function isKey(typed, key) {
  if (await readKey(typed)) return typed === key.text ? "same" : "other";
  const digits = typed.replace(/\s/g, "").toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) return "unreadable";
  return digits === (await fingerprint(key)).replace(/\s/g, "") ? "same" : "other";
}

/**
 * As it was given out: mail adds carriage returns and drops the last line break.
 * @param {string} text
 */
function noteOf(text) {
  return `${text.replace(/\r\n/g, "\n").trim()}\n`;
}

/**
 * @param {Parameters<typeof compare>[0]} kept
 * @param {import('../trust/checkpoint.js').TreeHead} ours
 */
async function comparison(kept, ours) {
  try {
    return await compare(kept, ours, consistencyProof);
  } catch {
    return "unanswered";
  }
}

/**
 * @param {number} from
 * @param {number} to
 * @returns {Promise<string[] | null>}
 */
async function consistencyProof(from, to) {
  try {
    return (await askJson(`/ledger/proof/consistency?from=${from}&to=${to}`)).proof;
  } catch (error) {
    if (error instanceof Problem && error.status === UNPROCESSABLE) return null;
    throw error;
  }
}
