/** The name of an input: tells the waiting days that the register asks for as soon as it knows it. */
import { Component } from "../lib/component.js";

/**
 * A name as it is compared: no marks, no case, letters and digits alone.
 * @param {string} name
 */
export function nameKey(name) {
  return name
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/[^a-z0-9]/g, "");
}

/** Shows the words of the option that was typed or chosen; without the script the list has them. */
export class InputName extends Component {
  static moduleName = "input-name";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    const field = root.querySelector("input");
    field?.addEventListener("input", () => this.#tell(field.value));
    if (field) this.#tell(field.value);
  }

  /** @param {string} name */
  #tell(name) {
    const told = this.root.querySelector("[data-known]");
    const options = [...this.root.querySelectorAll("option")];
    const known = options.find((option) => nameKey(option.value) === nameKey(name));
    if (told) told.textContent = known ? `${known.value}: ${known.text.trim()}` : "";
  }
}
