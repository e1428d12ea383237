/** Keys and lists of this page: loaded while there is a network, used when there is none. */
import { PATIENCE_MS, ask, askJson } from "../lib/http.js";
import { chooseVerifier } from "./ed25519.js";
import { INSPECTION, mergeInspection } from "./inspection-list.js";
import { BadList, REVOCATIONS, mergeRevocations, openList } from "./signed-list.js";

/** Lists of some megabytes on a poor network. */
const LONG_PATIENCE_MS = 8 * PATIENCE_MS;

/** @typedef {{keys: string, list: string, cache: string, library: string}} Addresses */

/** What is held. Everything may be loaded again; an old list stays until a newer one has come. */
export class TrustStore {
  /** @param {Addresses} addresses `cache` is empty for who may not have it */
  constructor(addresses) {
    this.addresses = addresses;
    /** @type {import('./signed-list.js').Keys | null} */
    this.keys = null;
    /** @type {import('./signed-list.js').RevocationList | null} */
    this.list = null;
    /** @type {import('./inspection-list.js').InspectionList | null} */
    this.cache = null;
    this.verifier = "";
  }

  /** Load what is newer. Throws where the server does not answer, or not with what we trust. */
  async refresh() {
    const { name, verify } = await chooseVerifier(this.addresses.library);
    this.verifier = name;
    const { hosts, keys } = await askJson(this.addresses.keys);
    this.keys = { hosts, keys, verify };
    this.list = await this.#newer(this.addresses.list, REVOCATIONS, this.list, mergeRevocations);
    if (this.addresses.cache) {
      this.cache = await this.#newer(this.addresses.cache, INSPECTION, this.cache, mergeInspection);
    }
  }

  /**
   * Only what changed since, or all of it where that does not fit what is held.
   * @template {{heading: import('./signed-list.js').Heading}} L
   * @param {string} address
   * @param {string} format
   * @param {L | null} held
   * @param {(held: L | null, came: {heading: import('./signed-list.js').Heading,
   *   body: Uint8Array}) => L} merge
   */
  async #newer(address, format, held, merge) {
    const since = held ? `?since=${held.heading.sequence}` : "";
    try {
      return merge(held, await this.#load(address + since, format));
    } catch (error) {
      if (!held || !(error instanceof BadList)) throw error;
      return merge(held, await this.#load(address, format));
    }
  }

  /**
   * @param {string} address
   * @param {string} format
   */
  async #load(address, format) {
    const response = await ask(address, { patience: LONG_PATIENCE_MS });
    const keys = /** @type {import('./signed-list.js').Keys} */ (this.keys);
    return openList(new Uint8Array(await response.arrayBuffer()), keys, format);
  }
}
