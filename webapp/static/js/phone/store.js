/** What a phone keeps: IndexedDB with promises, and nothing else. */

const NAME = "temthat-phone";
const VERSION = 1;

/**
 * The database of this phone, made at the first call.
 * @param {IDBFactory} factory
 * @returns {Promise<IDBDatabase>}
 */
export function openStore(factory = indexedDB) {
  return new Promise((resolve, reject) => {
    const request = factory.open(NAME, VERSION);
    request.addEventListener("upgradeneeded", () => makeStores(request.result));
    request.addEventListener("success", () => {
      const database = request.result;
      // A newer page waits until the older one lets go.
      database.addEventListener("versionchange", () => database.close());
      resolve(database);
    });
    request.addEventListener("error", () => reject(request.error));
  });
}

/** @param {IDBDatabase} database */
function makeStores(database) {
  const entries = database.createObjectStore("entries", { keyPath: "id" });
  entries.createIndex("standing", ["owner", "state", "seq"]);
  // The bytes themselves: older iPhones lose blobs that are kept in a database.
  database.createObjectStore("photos", { keyPath: ["entry", "sha256"] });
  database.createObjectStore("books", { keyPath: "account_id" });
  database.createObjectStore("settings");
}

/**
 * The result of one request.
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

/**
 * When a transaction is over; rejects where nothing of it was kept.
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
export function settled(transaction) {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

/**
 * A transaction that writes and is over only when the disk has it: a phone is switched off at once.
 * @param {IDBDatabase} database
 * @param {string[]} stores
 */
export function writing(database, stores) {
  return database.transaction(stores, "readwrite", { durability: "strict" });
}

/**
 * All rows of one store whose keys are in a range.
 * @param {IDBDatabase} database
 * @param {string} store
 * @param {IDBKeyRange} range
 * @returns {Promise<any[]>}
 */
export function rowsOf(database, store, range) {
  return asked(database.transaction(store).objectStore(store).getAll(range));
}

/**
 * One setting of this phone, or undefined.
 * @param {IDBDatabase} database
 * @param {string} name
 */
export function setting(database, name) {
  return asked(database.transaction("settings").objectStore("settings").get(name));
}

/**
 * @param {IDBDatabase} database
 * @param {string} name
 * @param {unknown} value
 */
export function keepSetting(database, name, value) {
  const transaction = writing(database, ["settings"]);
  transaction.objectStore("settings").put(value, name);
  return settled(transaction);
}
