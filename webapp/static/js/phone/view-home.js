/** The first page: open lots, the next likely works as pictures, and what was done last once more. */
import { typedValues } from "./entry-form.js";
import { made, part, said, setIcon, when } from "./views.js";

/** @param {import('./app.js').PhoneApp} app */
export async function showHome(app) {
  const { kept } = app;
  if (!kept) {
    app.put(made("stranger"));
    return;
  }
  const { book } = kept;
  const view = made("home", { name: book.name, fetched: when(kept.fetched_at) });
  const lots = part(view, "lots");
  for (const lot of book.lots) lots.append(await cardOf(app, lot));
  part(view, "no-lots").hidden = book.lots.length > 0;
  const sent = await app.outbox.count(app.owner, "sent");
  part(view, "sent").textContent = said("home.sent", { count: sent });
  app.put(view);
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./field-book.js').Lot} lot
 */
async function cardOf(app, lot) {
  const card = made("lot-card", { product: lot.product, place: lot.place, code: lot.code });
  setIcon(part(card, "picture"), lot.icon);
  const link = /** @type {HTMLAnchorElement} */ (part(card, "open"));
  link.href = `#/lots/${lot.id}`;
  const last = await lastOf(app, lot);
  const again = /** @type {HTMLAnchorElement} */ (part(card, "again"));
  const work = last && workOf(app, lot, last.code);
  again.hidden = !work;
  if (work) {
    again.href = `#/lots/${lot.id}/${last.code}?again=1`;
    part(again, "words").textContent = said("home.again", { work: work.label });
  }
  const list = part(card, "works");
  for (const code of lot.works) list.append(pictureOf(app, lot, code));
  return card;
}

/**
 * A kind of work as a picture to tap.
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./field-book.js').Lot} lot
 * @param {string} code
 */
export function pictureOf(app, lot, code) {
  const work = workOf(app, lot, code);
  const item = made("work", { label: work?.label ?? code });
  setIcon(item, work?.icon ?? "circle");
  const link = item.querySelector("a");
  if (link) link.href = `#/lots/${lot.id}/${code}`;
  return item;
}

/**
 * An open lot that the phone carries.
 * @param {import('./app.js').PhoneApp} app
 * @param {string} id
 */
export function lotOf(app, id) {
  return app.kept?.book.lots.find((it) => it.id === id);
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./field-book.js').Lot} lot
 * @param {string} code
 * @returns {import('./field-book.js').Work | undefined}
 */
export function workOf(app, lot, code) {
  return app.kept?.book.works[`${lot.group}/${code}`];
}

/**
 * What was written of the lot last, of one kind of work where that is given: on this phone, be it
 * sent or not, else as the server knew it.
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./field-book.js').Lot} lot
 * @param {string | null} wanted
 * @returns {Promise<{code: string, values: Record<string, string>} | null>}
 */
export async function lastOf(app, lot, wanted = null) {
  const kept = (
    await Promise.all(
      /** @type {const} */ (["waiting", "sent"]).map((state) => app.outbox.of(app.owner, state)),
    )
  ).flat();
  const own = kept.filter(({ shown }) => {
    return shown.lot_id === lot.id && [null, shown.work_code].includes(wanted);
  });
  const newest = own.sort((one, other) => other.seq - one.seq)[0];
  if (!newest) return [null, lot.last?.code].includes(wanted) ? lot.last : null;
  const { event_code: code, values } = JSON.parse(newest.body);
  return { code, values: typedValues(values) };
}
