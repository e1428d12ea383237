/** The lots that inspectors carry, found by the number on a pack; none of them is ever green. */

/** Neither a number that anybody can print nor what lies over its lot tells these of a pack. */
const NOT_CHECKED = ["issued", "copied", "changed_since", "goods"];

/**
 * `standing` is null of a lot that has no stamps any more.
 * @typedef {{lot: string, standing: string | null, code: string, product: string,
 *   organisation: string, expires: string | null}} Lot
 */

/**
 * @param {Map<string, Lot>} lots what is held, by id
 * @param {Lot} came
 */
export function takeLot(lots, came) {
  if (came.standing) lots.set(came.lot, came);
  else lots.delete(came.lot);
}

/**
 * The lots of this number, as it stands on a pack: two products may have lots of one number.
 * @param {Map<string, Lot>} lots
 * @param {string} typed
 * @returns {import('./inspection-list.js').Told[]}
 */
export function lotsNumbered(lots, typed) {
  const wanted = spelt(typed);
  return [...lots.values()]
    .filter(({ code }) => spelt(code) === wanted)
    .map(({ code, ...told }) => ({ ...told, standing: told.standing ?? "", lot: code }));
}

/**
 * What lies over a lot is so, whatever the stamp is; that nothing does proves nothing of the stamp.
 * @param {{standing: string}[]} lots at least one
 * @param {number} listAge in seconds
 */
export function answerOfLots(lots, listAge) {
  const [{ standing }, ...others] = lots;
  const isLaidOver = others.length === 0 && standing !== "active";
  return { code: isLaidOver ? standing : "lot_only", notChecked: NOT_CHECKED, listAge };
}

/** @param {string} code */
function spelt(code) {
  return code.replace(/\s/g, "").toUpperCase();
}
