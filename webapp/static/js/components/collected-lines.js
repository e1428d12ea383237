/** Shows each line of a list by itself, so that one that was scanned by mistake is taken out again. */
import { Component } from "../lib/component.js";
import { required } from "../lib/dom.js";

/** A text area, which stays what is sent, and below it its lines with a button beside each. */
export class CollectedLines extends Component {
  static moduleName = "collected-lines";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.text = required(root, "textarea", HTMLTextAreaElement);
    this.collected = required(root, "[data-collected]", HTMLElement);
    this.count = required(root, "[data-count]", HTMLElement);
    this.list = required(root, "ol", HTMLOListElement);
    this.line = required(root, "template", HTMLTemplateElement);
    this.text.addEventListener("input", () => this.#show());
    this.#show();
  }

  #show() {
    const lines = linesOf(this.text.value);
    this.collected.hidden = lines.length === 0;
    this.count.textContent = String(lines.length);
    this.list.replaceChildren(...lines.map((line, place) => this.#row(line, place)));
  }

  /**
   * @param {string} line
   * @param {number} place
   */
  #row(line, place) {
    const row = /** @type {DocumentFragment} */ (this.line.content.cloneNode(true));
    required(row, "[data-words]", HTMLElement).textContent = line;
    required(row, "button", HTMLButtonElement).addEventListener("click", () => this.#drop(place));
    return row;
  }

  /** @param {number} place */
  #drop(place) {
    this.text.value = without(this.text.value, place);
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.text.focus();
  }
}

/**
 * The lines that name something.
 * @param {string} text
 */
export function linesOf(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/**
 * The text without one of those lines, and ready for the next one.
 * @param {string} text
 * @param {number} place
 */
export function without(text, place) {
  return linesOf(text)
    .filter((_, at) => at !== place)
    .map((line) => `${line}\n`)
    .join("");
}
