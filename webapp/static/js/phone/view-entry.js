/** The form of one entry: filled in beforehand, one tap to keep it, and nothing typed is ever lost. */
import { localMinute } from "../components/event-form.js";
import { startWithin } from "../lib/component.js";
import { all } from "../lib/dom.js";
import { bodyOf, fillIn, firstValues, toldBefore, typedIn } from "./entry-form.js";
import { photosOf } from "./photos.js";
import { lastOf, lotOf, workOf } from "./view-home.js";
import { waitedFor } from "./unsent-treatments.js";
import { dayOf, fieldsOf, made, part, said, setIcon } from "./views.js";

/** @type {Record<string, import('../lib/component.js').Loader>} */
const COMPONENTS = {
  "photo-field": async () => (await import("../components/photo-field.js")).PhotoField,
  "position-field": async () => (await import("../components/position-field.js")).PositionField,
};
// What should not be done, and can be told as a fact; then the server holds the lot.
const STOPS = new Set([
  "event.harvest_too_early",
  "event.banned_input",
  "event.unlisted_antibiotic",
]);

/**
 * What the form is about.
 * @typedef {{lot: import('./field-book.js').Lot, code: string, work: import('./field-book.js').Work,
 *   refused: import('./outbox.js').Entry | undefined}} Subject
 */

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {{lot: string, code: string, asked: URLSearchParams}} wanted `again` takes the values of
 *   the last entry, `mends` names one that was refused
 */
export async function showEntry(app, { lot: lotId, code, asked }) {
  const lot = lotOf(app, lotId);
  const work = lot && workOf(app, lot, code);
  if (!work) {
    app.put(made("no-such-lot"));
    return;
  }
  const refused = await app.outbox.find(asked.get("mends") ?? "");
  const again = asked.has("again") ? await lastOf(app, lot, code) : null;
  await showForm(app, { lot, code, work, refused }, again);
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {Subject} subject
 * @param {{values: Record<string, string>} | null} again
 */
async function showForm(app, subject, again) {
  const { lot, work } = subject;
  const view = made("entry-form", { work: work.label, product: lot.product, place: lot.place });
  setIcon(part(view, "heading"), work.icon);
  makeForm(app, view, subject, again?.values ?? null);
  await warnOfWaiting(app, view, subject);
  tellRefusal(view, subject);
  app.put(view);
  await startWithin(view, COMPONENTS);
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {HTMLElement} view
 * @param {Subject} subject
 * @param {Record<string, string> | null} repeated
 */
function makeForm(app, view, subject, repeated) {
  const { lot, code, work, refused } = subject;
  const { book } = /** @type {import('./field-book.js').KeptBook} */ (app.kept);
  const form = /** @type {HTMLFormElement} */ (part(view, "form"));
  part(form, "fields").append(fieldsOf(work.form));
  offerInputs(form, work, lot.inputs[code] ?? []);
  offerChoices(form, book, lot);
  const opened = new Date();
  const before = refused ? toldBefore(refused.body) : null;
  fillIn(form, {
    place_id: lot.place_id,
    operator_name: book.writes_for_members ? "" : book.name,
    event_time: localMinute(opened),
    ...firstValues({ book, lot, code, now: opened }, before ?? repeated),
    ...before,
  });
  part(form, "photo-wanted").hidden = !work.asks_photo;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void keep(app, view, form, subject);
  });
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {HTMLElement} view
 * @param {HTMLFormElement} form
 * @param {Subject} subject
 */
async function keep(app, view, form, subject) {
  if (form.dataset.keeping !== undefined) return; // a second tap of an impatient finger
  if (!isComplete(form, view, subject.work.required)) return;
  form.dataset.keeping = "";
  try {
    const entry = await app.outbox.keep(...(await draftOf(app, form, subject)));
    const outcome = entry.photos_left_out > 0 ? "kept.without_photos" : "kept";
    app.tellKept(said(outcome, { work: entry.shown.work }));
    location.hash = "#/";
    await app.announceKept();
  } catch (error) {
    console.error(error);
    delete form.dataset.keeping;
    const failed = part(view, "failed");
    failed.hidden = false;
    failed.focus();
  }
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {HTMLFormElement} form
 * @param {Subject} subject
 * @returns {Promise<[import('./outbox.js').Draft, import('./sending.js').Photo[]]>}
 */
async function draftOf(app, form, { lot, code, work, refused }) {
  const inputs = /** @type {HTMLInputElement[]} */ (all(form, 'input[type="file"]'));
  const chosen = await photosOf(inputs.flatMap((it) => [...(it.files ?? [])]));
  const photos = chosen.length === 0 && refused ? await app.outbox.photosOf(refused.id) : chosen;
  const id = crypto.randomUUID();
  const body = bodyOf({
    lot,
    code,
    work,
    typed: typedIn(form),
    photos: photos.map((it) => it.sha256),
    now: new Date(),
  });
  const shown = {
    work: work.label,
    lot: lot.product,
    lot_id: lot.id,
    work_code: code,
    language: app.language,
  };
  const draft = { id, owner: app.owner, path: `/api/v1/events/${id}`, body, shown };
  return [refused?.state === "attention" ? { ...draft, mends: refused.id } : draft, photos];
}

/**
 * Whether all is said that must be: the server would only ask for it later.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} view
 * @param {string[]} required
 */
function isComplete(form, view, required) {
  const typed = typedIn(form);
  const missing = [...required, "place_id", "event_time"].filter((name) => !typed[name]);
  part(view, "incomplete").hidden = missing.length === 0;
  for (const field of all(form, ".field--error")) field.classList.remove("field--error");
  const controls = missing.map((name) => form.querySelector(`[name="${name}"]`));
  for (const control of controls) control?.closest(".field")?.classList.add("field--error");
  const [first] = controls;
  if (first instanceof HTMLElement) {
    first.focus();
    first.scrollIntoView({ block: "center" });
  }
  return missing.length === 0;
}

/**
 * Products that the register permits on what grows here, to be picked instead of typed.
 * @param {HTMLElement} form
 * @param {import('./field-book.js').Work} work
 * @param {[string, number | null][]} known
 */
function offerInputs(form, work, known) {
  const field = work.input_name && form.querySelector(`[name="${work.input_name}"]`);
  if (!(field instanceof HTMLInputElement) || known.length === 0) return;
  const list = document.createElement("datalist");
  list.id = "known-inputs";
  for (const [name, days] of known) {
    const option = document.createElement("option");
    option.value = name;
    option.label = days === null ? "" : said("input.days", { days });
    list.append(option);
  }
  field.setAttribute("list", list.id);
  field.after(list);
}

/**
 * @param {HTMLElement} form
 * @param {import('./field-book.js').Book} book
 * @param {import('./field-book.js').Lot} lot
 */
function offerChoices(form, book, lot) {
  const places = book.places.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]));
  const isListed = places.some(([id]) => id === lot.place_id);
  const every = isListed ? places : [[lot.place_id, lot.place], ...places];
  addOptions(part(form, "place"), /** @type {[string, string][]} */ (every));
  const members = part(form, "members");
  members.hidden = book.members.length === 0;
  addOptions(members, book.members);
}

/**
 * @param {HTMLElement} field
 * @param {[string, string][]} options
 */
function addOptions(field, options) {
  const select = field.querySelector("select");
  for (const [value, label] of options) select?.append(new Option(label, value));
}

/**
 * A harvest that would come too early is told so before it is written down; it stays a fact that
 * can be told, and the server holds the lot.
 * @param {import('./app.js').PhoneApp} app
 * @param {HTMLElement} view
 * @param {Subject} subject
 */
async function warnOfWaiting(app, view, { lot, code, work }) {
  const notice = part(view, "waiting");
  const from = work.is_harvest ? await waitedFor(app, lot, code) : null;
  notice.hidden = !(from && localMinute(new Date()).slice(0, 10) < from);
  if (from) part(notice, "words").textContent = said("harvest.from", { day: dayOf(from) });
}

/**
 * @param {HTMLElement} view
 * @param {Subject} subject
 */
function tellRefusal(view, { refused }) {
  const refusal = refused?.refusal;
  const notice = part(view, "refused");
  notice.hidden = !refusal;
  part(view, "as-fact").hidden = !STOPS.has(refusal?.code ?? "");
  if (!refused || !refusal) return;
  const faults = refusal.errors.map((it) => it.detail ?? it.code);
  const words = part(notice, "words");
  words.textContent = [refusal.detail, ...faults].filter(Boolean).join(" ");
  words.lang = refused.shown.language;
}
