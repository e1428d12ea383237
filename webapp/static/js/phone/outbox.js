/**
 * Entries on their way to the server. Nothing here has an age limit, and nothing is given up before
 * the server has said that it has it: what it refuses waits for a person, beside what mends it.
 */
import { pauseAfter, send } from "./sending.js";
import { asked, setting, settled, writing } from "./store.js";

/**
 * `waiting`: not sent yet; `attention`: refused; `sent`: with its receipt; `mended`: refused, and
 * another one was written in its place.
 * @typedef {'waiting' | 'attention' | 'sent' | 'mended'} State
 * @typedef {{id: string, owner: string, seq: number, state: State, path: string, body: string,
 *   saved_at: string, shown: Shown, needs: string[], tries: number, due_at: number,
 *   photos_left_out: number, receipt?: import('./sending.js').Receipt,
 *   refusal?: import('./sending.js').Refusal, mended_by?: string, mends?: string}} Entry
 * @typedef {{work: string, lot: string, lot_id: string, work_code: string,
 *   language: string}} Shown
 * @typedef {{id: string, owner: string, path: string, body: string, shown: Shown, needs?: string[],
 *   mends?: string}} Draft
 * @typedef {import('./sending.js').Photo & {entry: string}} KeptPhoto
 * @typedef {'done' | 'sign_in' | 'unreachable' | 'busy'} Ending
 * @typedef {{ending: Ending, settled: number}} Drained how it ended, and how many wait no longer
 */

const STORES = ["entries", "photos", "settings"];
const LOCK = "temthat-outbox";
const LAST = "￿";

/** One for each page, and one for the worker; they share the database and a lock. */
export class Outbox {
  /**
   * @param {IDBDatabase} database
   * @param {{now?: () => Date, random?: () => number, ask?: import('./sending.js').Ask}} outside
   */
  constructor(database, { now = () => new Date(), random = Math.random, ask } = {}) {
    this.database = database;
    this.now = now;
    this.random = random;
    this.ask = ask;
  }

  /**
   * Keep an entry with its photos, all or nothing; the promise resolves when the disk has it. With
   * no room for the photos the words are kept without them, and say so.
   * @param {Draft} draft
   * @param {import('./sending.js').Photo[]} photos
   * @returns {Promise<Entry>}
   */
  async keep(draft, photos) {
    try {
      return await this.#keep(draft, photos, 0);
    } catch (error) {
      if (!isFull(error) || photos.length === 0) throw error;
      return this.#keep(draft, [], photos.length);
    }
  }

  /**
   * @param {Draft} draft
   * @param {import('./sending.js').Photo[]} photos
   * @param {number} leftOut
   */
  async #keep(draft, photos, leftOut) {
    const transaction = writing(this.database, STORES);
    const over = settled(transaction);
    const entries = transaction.objectStore("entries");
    const settings = transaction.objectStore("settings");
    over.catch(() => {}); // told by the requests below, or by the await at the end
    const seq = ((await asked(settings.get("seq"))) ?? 0) + 1;
    settings.put(seq, "seq");
    /** @type {Entry} */
    const entry = {
      needs: [],
      ...draft,
      seq,
      state: "waiting",
      saved_at: this.now().toISOString(),
      tries: 0,
      due_at: 0,
      photos_left_out: leftOut,
    };
    entries.add(entry); // an id that is here already was saved by a tap before this one
    const store = transaction.objectStore("photos");
    for (const photo of photos) store.put({ ...photo, entry: entry.id });
    if (draft.mends) await replaceRefused(entries, draft.mends, entry.id);
    await over;
    return entry;
  }

  /**
   * The entries of one person that stand so, the first saved first.
   * @param {string} owner
   * @param {State} state
   * @returns {Promise<Entry[]>}
   */
  of(owner, state) {
    const index = this.database.transaction("entries").objectStore("entries").index("standing");
    return asked(index.getAll(standing(owner, state)));
  }

  /**
   * How many of them there are.
   * @param {string} owner
   * @param {State} state
   * @returns {Promise<number>}
   */
  count(owner, state) {
    const index = this.database.transaction("entries").objectStore("entries").index("standing");
    return asked(index.count(standing(owner, state)));
  }

  /**
   * @param {string} id
   * @returns {Promise<Entry | undefined>}
   */
  find(id) {
    return asked(this.database.transaction("entries").objectStore("entries").get(id));
  }

  /**
   * The photos of an entry that the server has not got.
   * @param {string} id
   * @returns {Promise<KeptPhoto[]>}
   */
  photosOf(id) {
    const range = IDBKeyRange.bound([id, ""], [id, LAST]);
    return asked(this.database.transaction("photos").objectStore("photos").getAll(range));
  }

  /**
   * Send what waits, of the person who uses the phone now. Of two pages, or a page and the worker,
   * one does it at a time; where phones have no locks both may, which the server does not mind.
   * `fast` tries at once what waits for its turn after a failure.
   * @param {{fast?: boolean}} how
   * @returns {Promise<Drained>}
   */
  async drain({ fast = false } = {}) {
    const drained = () => this.#drain(fast);
    if (!navigator.locks) return drained();
    return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) =>
      lock ? drained() : { ending: /** @type {Ending} */ ("busy"), settled: 0 },
    );
  }

  /**
   * @param {boolean} fast
   * @returns {Promise<Drained>}
   */
  async #drain(fast) {
    const owner = await setting(this.database, "owner");
    const waiting = owner ? await this.of(owner, "waiting") : [];
    /** @type {Drained} */
    const drained = { ending: "done", settled: 0 };
    for (const entry of waiting) {
      if (!(await this.#isNext(entry, fast))) continue;
      const outcome = await this.#try(entry);
      drained.ending = ENDINGS[outcome.kind] ?? drained.ending;
      if (ENDINGS[outcome.kind] === undefined) drained.settled += 1;
      if (isTheEnd(outcome)) break;
    }
    return drained;
  }

  /** @param {Entry} entry */
  async #try(entry) {
    const photos = await this.photosOf(entry.id);
    const arrived = (/** @type {string} */ sha256) => this.#forgetPhoto(entry.id, sha256);
    const outcome = await send(entry, photos, arrived, this.ask);
    if (outcome.kind !== "sign_in") await this.#note(entry.id, outcome);
    return outcome;
  }

  /**
   * Whether its turn has come, and all that it rests on has arrived: a correction waits for what it
   * corrects.
   * @param {Entry} entry
   * @param {boolean} fast
   */
  async #isNext({ needs, due_at: dueAt }, fast) {
    if (!fast && dueAt > this.now().getTime()) return false;
    const before = await Promise.all(needs.map((id) => this.find(id)));
    return before.every((it) => it === undefined || it.state === "sent");
  }

  /**
   * @param {string} id
   * @param {Exclude<import('./sending.js').Outcome, {kind: 'sign_in'}>} outcome
   */
  async #note(id, outcome) {
    const transaction = writing(this.database, ["entries"]);
    const over = settled(transaction);
    const entries = transaction.objectStore("entries");
    const entry = /** @type {Entry | undefined} */ (await asked(entries.get(id)));
    if (entry?.state === "waiting") entries.put(this.#after(entry, outcome));
    await over;
  }

  /**
   * @param {Entry} entry
   * @param {Exclude<import('./sending.js').Outcome, {kind: 'sign_in'}>} outcome
   * @returns {Entry}
   */
  #after(entry, outcome) {
    if (outcome.kind === "sent") return { ...entry, state: "sent", receipt: outcome.receipt };
    if (outcome.kind === "refused") {
      const { refusal, receipt } = outcome;
      return { ...entry, state: "attention", refusal, ...(receipt && { receipt }) };
    }
    const due = this.now().getTime() + pauseAfter(entry.tries, this.random);
    return { ...entry, tries: entry.tries + 1, due_at: due };
  }

  /**
   * @param {string} id
   * @param {string} sha256
   */
  async #forgetPhoto(id, sha256) {
    const transaction = writing(this.database, ["photos"]);
    transaction.objectStore("photos").delete([id, sha256]);
    await settled(transaction);
  }
}

/** @type {Record<string, Ending | undefined>} what a try that settles nothing makes of the whole */
const ENDINGS = { later: "unreachable", sign_in: "sign_in" };

/**
 * Whether all others would fare alike.
 * @param {import('./sending.js').Outcome} outcome
 */
function isTheEnd(outcome) {
  return outcome.kind === "sign_in" || (outcome.kind === "later" && !outcome.reached);
}

/**
 * @param {string} owner
 * @param {State} state
 */
function standing(owner, state) {
  return IDBKeyRange.bound([owner, state, 0], [owner, state, Infinity]);
}

/**
 * What was refused stays, and names what came in its place.
 * @param {IDBObjectStore} entries
 * @param {string} id
 * @param {string} by
 */
async function replaceRefused(entries, id, by) {
  const refused = /** @type {Entry | undefined} */ (await asked(entries.get(id)));
  if (refused?.state === "attention") entries.put({ ...refused, state: "mended", mended_by: by });
}

/** @param {unknown} error */
function isFull(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
