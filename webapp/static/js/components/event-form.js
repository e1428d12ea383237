/** A diary entry: the phone gives it its id and its time, so that sending twice writes once. */
import { Component } from "../lib/component.js";
import { all } from "../lib/dom.js";

/**
 * Local time as a datetime-local field wants it: 2026-11-22T08:15.
 * @param {Date} moment
 */
export function localMinute(moment) {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** Fills `event_id` and `event_time` where they are empty, and selects a number on a tap. */
export class EventForm extends Component {
  static moduleName = "event-form";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.#fill("event_id", () => crypto.randomUUID?.() ?? "");
    this.#fill("event_time", () => localMinute(new Date()));
    for (const field of all(root, '[inputmode="decimal"]')) {
      field.addEventListener("focus", () => field instanceof HTMLInputElement && field.select());
    }
  }

  /**
   * @param {string} name
   * @param {() => string} value
   */
  #fill(name, value) {
    const field = this.root.querySelector(`[name="${name}"]`);
    if (field instanceof HTMLInputElement && field.value === "") field.value = value();
  }
}
