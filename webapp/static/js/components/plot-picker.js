/** Several plots of one round: all or none by one tap, and what they measure together. */
import { Component } from "../lib/component.js";
import { all } from "../lib/dom.js";

/**
 * The plots of one entry: those that are ticked and the one that it begins at, each once. Of some
 * nobody wrote the area.
 * @param {Iterable<{value: string, checked: boolean, area: number}>} plots
 * @param {string} first
 */
export function together(plots, first) {
  const counted = [...plots].filter((plot) => plot.checked || plot.value === first);
  const thousandths = counted.reduce((sum, plot) => sum + plot.area, 0);
  const unmeasured = counted.filter((plot) => plot.area === 0).length;
  return { count: counted.length, squareMetres: thousandths / 1000, unmeasured };
}

/** Shows the two buttons and keeps the sum. */
export class PlotPicker extends Component {
  static moduleName = "plot-picker";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.#show("[data-buttons]");
    this.#show("[data-sum]");
    root.querySelector("[data-all]")?.addEventListener("click", () => this.#tick(true));
    root.querySelector("[data-none]")?.addEventListener("click", () => this.#tick(false));
    root.addEventListener("change", () => this.#sum());
    this.#begin?.addEventListener("change", () => this.#sum());
    this.#sum();
  }

  get #boxes() {
    const found = all(this.root, 'input[type="checkbox"]');
    return found.filter((box) => box instanceof HTMLInputElement);
  }

  get #begin() {
    const field = this.root.closest("form")?.elements.namedItem("place_id");
    return field instanceof HTMLSelectElement ? field : null;
  }

  /** @param {boolean} checked */
  #tick(checked) {
    for (const box of this.#boxes) box.checked = checked;
    this.#sum();
  }

  #sum() {
    const plots = this.#boxes.map((box) => ({
      value: box.value,
      checked: box.checked,
      area: Number(box.dataset.area),
    }));
    const { count, squareMetres, unmeasured } = together(plots, this.#begin?.value ?? "");
    const words = new Intl.NumberFormat(document.documentElement.lang);
    this.#say("[data-count]", words.format(count));
    this.#say("[data-total]", words.format(squareMetres));
    this.#say("[data-unknown]", words.format(unmeasured));
    this.#show("[data-measured]", squareMetres > 0);
    this.#show("[data-unmeasured]", unmeasured > 0);
  }

  /**
   * @param {string} where
   * @param {string} text
   */
  #say(where, text) {
    const place = this.root.querySelector(where);
    if (place) place.textContent = text;
  }

  /**
   * @param {string} where
   * @param {boolean} isShown
   */
  #show(where, isShown = true) {
    const part = this.root.querySelector(where);
    if (part instanceof HTMLElement) part.hidden = !isShown;
  }
}
