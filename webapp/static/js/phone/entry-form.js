/** The form of one kind of work on one lot: filled in beforehand, read as the server takes it. */
import { localMinute } from "../components/event-form.js";

/**
 * @typedef {import('./field-book.js').Book} Book
 * @typedef {import('./field-book.js').Lot} Lot
 * @typedef {import('./field-book.js').Work} Work
 * @typedef {Record<string, string>} Values
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

const PREFIX = "values.";
// What an entry tells beside the values of its kind of work.
const AROUND = ["place_id", "on_behalf_of", "operator_name", "note"];

/**
 * What the form shows at first: what the template offers, what was kept of the last entry of this
 * kind, and what is known of the lot. `repeated` are values that are all taken, where given.
 * @param {{book: Book, lot: Lot, code: string, now: Date}} about
 * @param {Values | null} repeated
 * @returns {Values}
 */
export function firstValues({ book, lot, code, now }, repeated) {
  const today = localMinute(now).slice(0, 10);
  const offered = Object.entries(book.works[`${lot.group}/${code}`].defaults).map(
    ([name, value]) => [name, isDay(value) ? today : value], // the book's own day has gone by
  );
  const kept = repeated ?? book.remembered[code];
  return { ...Object.fromEntries(offered), ...kept, ...lot.offered[code] };
}

/** @param {string} value */
function isDay(value) {
  return /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/**
 * Put values into the fields that have their names; fields that are folded away are shown then.
 * @param {HTMLElement} form
 * @param {Values} values
 */
export function fillIn(form, values) {
  for (const control of controlsOf(form)) {
    const value = values[control.name];
    if (value === undefined) continue;
    if (isTick(control)) control.checked = control.value === value;
    else control.value = value;
    if (value !== "" && isOwnValue(control.name)) unfold(control);
  }
}

/** @param {string} name */
function isOwnValue(name) {
  return name.startsWith(PREFIX) && !name.endsWith("_unit");
}

/** @param {Control} control */
function unfold(control) {
  const folded = control.closest("details");
  if (folded) folded.open = true;
}

/**
 * What is typed and chosen, by the names under which it is sent.
 * @param {HTMLElement} form
 * @returns {Values}
 */
export function typedIn(form) {
  const told = controlsOf(form).filter((it) => it.type !== "file" && !(isTick(it) && !it.checked));
  return Object.fromEntries(
    told.map((it) => [it.name, it.value.trim()]).filter(([, value]) => value !== ""),
  );
}

/**
 * @param {Control} control
 * @returns {control is HTMLInputElement}
 */
function isTick(control) {
  return control.type === "radio" || control.type === "checkbox";
}

/** @param {HTMLElement} form */
function controlsOf(form) {
  const found = form.querySelectorAll("input[name], select[name], textarea[name]");
  return /** @type {Control[]} */ ([...found]);
}

/**
 * The body that is sent, as text: it is never made anew, so that every try sends the same bytes.
 * @param {{lot: Lot, code: string, work: Work, typed: Values, photos: string[], now: Date}} told
 * @returns {string}
 */
export function bodyOf({ lot, code, work, typed, photos, now }) {
  const values = Object.entries(typed)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value]);
  const position = positionOf(typed);
  return JSON.stringify({
    lot_id: lot.id,
    event_code: code,
    event_time: withOffset(typed.event_time, now),
    device_time: withOffset("", now),
    template_version: work.version,
    ...named(typed, AROUND),
    ...(position && { position }),
    ...(typed.as_fact && { as_fact: true }),
    values: Object.fromEntries(values),
    photos,
  });
}

/**
 * @param {Record<string, string>} told
 * @param {string[]} names
 */
function named(told, names) {
  return Object.fromEntries(names.filter((name) => told[name]).map((name) => [name, told[name]]));
}

/** @param {Values} typed */
function positionOf(typed) {
  const { position_latitude: latitude, position_longitude: longitude } = typed;
  if (!latitude || !longitude) return null;
  const accuracy = typed.position_accuracy;
  return { latitude, longitude, ...(accuracy && { accuracy }) };
}

/**
 * The words of an entry as its form shows them.
 * @param {string} body
 * @returns {Values}
 */
export function toldBefore(body) {
  const told = JSON.parse(body);
  return {
    ...typedValues(told.values),
    ...named(told, AROUND),
    event_time: localMinute(new Date(told.event_time)),
  };
}

/**
 * The values of a body under the names of their fields.
 * @param {Record<string, unknown>} values
 * @returns {Values}
 */
export function typedValues(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [PREFIX + name, String(value)]),
  );
}

/**
 * The time with the offset of this phone, to the second; a time that was left as the form offered
 * it is the moment itself.
 * @param {string | undefined} typed as a datetime-local field has it
 * @param {Date} now
 */
export function withOffset(typed, now) {
  const moment = typed && typed !== localMinute(now) ? new Date(typed) : now;
  const minutes = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const pair = (/** @type {number} */ it) => String(it).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${pair(Math.floor(size / 60))}:${pair(size % 60)}`;
}
