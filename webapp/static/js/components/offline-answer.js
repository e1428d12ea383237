/** Loads keys and lists while there is a network, and says of stamps what they allow to be said. */
import { Component } from "../lib/component.js";
import { all, required, showOnly } from "../lib/dom.js";
import { ASKED } from "../trust/asking.js";
import { answerOfLots, lotsNumbered } from "../trust/carried-lots.js";
import { toldOf } from "../trust/inspection-list.js";
import { TrustStore } from "../trust/trust-store.js";
import { verifyOffline } from "../trust/verify-offline.js";

const REFRESH_MS = 60_000;
/** @type {{name: Intl.RelativeTimeFormatUnit, seconds: number}[]} */
const UNITS = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3600 },
  { name: "minute", seconds: 60 },
];

/** Marks itself by `data-ready` and `data-answered`, so that tests and readers need not guess. */
export class OfflineAnswer extends Component {
  static moduleName = "offline-answer";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    const { keysUrl = "", listUrl = "", cacheUrl = "", libraryUrl = "" } = root.dataset;
    this.store = new TrustStore({
      keys: keysUrl,
      list: listUrl,
      cache: cacheUrl,
      library: libraryUrl,
    });
    this.result = required(root, "[data-result]", HTMLElement);
    /** @type {Promise<void>} */
    this.loading = this.#load();
    document.addEventListener(ASKED, (event) => {
      if (event instanceof CustomEvent) void this.#answer(event.detail);
    });
    window.addEventListener("online", () => void this.#load());
    setInterval(() => void this.#load(), REFRESH_MS);
  }

  async #load() {
    try {
      await this.store.refresh();
    } catch {
      // No network: what is held is used, and its age is told.
    }
    const isReady = this.store.keys !== null && this.store.list !== null;
    showOnly(this.root, "data-loading", isReady ? "ready" : "failed");
    this.#tellTime();
    this.root.dataset.ready = isReady ? this.store.verifier : "";
  }

  #tellTime() {
    const { list } = this.store;
    if (!list) return;
    const at = new Date(list.heading.issued_at * 1000);
    const told = at.toLocaleString(document.documentElement.lang, {
      dateStyle: "short",
      timeStyle: "short",
    });
    for (const place of all(this.root, "[data-list-time]")) place.textContent = told;
  }

  /** @param {string} link or, of inspectors, the number of a lot */
  async #answer(link) {
    await this.loading;
    if (this.#answerLots(link)) return;
    const { keys, list } = this.store;
    if (!keys) {
      this.#show({ code: "not_loaded", notChecked: [], listAge: null });
      return;
    }
    const answer = await verifyOffline(link, keys, list, Date.now() / 1000);
    this.#show(answer);
    const slot = answer.genuine === "yes" ? answer.link?.signature : null;
    this.#tell(slot ? this.#carried(slot) : []);
  }

  /**
   * @param {import('../trust/signed-link.js').Signature} slot
   * @returns {import('../trust/inspection-list.js').Told[]}
   */
  #carried(slot) {
    const told = this.store.cache && toldOf(this.store.cache, slot);
    return told ? [told] : [];
  }

  /**
   * Whether it is the number of lots that are carried; then they are told.
   * @param {string} typed
   */
  #answerLots(typed) {
    const { cache } = this.store;
    const lots = cache ? lotsNumbered(cache.lots, typed) : [];
    if (!cache || lots.length === 0) return false;
    this.#show(answerOfLots(lots, Math.max(0, Date.now() / 1000 - cache.heading.issued_at)));
    this.#tell(lots);
    return true;
  }

  /** @param {{code: string, notChecked: string[], listAge: number | null}} answer */
  #show({ code, notChecked, listAge }) {
    const words = required(this.root, `[data-answer="${code}"]`, HTMLTemplateElement);
    required(this.result, "[data-band]", HTMLElement).replaceChildren(
      document.importNode(words.content, true),
    );
    for (const line of all(this.result, "[data-unchecked]")) {
      line.hidden = !notChecked.includes(line.dataset.unchecked ?? "");
    }
    required(this.result, "[data-unchecked-part]", HTMLElement).hidden = notChecked.length === 0;
    required(this.result, "[data-aged]", HTMLElement).hidden = listAge === null;
    this.#tellAge(listAge ?? 0);
    this.#tellTime();
    this.result.hidden = false;
    this.result.focus();
    this.root.dataset.answered = code;
  }

  /** @param {number} age in seconds */
  #tellAge(age) {
    const { name, seconds } = UNITS.find((unit) => age >= 2 * unit.seconds) ?? UNITS[2];
    const words = new Intl.RelativeTimeFormat(document.documentElement.lang);
    const told = words.format(-Math.floor(age / seconds), name);
    required(this.result, "[data-age]", HTMLElement).textContent = told;
  }

  /** @param {import('../trust/inspection-list.js').Told[]} told one box each */
  #tell(told) {
    const [box, ...others] = all(this.result, "[data-told]");
    for (const other of others) other.remove();
    box.hidden = told.length === 0;
    for (const more of told.slice(1)) {
      const other = /** @type {HTMLElement} */ (box.cloneNode(true));
      box.after(other);
      fillTold(other, more);
    }
    if (told.length > 0) fillTold(box, told[0]);
  }
}

/**
 * @param {HTMLElement} box
 * @param {import('../trust/inspection-list.js').Told} told
 */
function fillTold(box, told) {
  box.hidden = false;
  const words = {
    product: told.product,
    organisation: told.organisation,
    "lot-code": told.lot ?? "",
    "expires-on": told.expires ?? "",
  };
  for (const [name, text] of Object.entries(words)) {
    required(box, `[data-told-${name}]`, HTMLElement).textContent = text;
  }
  required(box, "[data-told-lot]", HTMLElement).hidden = told.lot === null;
  required(box, "[data-told-expires]", HTMLElement).hidden = told.expires === null;
  showOnly(box, "data-standing", told.standing);
}
