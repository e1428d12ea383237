/** What was sprayed or given by entries that are still on this phone, beside what the book tells. */
import { localMinute } from "../components/event-form.js";
import { lotOf, workOf } from "./view-home.js";
import { harvestFrom } from "./waits.js";

/**
 * The first day on which goods of the lot may be taken, as far as this phone knows; null where it
 * knows of nothing to wait for.
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./field-book.js').Lot} lot
 * @param {string} code of the harvest
 * @returns {Promise<string | null>}
 */
export async function waitedFor(app, lot, code) {
  const states = /** @type {const} */ (["waiting", "attention"]);
  const entries = (await Promise.all(states.map((it) => app.outbox.of(app.owner, it)))).flat();
  const treatments = entries.map((entry) => treatmentOf(app, entry));
  const here = harvestFrom(treatments, {
    code,
    lot_id: lot.id,
    place: lot.place_id,
    follows: lot.treatment_follows,
  });
  return (
    [lot.harvest_from, here]
      .filter((it) => it !== null)
      .sort()
      .at(-1) ?? null
  );
}

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./outbox.js').Entry} entry
 * @returns {import('./waits.js').Treatment}
 */
function treatmentOf(app, { body, shown }) {
  const told = JSON.parse(body);
  const known = knownOf(app, shown);
  return {
    lot_id: told.lot_id,
    places: [told.place_id, ...(told.other_place_ids ?? [])],
    day: localMinute(new Date(told.event_time)).slice(0, 10),
    values: told.values,
    interval: known?.work.interval ?? null,
    registered_days: known && daysOf(known.inputs, told.values, known.work.input_name),
  };
}

/**
 * What the book says of this kind of work; undefined of a lot that has ended meanwhile.
 * @param {import('./app.js').PhoneApp} app
 * @param {import('./outbox.js').Shown} shown
 */
function knownOf(app, { lot_id: lotId, work_code: code }) {
  const lot = lotOf(app, lotId);
  const work = lot && workOf(app, lot, code);
  return work ? { work, inputs: lot.inputs[code] ?? [] } : null;
}

/**
 * What the register asks for, of the product that was named.
 * @param {[string, number | null][]} known
 * @param {Record<string, string>} values
 * @param {string | null} field
 */
function daysOf(known, values, field) {
  const name = (values[(field ?? "").replace("values.", "")] ?? "").toLowerCase();
  const [found] = known.filter(([it]) => it.toLowerCase() === name);
  return found ? found[1] : null;
}
