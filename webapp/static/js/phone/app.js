/** The page in the field: what it shows by its address, and when it sends what waits. */
import { required } from "../lib/dom.js";
import { askForSync, startWorker } from "./background.js";
import { keptBook, refreshBook } from "./field-book.js";
import { Outbox } from "./outbox.js";
import { SendingBar } from "./sending-bar.js";
import { keepSetting, openStore } from "./store.js";
import { showEntry } from "./view-entry.js";
import { showHome } from "./view-home.js";
import { showLot } from "./view-lot.js";
import { showTray } from "./view-trays.js";

const RETRY_MS = 30_000;

/** @typedef {(app: PhoneApp, parts: string[], asked: URLSearchParams) => Promise<void>} View */

/** @type {[RegExp, View][]} the first that fits is shown */
const VIEWS = [
  [/^lots\/([^/]+)\/([^/]+)$/, (app, [lot, code], asked) => showEntry(app, { lot, code, asked })],
  [/^lots\/([^/]+)$/, (app, [lot]) => showLot(app, lot)],
  [/^(unsent|attention|sent)$/, (app, [tray]) => showTray(app, tray)],
  [/^/, (app) => showHome(app)],
];

/** Everything that the views share. */
export class PhoneApp {
  /** @param {IDBDatabase} database */
  constructor(database) {
    this.database = database;
    this.outbox = new Outbox(database);
    this.content = required(document, "[data-phone]", HTMLElement);
    this.keptLine = required(document, "[data-kept]", HTMLElement);
    this.bar = new SendingBar(required(document, "[data-sending]", HTMLElement), this.outbox);
    /** @type {import('./field-book.js').KeptBook | null} */
    this.kept = null;
    /** @type {Promise<void>} */
    this.showing = Promise.resolve();
    this.language = document.documentElement.lang;
  }

  /** Whose entries are shown and sent. */
  get owner() {
    return this.kept?.account_id ?? "";
  }

  async start() {
    this.kept = await keptBook(this.database);
    await keepSetting(this.database, "page", location.pathname);
    window.addEventListener("hashchange", () => void this.show());
    window.addEventListener("online", () => void this.send({ fast: true }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.send({ fast: true });
    });
    setInterval(() => void this.send(), RETRY_MS);
    await this.show();
    await this.refresh();
    await this.send({ fast: true });
  }

  /** Show what the address asks for; one view after the other, so that the last one stays. */
  show() {
    this.showing = this.showing.then(() => this.#show()).catch((error) => console.error(error));
    return this.showing;
  }

  async #show() {
    this.#putKeptAway();
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const asked = new URLSearchParams(query);
    const [form, view] = VIEWS.find(([it]) => it.test(path)) ?? VIEWS[VIEWS.length - 1];
    await view(this, [...(form.exec(path) ?? [])].slice(1), asked);
    await this.bar.tell(this.owner);
    this.content.dataset.shown = `/${path}`;
    this.content.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** What was kept is told on the next view, and not on the one after it. */
  #putKeptAway() {
    this.keptLine.hidden = this.keptLine.dataset.fresh === undefined;
    delete this.keptLine.dataset.fresh;
  }

  /** @param {string} words */
  tellKept(words) {
    required(this.keptLine, "[data-told]", HTMLElement).textContent = words;
    this.keptLine.dataset.fresh = "";
    this.keptLine.hidden = false;
  }

  /**
   * Put a view into the page.
   * @param {HTMLElement} view
   */
  put(view) {
    this.content.replaceChildren(view);
    scrollTo(0, 0);
  }

  /** Fetch the book anew; a form that somebody fills in is left alone. */
  async refresh() {
    const found = await refreshBook(this.database, this.language);
    if (found === "new") {
      this.kept = await keptBook(this.database);
      if (!this.#isWriting()) await this.show();
    }
    document.documentElement.dataset.book = found;
  }

  /**
   * Send what waits, and say how it stands.
   * @param {{fast?: boolean}} how
   */
  async send(how = {}) {
    const { ending, settled } = await this.outbox.drain(how);
    if (ending !== "busy") this.bar.ending = ending;
    if (settled > 0 && !this.#isWriting()) await this.show();
    else await this.bar.tell(this.owner);
  }

  #isWriting() {
    return this.content.querySelector("form") !== null;
  }

  /** An entry was kept: it goes at once where there is a network, and later by itself. */
  async announceKept() {
    await askForSync();
    await this.send({ fast: true });
  }
}

const app = new PhoneApp(await openStore());
void startWorker();
await app.start();
