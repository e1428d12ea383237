/** What a decoded text is: a stamp or lot of ours, somebody else's address, or something else. */

const SERIAL = "[0-9A-HJKMNP-TV-Z]{16}";
const STAMP_PATH = new RegExp(`^/(?:01/\\d{14}/21|T)/${SERIAL}/?$`, "i");
const LOT_PATH = /^\/01\/\d{14}\/10\/[^/]{1,60}\/?$/;

/**
 * `stamp`: ours, `path` may be opened. `foreign`: an address of `host`, shown and never opened.
 * `other`: not the address of a stamp at all.
 * @typedef {{kind: 'stamp', path: string} | {kind: 'foreign', host: string} | {kind: 'other'}} Payload
 */

/**
 * @param {string} text what the detector read
 * @param {string[]} ownHosts lower case, with the port where there is one
 * @returns {Payload}
 */
export function readPayload(text, ownHosts) {
  const url = addressOf(text);
  if (url === null) return { kind: "other" };
  if (!ownHosts.includes(url.host)) return { kind: "foreign", host: url.host };
  if (!isStampOrLot(url.pathname)) return { kind: "other" };
  return { kind: "stamp", path: url.pathname + url.search };
}

/**
 * An http address, or null. The URL parser lower-cases the host, drops a user name before an @ and
 * writes look-alike letters in their `xn--` form, so that the host shown is the host meant.
 * @param {string} text
 */
function addressOf(text) {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed)) return null;
  try {
    return new URL(trimmed);
  } catch {
    return null;
  }
}

/** @param {string} path */
function isStampOrLot(path) {
  return STAMP_PATH.test(path) || LOT_PATH.test(path);
}
