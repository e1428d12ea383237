/**
 * Waiting periods as `traceability/pre_harvest.py` reckons them, of what was written on this phone
 * and has not reached the server: it is not in the book, and the spray was this morning.
 */

/**
 * @typedef {{field: string | null, from: string | null, by_harvest: Record<string, string>}} Interval
 * @typedef {{lot_id: string, places: string[], day: string, values: Record<string, string>,
 *   interval: Interval | null, registered_days: number | null}} Treatment
 * @typedef {{code: string, lot_id: string, place: string, follows: 'place' | 'lot' | 'both'}} Harvest
 */

/**
 * The first day on which a harvest is allowed; null where nothing here keeps it.
 * @param {Treatment[]} treatments
 * @param {Harvest} harvest
 * @returns {string | null}
 */
export function harvestFrom(treatments, harvest) {
  const days = treatments
    .filter((it) => concerns(it, harvest))
    .map((it) => keepsUntil(it, harvest.code))
    .filter((it) => it !== null);
  return days.sort().at(-1) ?? null;
}

/**
 * A spray stays on its plot, a drug goes with its animals.
 * @param {Treatment} treatment
 * @param {Harvest} harvest
 */
function concerns(treatment, { lot_id: lotId, place, follows }) {
  const isSameLot = treatment.lot_id === lotId;
  const isSamePlace = treatment.places.includes(place);
  return { lot: isSameLot, place: isSamePlace, both: isSameLot || isSamePlace }[follows];
}

/**
 * The day after which goods may be taken: the longest of what the label and the register ask for
 * counts, from the last day of the treatment where one was written.
 * @param {Treatment} treatment
 * @param {string} code of the harvest
 * @returns {string | null}
 */
export function keepsUntil(treatment, code) {
  const days = Math.max(toldDays(treatment, code), treatment.registered_days ?? 0);
  if (!treatment.interval || days === 0) return null;
  const written = treatment.values[treatment.interval.from ?? ""] ?? "";
  return later(written > treatment.day ? written : treatment.day, days);
}

/**
 * What is told of this kind of harvest goes before what is told of all.
 * @param {Treatment} treatment
 * @param {string} code
 */
function toldDays({ values, interval }, code) {
  const names = [interval?.by_harvest[code], interval?.field];
  return names.map((name) => whole(values[name ?? ""])).find((it) => it !== null) ?? 0;
}

/**
 * @param {string | undefined} text
 * @returns {number | null}
 */
function whole(text) {
  return /^\d+$/.test(text ?? "") ? Number(text) : null;
}

/**
 * @param {string} day
 * @param {number} days
 */
function later(day, days) {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
