/** What inspectors carry: every signed order, its lots, how its stamps stood; and all lots by number. */
import { takeLot } from "./carried-lots.js";
import { basisOf, numbers } from "./signed-list.js";

export const INSPECTION = "temthat-inspection/1";
const BLOCK_SIZE = 4096;
/** traceability/stamp_standing.py: the place of a standing is its number. */
const STANDINGS = [
  "not_issued",
  "counterfeit",
  "stolen",
  "lost",
  "void",
  "destroyed",
  "recalled",
  "on_hold",
  "not_activated",
  "suspected_copy",
  "active",
];

/**
 * @typedef {{id: string, key_id: number, blocks: number[], first: number, count: number,
 *   runs: string, product: string, organisation: string, lots: [string, string | null][]}} Order
 * @typedef {{heading: import('./signed-list.js').Heading, orders: Map<string, Order>,
 *   blocks: Map<string, Order[]>,
 *   lots: Map<string, import('./carried-lots.js').Lot>}} InspectionList
 * @typedef {{product: string, organisation: string, standing: string, lot: string | null,
 *   expires: string | null}} Told
 */

/**
 * @param {InspectionList | null} held
 * @param {{heading: import('./signed-list.js').Heading, body: Uint8Array}} came
 * @returns {InspectionList}
 */
export function mergeInspection(held, { heading, body }) {
  const basis = basisOf(heading, held);
  const orders = new Map(basis?.orders);
  const lots = new Map(basis?.lots);
  for (const line of new TextDecoder().decode(body).split("\n").filter(Boolean)) {
    const carried = /** @type {Order | import('./carried-lots.js').Lot} */ (JSON.parse(line));
    if ("lot" in carried) takeLot(lots, carried);
    else orders.set(carried.id, carried);
  }
  return { heading, orders, blocks: byBlock(orders.values()), lots };
}

/**
 * What is known of the stamp in this slot; null where no order holds it.
 * @param {InspectionList} list
 * @param {{keyId: number, block: number, index: number}} slot
 * @returns {Told | null}
 */
export function toldOf(list, { keyId, block, index }) {
  for (const order of list.blocks.get(`${keyId}:${block}`) ?? []) {
    const place = order.blocks.indexOf(block) * BLOCK_SIZE + index - order.first;
    if (place >= 0 && place < order.count) return told(order, place);
  }
  return null;
}

/** @param {Iterable<Order>} orders */
function byBlock(orders) {
  /** @type {Map<string, Order[]>} */
  const blocks = new Map();
  for (const order of orders) {
    for (const block of order.blocks) {
      const name = `${order.key_id}:${block}`;
      blocks.set(name, [...(blocks.get(name) ?? []), order]);
    }
  }
  return blocks;
}

/**
 * @param {Order} order
 * @param {number} place of the stamp in its order, from 0
 * @returns {Told | null}
 */
function told({ product, organisation, lots, runs }, place) {
  const spelt = [...numbers(Uint8Array.from(atob(runs), (sign) => sign.charCodeAt(0)))];
  let end = 0;
  for (let at = 0; at + 1 < spelt.length; at += 2) {
    end += spelt[at];
    const mark = spelt[at + 1];
    if (place < end) {
      const [lot, expires] = lots[Math.floor(mark / 16) - 1] ?? [null, null];
      return { product, organisation, standing: STANDINGS[mark % 16], lot, expires };
    }
  }
  return null;
}
