/** A report's words survive a lost page: they are kept in this tab until they were sent. */
import { Component } from "../lib/component.js";
import { SENT } from "./submit-once.js";

const NEVER_KEPT = ["csrf_token", "contact", "photo", "kept_photo"];

/** Nothing is kept beyond the tab, and never the phone number: telephones are shared. */
export class ReportForm extends Component {
  static moduleName = "report-form";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    if (!(root instanceof HTMLFormElement)) throw new TypeError("report-form belongs on a form");
    this.form = root;
    this.key = `report-draft ${new URLSearchParams(window.location.search).get("code") ?? ""}`;
    for (const [name, value] of draft(this.key)) this.#put(name, value);
    this.form.addEventListener("input", () => this.#keep());
    this.form.addEventListener(SENT, () => sessionStorage.removeItem(this.key));
  }

  #keep() {
    const entries = [...new FormData(this.form)].filter(([name]) => !NEVER_KEPT.includes(name));
    sessionStorage.setItem(this.key, JSON.stringify(entries));
  }

  /**
   * What the server filled in wins over the draft.
   * @param {string} name
   * @param {string} value
   */
  #put(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field === null || !("value" in field) || field.value !== "") return;
    field.value = value;
  }
}

/**
 * @param {string} key
 * @returns {[string, string][]}
 */
function draft(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}
