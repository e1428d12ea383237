/** What the phone carries of its person's lots, places and forms; fetched anew while there is a network. */
import { ask, Problem } from "../lib/http.js";
import { asked, keepSetting, setting, settled, writing } from "./store.js";

/**
 * @typedef {{id: string, code: string, product: string, icon: string, place_id: string,
 *   place: string, state: string, tone: string, opened_on: string, group: string,
 *   treatment_follows: 'place' | 'lot' | 'both', works: string[],
 *   others: string[], harvest_from: string | null,
 *   last: {code: string, values: Record<string, string>} | null,
 *   offered: Record<string, Record<string, string>>,
 *   inputs: Record<string, [string, number | null][]>}} Lot
 * @typedef {{version: number, label: string, icon: string, asks_photo: boolean,
 *   is_harvest: boolean, required: string[],
 *   interval: import('./waits.js').Interval | null, input_name: string | null, defaults: Record<string, string>, form: string}} Work
 * @typedef {{format: number, language: string, account_id: string, name: string,
 *   organisation: string, writes_for_members: boolean, lots: Lot[], works: Record<string, Work>,
 *   places: {id: string, name: string, area: number | null}[], members: [string, string][],
 *   remembered: Record<string, Record<string, string>>}} Book
 * @typedef {{account_id: string, book: Book, etag: string, fetched_at: string}} KeptBook
 */

const ADDRESS = "/api/v1/field-book";
const FORMAT = 1;

/**
 * The book of whoever uses the phone now; null before anybody was signed in on it.
 * @param {IDBDatabase} database
 * @returns {Promise<KeptBook | null>}
 */
export async function keptBook(database) {
  const owner = await setting(database, "owner");
  if (!owner) return null;
  const books = database.transaction("books").objectStore("books");
  return (await asked(books.get(owner))) ?? null;
}

/**
 * Fetch it where it changed. The phone is its person's from then on.
 * @param {IDBDatabase} database
 * @param {string} language
 * @returns {Promise<'new' | 'same' | 'sign_in' | 'unreachable' | 'too_new'>}
 */
export async function refreshBook(database, language) {
  const before = await keptBook(database);
  const etag = before?.book.language === language ? before.etag : "";
  try {
    const response = await ask(`${ADDRESS}?lang=${language}`, {
      headers: { Accept: "application/json", "If-None-Match": etag },
      cache: "no-store",
    });
    return await keepAnswer(database, response);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return WITHOUT_BOOK[error.status] ?? "unreachable";
  }
}

/** @type {Record<number, 'same' | 'sign_in'>} */
const WITHOUT_BOOK = { 304: "same", 401: "sign_in", 403: "sign_in" };

/**
 * @param {IDBDatabase} database
 * @param {Response} response
 */
async function keepAnswer(database, response) {
  // A page of a sign-in is no book.
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) return "sign_in";
  const book = /** @type {Book} */ (await response.json());
  if (book.format !== FORMAT) return "too_new";
  const transaction = writing(database, ["books"]);
  /** @type {KeptBook} */
  const kept = {
    account_id: book.account_id,
    book,
    etag: response.headers.get("ETag") ?? "",
    fetched_at: new Date().toISOString(),
  };
  transaction.objectStore("books").put(kept);
  await settled(transaction);
  await keepSetting(database, "owner", book.account_id);
  return "new";
}
