/** Lists that the server signs: opening them, and the one of withdrawn stamps. */
import { bytesOf } from "./ed25519.js";

const DOMAIN = new TextEncoder().encode("temthat list 1\n");
const SIGNATURE_LENGTH = 64;
const LINE_BREAK = 10;

export const REVOCATIONS = "temthat-revocations/1";

/** Not a list of ours, or one that was altered on its way. */
export class BadList extends Error {
  name = "BadList";
}

/**
 * @typedef {{key_id: number, public_key: string, state: string}} Key
 * @typedef {{hosts: string[], keys: Key[], verify: import('./ed25519.js').Verifier}} Keys
 * @typedef {{format: string, host: string, key_id: number, sequence: number, since: number | null,
 *   issued_at: number, expires_at: number, compromised: Record<string, number>,
 *   sections?: Section[]}} Heading
 * @typedef {{key_id: number, standing: string, bytes: number}} Section
 * @typedef {{keyId: number, block: number, first: number, last: number, standing: string}} Piece
 * @typedef {{heading: Heading, pieces: Map<string, Piece[]>}} RevocationList
 */

/**
 * Heading and body of a list, once its signature was checked.
 * @param {Uint8Array} data
 * @param {Keys} keys
 * @param {string} format
 * @returns {Promise<{heading: Heading, body: Uint8Array}>}
 */
export async function openList(data, keys, format) {
  const content = data.subarray(SIGNATURE_LENGTH);
  const end = content.indexOf(LINE_BREAK);
  const heading = /** @type {Heading} */ (parsed(content.subarray(0, end)));
  const key = keys.keys.find(({ key_id: id }) => id === heading.key_id);
  if (!key || heading.format !== format || !keys.hosts.includes(heading.host)) throw new BadList();
  const signed = new Uint8Array(DOMAIN.length + content.length);
  signed.set(DOMAIN);
  signed.set(content, DOMAIN.length);
  const isOurs = await keys.verify(
    bytesOf(key.public_key),
    data.subarray(0, SIGNATURE_LENGTH),
    signed,
  );
  if (!isOurs) throw new BadList();
  return { heading, body: content.subarray(end + 1) };
}

/**
 * The list that results from what was held and what came: a whole one, or changes to it.
 * @param {RevocationList | null} held
 * @param {{heading: Heading, body: Uint8Array}} came
 * @returns {RevocationList}
 */
export function mergeRevocations(held, { heading, body }) {
  if (held && isOlder(heading, held.heading)) return held;
  const pieces = new Map(basisOf(heading, held)?.pieces ?? []);
  for (const piece of readPieces(heading.sections ?? [], body)) take(pieces, piece);
  return { heading, pieces };
}

/**
 * What a list of changes is laid over; null for a whole list.
 * @template {{heading: Heading}} L
 * @param {Heading} heading of what came
 * @param {L | null} held
 */
export function basisOf({ since }, held) {
  if (since === null) return null;
  if (held?.heading.sequence !== since) throw new BadList();
  return held;
}

/**
 * How a slot is listed, or null: then it was as it should be.
 * @param {RevocationList} list
 * @param {{keyId: number, block: number, index: number}} slot
 */
export function standingOf(list, { keyId, block, index }) {
  const found = (list.pieces.get(`${keyId}:${block}`) ?? []).find(
    ({ first, last }) => first <= index && index < last,
  );
  return found?.standing ?? null;
}

/** Numbers of seven bits a byte, least first.
 * @param {Uint8Array} body
 */
export function* numbers(body) {
  let number = 0;
  let weight = 1;
  for (const byte of body) {
    number += (byte & 127) * weight;
    weight *= 128;
    if (byte < 128) {
      yield number;
      [number, weight] = [0, 1];
    }
  }
}

/**
 * @param {Section[]} sections
 * @param {Uint8Array} body
 * @returns {Generator<Piece>}
 */
function* readPieces(sections, body) {
  let start = 0;
  for (const { key_id: keyId, standing, bytes } of sections) {
    const told = [...numbers(body.subarray(start, start + bytes))];
    let block = 0;
    for (let at = 0; at + 2 < told.length; at += 3) {
      const [step, first, less] = told.slice(at, at + 3);
      block += step;
      yield { keyId, block, first, last: first + less + 1, standing };
    }
    start += bytes;
  }
}

/**
 * Sections `replaced` come first: what was listed of these slots is listed anew, or no more.
 * @param {Map<string, Piece[]>} pieces
 * @param {Piece} piece
 */
function take(pieces, piece) {
  const name = `${piece.keyId}:${piece.block}`;
  const there = pieces.get(name) ?? [];
  /** @param {Piece} it */
  const stays = ({ first, last }) => first >= piece.last || last <= piece.first;
  const isReplaced = piece.standing === "replaced";
  pieces.set(name, isReplaced ? there.filter(stays) : [...there, piece]);
}

/**
 * @param {Heading} one
 * @param {Heading} other
 */
function isOlder(one, other) {
  return (
    one.issued_at < other.issued_at ||
    (one.issued_at === other.issued_at && one.sequence < other.sequence)
  );
}

/** @param {Uint8Array} line */
function parsed(line) {
  try {
    return JSON.parse(new TextDecoder().decode(line));
  } catch {
    throw new BadList();
  }
}
