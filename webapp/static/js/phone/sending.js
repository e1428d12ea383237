/** Sending one entry and its photos: as often as need be, for the server records each once. */
import { PATIENCE_MS, Problem, askJson } from "../lib/http.js";

/** A photo over a poor network. */
const PHOTO_PATIENCE_MS = 8 * PATIENCE_MS;

/**
 * What became of a try: `sent` with the server's receipt; `refused` with its reasons, which only a
 * person can mend; `sign_in`, where the session has ended; `later`, where nothing was answered
 * (`reached` tells whether the server was there at all).
 * @typedef {{kind: 'sent', receipt: Receipt}
 *   | {kind: 'refused', refusal: Refusal, receipt?: Receipt}
 *   | {kind: 'sign_in'}
 *   | {kind: 'later', reached: boolean}} Outcome
 * @typedef {{event_id: string, received_at: string, ledger_position: number, flags: string[],
 *   missing_photos: string[]}} Receipt
 * @typedef {{status: number, code: string, detail: string,
 *   errors: import('../lib/http.js').FieldFault[]}} Refusal
 * @typedef {{sha256: string, type: string, bytes: ArrayBuffer}} Photo
 * @typedef {{id: string, owner: string, path: string, body: string}} Sendable
 * @typedef {typeof askJson} Ask
 */

/**
 * Send the words first, for they are small, then each photo that the server has not got.
 * @param {Sendable} entry
 * @param {Photo[]} photos
 * @param {(sha256: string) => Promise<void>} arrived told of each photo that the server has
 * @param {Ask} ask
 * @returns {Promise<Outcome>}
 */
export async function send(entry, photos, arrived, ask = askJson) {
  /** @type {Receipt | undefined} */
  let receipt;
  try {
    receipt = await ask(entry.path, {
      method: "PUT",
      body: entry.body,
      headers: { ...headersOf(entry), "Content-Type": "application/json" },
    });
    // A café's page, or another server: whatever it is, it is no receipt of this entry.
    if (receipt?.event_id !== entry.id) return { kind: "later", reached: false };
    const missing = new Set(receipt.missing_photos);
    for (const photo of photos) {
      if (missing.has(photo.sha256)) await sendPhoto(entry, photo, ask);
      await arrived(photo.sha256);
    }
    return { kind: "sent", receipt: { ...receipt, missing_photos: [] } };
  } catch (error) {
    return outcomeOf(error, receipt);
  }
}

/**
 * @param {Sendable} entry
 * @param {Photo} photo
 * @param {Ask} ask
 */
function sendPhoto(entry, photo, ask) {
  return ask(`${entry.path}/photos/${photo.sha256}`, {
    method: "PUT",
    body: photo.bytes,
    patience: PHOTO_PATIENCE_MS,
    headers: { ...headersOf(entry), "Content-Type": photo.type },
  });
}

/**
 * A page of another site may not send these without asking first; and the server holds the second
 * against whoever is signed in, so that nobody's entry is ever sent as another's.
 * @param {Sendable} entry
 */
function headersOf(entry) {
  return { "X-App": "1", "X-Account": entry.owner };
}

/**
 * @param {unknown} error
 * @param {Receipt | undefined} receipt of the words, where only a photo failed
 * @returns {Outcome}
 */
function outcomeOf(error, receipt) {
  if (!(error instanceof Problem)) throw error;
  if (error.kind === "sign_in") return { kind: "sign_in" };
  if (error.kind === "unreachable") return { kind: "later", reached: error.status > 0 };
  const { status, code, message: detail, errors } = error;
  return { kind: "refused", refusal: { status, code, detail, errors }, receipt };
}

/**
 * How long to wait before the next try, in milliseconds: longer each time, at most five minutes,
 * and not all phones of a village at once.
 * @param {number} tries
 * @param {() => number} random
 */
export function pauseAfter(tries, random = Math.random) {
  return Math.min(300_000, 1000 * 2 ** Math.min(tries, 16)) * (0.5 + random() / 2);
}
