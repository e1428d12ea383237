/** What a phone can say of a stamp without asking anybody, and what it cannot. */
import { bytesOf } from "./ed25519.js";
import { messageOf, readSignedLink } from "./signed-link.js";
import { standingOf } from "./signed-list.js";

/** Clocks of phones may be as much behind the server's. */
const CLOCK_SLACK = 300;

/** What no signature and no list can tell; `activated_since`: what happened after the list. */
const NEVER_CHECKED = ["copied", "changed_since", "goods"];
/** Only stamps that were bound to a lot stand so: the goods are in doubt, not who issued the stamp. */
const BOUND_TO_LOT = ["recalled", "suspected_copy"];
const NOTHING_CHECKED = ["issued", "withdrawn", ...NEVER_CHECKED];

/**
 * `code`: `right`, the standing of a listed stamp, or why nothing is known: `unreadable`, `foreign`,
 * `no_signature`, `unknown_key`, `compromised_key`, `no_list`, `stale_list`; or `wrong_signature`.
 * `listAge` in seconds. `certainty` as in verdicts, 0 to 2: copying is never excluded offline.
 * @typedef {{code: string, genuine: 'yes' | 'no' | 'unknown', withdrawn: string | null,
 *   listAge: number | null, certainty: number, notChecked: string[],
 *   link: import('./signed-link.js').SignedLink | null}} Answer
 */

/**
 * @param {string} text the link, as it was read from the stamp
 * @param {import('./signed-list.js').Keys} keys
 * @param {import('./signed-list.js').RevocationList | null} list
 * @param {number} now seconds since 1970
 * @returns {Promise<Answer>}
 */
export async function verifyOffline(text, keys, list, now) {
  const link = readSignedLink(text);
  const listAge = list && Math.max(0, now - list.heading.issued_at);
  const fault = await faultOf(link, keys, list);
  if (fault) return { ...unknown(fault), link, listAge };
  const slot = /** @type {import('./signed-link.js').Signature} */ (link?.signature);
  return { ...signed(slot, list, now), link, listAge };
}

/**
 * Of a stamp whose signature is right: what the list says. What an old list calls withdrawn is so.
 * @param {import('./signed-link.js').Signature} slot
 * @param {import('./signed-list.js').RevocationList | null} list
 * @param {number} now
 * @returns {Omit<Answer, 'link' | 'listAge'>}
 */
function signed(slot, list, now) {
  const withdrawn = list && standingOf(list, slot);
  const known = { genuine: /** @type {const} */ ("yes"), withdrawn };
  if (withdrawn) {
    const certainty = BOUND_TO_LOT.includes(withdrawn) ? 2 : 1;
    return { ...known, code: withdrawn, certainty, notChecked: NEVER_CHECKED };
  }
  if (list && isFresh(list.heading, now)) {
    return { ...known, code: "right", certainty: 2, notChecked: NEVER_CHECKED };
  }
  const code = list ? "stale_list" : "no_list";
  return { ...known, code, certainty: 0, notChecked: ["withdrawn", ...NEVER_CHECKED] };
}

/**
 * Why nothing can be said of the stamp, or that its signature is wrong; null where it is right.
 * @param {import('./signed-link.js').SignedLink | null} link
 * @param {import('./signed-list.js').Keys} keys
 * @param {import('./signed-list.js').RevocationList | null} list
 */
function faultOf(link, keys, list) {
  if (!link) return "unreadable";
  if (!keys.hosts.includes(link.host)) return "foreign";
  if (link.text === null) return "no_signature";
  return link.signature ? signatureFault(link, link.signature, keys, list) : "wrong_signature";
}

/**
 * @param {import('./signed-link.js').SignedLink} link
 * @param {import('./signed-link.js').Signature} signature
 * @param {import('./signed-list.js').Keys} keys
 * @param {import('./signed-list.js').RevocationList | null} list
 */
async function signatureFault(link, signature, keys, list) {
  const key = keys.keys.find(({ key_id: id }) => id === signature.keyId);
  if (!key) return "unknown_key";
  if (isGivenUp(key, list)) return "compromised_key";
  const message = messageOf(link, signature);
  const isRight = await keys.verify(bytesOf(key.public_key), signature.bytes, message);
  return isRight ? null : "wrong_signature";
}

/**
 * @param {import('./signed-list.js').Key} key
 * @param {import('./signed-list.js').RevocationList | null} list
 */
function isGivenUp({ key_id: id, state }, list) {
  return state === "compromised" || String(id) in (list?.heading.compromised ?? {});
}

/**
 * @param {import('./signed-list.js').Heading} heading
 * @param {number} now
 */
function isFresh({ issued_at: issued, expires_at: expires }, now) {
  return issued - CLOCK_SLACK <= now && now <= expires;
}

/**
 * @param {string} code
 * @returns {Omit<Answer, 'link' | 'listAge'>}
 */
function unknown(code) {
  const isWrong = code === "wrong_signature";
  return {
    code,
    genuine: isWrong ? "no" : "unknown",
    withdrawn: null,
    certainty: isWrong ? 1 : 0,
    notChecked: isWrong ? [] : NOTHING_CHECKED,
  };
}
