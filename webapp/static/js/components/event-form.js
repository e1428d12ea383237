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

/**
 * A day that was the work's goes with it, any other one was chosen and stays.
 * @param {string} value
 * @param {string} before
 * @param {string} after
 */
export function followed(value, before, after) {
  return before !== "" && after !== "" && value === before ? after : value;
}

/** @param {HTMLInputElement} time */
function dayOf(time) {
  return time.value.slice(0, 10);
}

/** Fills `event_id` and `event_time` where they are empty, and selects a number on a tap. */
export class EventForm extends Component {
  static moduleName = "event-form";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.#fill("event_id", () => crypto.randomUUID?.() ?? "");
    this.#fill("event_time", () => localMinute(new Date()));
    const time = root.querySelector('[name="event_time"]');
    if (time instanceof HTMLInputElement) this.#followDay(time);
    for (const field of all(root, '[inputmode="decimal"]')) {
      field.addEventListener("focus", () => field instanceof HTMLInputElement && field.select());
    }
  }

  /**
   * Days that were filled in with the day of the work go with it; one that was chosen stays.
   * @param {HTMLInputElement} time
   */
  #followDay(time) {
    let day = dayOf(time);
    time.addEventListener("change", () => {
      const days = all(this.root, 'input[type="date"]');
      for (const field of days) {
        if (field instanceof HTMLInputElement)
          field.value = followed(field.value, day, dayOf(time));
      }
      day = dayOf(time) || day;
    });
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
