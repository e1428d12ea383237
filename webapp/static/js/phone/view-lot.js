/** One lot: every kind of work, and what was written on this phone. */
import { lotOf, pictureOf } from "./view-home.js";
import { entryLine } from "./view-trays.js";
import { made, part } from "./views.js";

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {string} id
 */
export async function showLot(app, id) {
  const lot = lotOf(app, id);
  if (!lot) {
    app.put(made("no-such-lot"));
    return;
  }
  const view = made("lot", {
    product: lot.product,
    place: lot.place,
    code: lot.code,
    state: lot.state,
  });
  for (const code of lot.works) part(view, "works").append(pictureOf(app, lot, code));
  for (const code of lot.others) part(view, "others").append(pictureOf(app, lot, code));
  part(view, "more").hidden = lot.others.length === 0;
  const states = /** @type {const} */ (["waiting", "attention", "sent"]);
  const every = (await Promise.all(states.map((it) => app.outbox.of(app.owner, it)))).flat();
  const own = every.filter((it) => it.shown.lot_id === id).sort((one, two) => two.seq - one.seq);
  for (const entry of own) part(view, "history").append(entryLine(app, entry));
  part(view, "written").hidden = own.length === 0;
  app.put(view);
}
