/** Fetches the communes of the chosen province, and narrows them to what is typed, marks or not. */
import { Component } from "../lib/component.js";
import { required } from "../lib/dom.js";
import { askJson } from "../lib/http.js";

/** @typedef {{code: string, name: string}} Commune */

/**
 * Text without marks and in small letters, đ as d, as the server folds it.
 * @param {string} text
 */
export function fold(text) {
  const bare = text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  return bare.trim().replace(/\s+/g, " ");
}

/**
 * The communes whose name holds what was typed.
 * @param {Commune[]} communes
 * @param {string} typed
 */
export function narrowed(communes, typed) {
  const wanted = fold(typed);
  return communes.filter((commune) => fold(commune.name).includes(wanted));
}

/** A select of provinces, one of communes, and a search between them. */
export class CommuneField extends Component {
  static moduleName = "commune-field";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.province = required(root, "[data-province]", HTMLSelectElement);
    this.commune = required(root, '[name="commune_code"]', HTMLSelectElement);
    this.search = required(root, "[data-search] input", HTMLInputElement);
    this.communes = this.#shown();
    // Hidden alone it would still be the button that Enter presses in any field of the form.
    required(root, "[data-choose]", HTMLElement).remove();
    required(root, "[data-search]", HTMLElement).hidden = false;
    this.province.addEventListener("change", () => void this.#fetch());
    this.search.addEventListener("input", () => this.#narrow());
  }

  /** @returns {Commune[]} */
  #shown() {
    const options = [...this.commune.options].filter((option) => option.value);
    return options.map((option) => ({ code: option.value, name: option.text }));
  }

  async #fetch() {
    const query = new URLSearchParams({ province_code: this.province.value });
    this.root.setAttribute("aria-busy", "true");
    const found = await askJson(`${this.root.dataset.url}?${query}`).catch(() => null);
    this.root.removeAttribute("aria-busy");
    required(this.root, '[data-state="failed"]', HTMLElement).hidden = found !== null;
    this.communes = found ? found.items : [];
    this.search.value = "";
    this.#offer(this.communes);
  }

  #narrow() {
    const found = narrowed(this.communes, this.search.value);
    this.#offer(found);
    if (found.length === 1) this.commune.value = found[0].code;
  }

  /** @param {Commune[]} communes */
  #offer(communes) {
    const chosen = this.commune.value;
    const options = communes.map(({ code, name }) => new Option(name, code));
    this.commune.replaceChildren(...[...this.commune.options].slice(0, 1), ...options);
    this.commune.value = communes.some(({ code }) => code === chosen) ? chosen : "";
  }
}
