/**
 * The worker behind the pages. Rules, each learnt the hard way:
 * it never takes over while an older page is open (an old page with new modules mixes two versions);
 * it keeps no page with anybody's data in it, and touches nothing but GET of its own site;
 * a sync that could not send everything fails, or the browser would not come back;
 * such a sync does not wait for its turn, for the browser waited already.
 */
import { Outbox } from "./outbox.js";
import { openStore, setting } from "./store.js";

/**
 * What a worker has that a page has not; the types of both at once do not go together.
 * @typedef {Event & {waitUntil: (done: Promise<unknown>) => void}} LifeEvent
 * @typedef {LifeEvent & {tag: string}} SyncEvent
 * @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void}} FetchEvent
 * @typedef {{version: string, pages: string[], files: string[]}} Shell
 * @typedef {{skipWaiting: () => Promise<void>, clients: {claim: () => Promise<void>},
 *   location: Location,
 *   addEventListener: (name: string, listen: (event: any) => void) => void}} Worker
 */

const PREFIX = "shell-";
export const SYNC = "outbox";

/**
 * Wire the worker's events for one version of the shell.
 * @param {Shell} shell
 */
export function serve(shell) {
  const worker = /** @type {Worker} */ (/** @type {unknown} */ (globalThis));
  worker.addEventListener("install", (/** @type {LifeEvent} */ event) =>
    event.waitUntil(keepShell(shell)),
  );
  worker.addEventListener("activate", (/** @type {LifeEvent} */ event) =>
    event.waitUntil(begin(worker, shell)),
  );
  worker.addEventListener("message", ({ data }) => {
    if (data === "take-over") void worker.skipWaiting();
  });
  worker.addEventListener("fetch", (/** @type {FetchEvent} */ event) => {
    const answered = answer(event.request, shell, worker.location.origin);
    if (answered) event.respondWith(answered);
  });
  worker.addEventListener("sync", (/** @type {SyncEvent} */ event) => {
    if (event.tag === SYNC) event.waitUntil(sendAll());
  });
}

/** @param {Shell} shell */
async function keepShell({ version, pages, files }) {
  const cache = await caches.open(PREFIX + version);
  const fresh = pages.map((page) => new Request(page, { cache: "reload", credentials: "omit" }));
  await cache.addAll([...files, ...fresh]);
}

/**
 * @param {Worker} worker
 * @param {Shell} shell
 */
async function begin(worker, { version }) {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + version);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim(); // the first page ever opened is served by it as well
}

/**
 * The answer from what is kept; null where the network answers as if there were no worker.
 * @param {Request} request
 * @param {Shell} shell
 * @param {string} origin
 * @returns {Promise<Response> | null}
 */
export function answer(request, shell, origin) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return null;
  if (shell.pages.includes(url.pathname)) return kept(url.pathname, shell, request);
  if (shell.files.includes(url.pathname)) return kept(url.pathname, shell, request);
  // Whoever opens the first page without network is led to the one that works without.
  if (request.mode === "navigate" && FIRST_PAGES.has(url.pathname)) {
    return fetch(request).catch(() => Response.redirect(shell.pages[0]));
  }
  return null;
}

const FIRST_PAGES = new Set(["/", "/home", "/lots", "/phone"]);

/**
 * @param {string} path
 * @param {Shell} shell
 * @param {Request} request
 */
async function kept(path, { version }, request) {
  const cache = await caches.open(PREFIX + version);
  return (await cache.match(path)) ?? fetch(request);
}

async function sendAll() {
  const database = await openStore();
  try {
    const outbox = new Outbox(database);
    await outbox.drain({ fast: true });
    const owner = await setting(database, "owner");
    // Also where a page is at it: it may be closed before it is done.
    if (owner && (await outbox.count(owner, "waiting")) > 0) throw new Error("entries still wait");
  } finally {
    database.close();
  }
}
