/** What the link of a signed stamp says (traceability/stamp_signatures.py writes it). */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIGNATURE = /^[0-9A-HJKMNP-TV-Z]{109}$/;
const STAMP_PATH = /^\/(?:01\/(\d{14})\/21|T)\/([0-9A-HJKMNP-TV-Z]{16})\/?$/i;
const SIGNATURE_BITS = 512n;
const SLOT_BITS = 28n;
const BLOCK_SIZE = 4096;

/**
 * @typedef {{keyId: number, slot: number, block: number, index: number, bytes: Uint8Array}} Signature
 * @typedef {{host: string, gtin: string, serial: string, text: string | null,
 *   signature: Signature | null}} SignedLink
 */

/**
 * Host, GTIN, serial and signature of a stamp's link; null for anything else.
 * @param {string} link
 * @returns {SignedLink | null}
 */
export function readSignedLink(link) {
  const url = addressOf(link.trim());
  const path = url && STAMP_PATH.exec(url.pathname);
  if (!url || !path) return null;
  const [, gtin = "", serial] = path;
  const text = parameter(url, "S");
  const signature = text === null ? null : readSignature(text.toUpperCase());
  return { host: url.host, gtin, serial: serial.toUpperCase(), text, signature };
}

/**
 * The bytes that were signed.
 * @param {SignedLink} link
 * @param {Signature} signature
 */
export function messageOf({ host, gtin, serial }, { keyId, slot }) {
  return new TextEncoder().encode(
    ["temthat stamp 1", keyId, slot, host.toLowerCase(), gtin, serial].join("\n"),
  );
}

/** @param {string} text */
function addressOf(text) {
  try {
    return /^https?:\/\//i.test(text) ? new URL(text) : null;
  } catch {
    return null;
  }
}

/**
 * @param {URL} url
 * @param {string} name in capitals; the link may be in either case
 */
function parameter(url, name) {
  for (const [key, value] of url.searchParams) if (key.toUpperCase() === name) return value;
  return null;
}

/**
 * @param {string} text
 * @returns {Signature | null}
 */
function readSignature(text) {
  if (!SIGNATURE.test(text)) return null;
  let whole = 0n;
  for (const letter of text) whole = whole * 32n + BigInt(ALPHABET.indexOf(letter));
  const head = whole >> SIGNATURE_BITS;
  const slot = Number(head & ((1n << SLOT_BITS) - 1n));
  return {
    keyId: Number(head >> SLOT_BITS),
    slot,
    block: Math.floor(slot / BLOCK_SIZE),
    index: slot % BLOCK_SIZE,
    bytes: bytesOfNumber(whole & ((1n << SIGNATURE_BITS) - 1n)),
  };
}

/** @param {bigint} number of 64 bytes at most */
function bytesOfNumber(number) {
  const hex = number.toString(16).padStart(128, "0");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
