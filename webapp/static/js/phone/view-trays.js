/** What is on this phone: not sent, refused and waiting for a person, and sent with its receipt. */
import { lotOf, workOf } from "./view-home.js";
import { made, part, said, when } from "./views.js";

/** @typedef {import('./outbox.js').Entry} Entry */

/** @type {Record<string, import('./outbox.js').State>} */
const STATES = { unsent: "waiting", attention: "attention", sent: "sent" };

/**
 * @param {import('./app.js').PhoneApp} app
 * @param {string} name
 */
export async function showTray(app, name) {
  const entries = await app.outbox.of(app.owner, STATES[name]);
  const view = made("tray", { title: said(`tray.${name}`), advice: said(`tray.${name}.advice`) });
  const list = part(view, "entries");
  for (const entry of name === "sent" ? entries.reverse() : entries)
    list.append(entryLine(app, entry));
  part(view, "empty").hidden = entries.length > 0;
  part(view, "advice").hidden = entries.length === 0;
  const exporting = part(view, "export");
  exporting.hidden = entries.length === 0 || name === "sent";
  exporting.addEventListener("click", () => void saveFile(app, entries));
  app.put(view);
}

/**
 * One entry as a line: what, of which lot, when it was kept, and how it stands.
 * @param {import('./app.js').PhoneApp} app
 * @param {Entry} entry
 */
export function entryLine(app, entry) {
  const line = made("entry", {
    work: labelOf(app, entry),
    lot: entry.shown.lot,
    saved: when(entry.saved_at),
    state: stateOf(entry),
  });
  line.dataset.state = entry.state;
  const reason = part(line, "reason");
  reason.hidden = !entry.refusal;
  reason.textContent = reasonsOf(entry);
  reason.lang = entry.shown.language; // as the server said it then
  part(line, "left-out").hidden = entry.photos_left_out === 0;
  const mend = /** @type {HTMLAnchorElement} */ (part(line, "mend"));
  mend.hidden = entry.state !== "attention" || Boolean(entry.receipt);
  mend.href = `#/lots/${entry.shown.lot_id}/${entry.shown.work_code}?mends=${entry.id}`;
  const proof = /** @type {HTMLAnchorElement} */ (part(line, "proof"));
  proof.hidden = !entry.receipt;
  if (entry.receipt) {
    proof.href = `/ledger/proof/${entry.receipt.ledger_position}`;
    part(proof, "position").textContent = said("entry.position", {
      position: entry.receipt.ledger_position,
    });
  }
  return line;
}

/**
 * The kind of work in the language of the page; as it was written where the book has it no more.
 * @param {import('./app.js').PhoneApp} app
 * @param {Entry} entry
 */
function labelOf(app, { shown }) {
  const lot = lotOf(app, shown.lot_id);
  return (lot && workOf(app, lot, shown.work_code)?.label) ?? shown.work;
}

/** @param {Entry} entry */
function stateOf(entry) {
  if (entry.state === "attention" && entry.receipt) return said("entry.photo_refused");
  return said(`entry.${entry.state}`);
}

/** @param {Entry} entry */
function reasonsOf({ refusal }) {
  if (!refusal) return "";
  const faults = refusal.errors.map((it) => it.detail ?? it.code);
  return [refusal.detail || refusal.code, ...faults].join(" ");
}

/**
 * A file that somebody else can send in the person's place.
 * @param {import('./app.js').PhoneApp} app
 * @param {Entry[]} entries
 */
async function saveFile(app, entries) {
  const told = [];
  for (const entry of entries) {
    const photos = await app.outbox.photosOf(entry.id);
    told.push({
      id: entry.id,
      owner: entry.owner,
      saved_at: entry.saved_at,
      body: entry.body,
      photos: photos.map(({ sha256, type, bytes }) => ({ sha256, type, base64: base64(bytes) })),
    });
  }
  const file = JSON.stringify({ format: "temthat-unsent", version: 1, entries: told });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  link.download = `tem-that-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param {ArrayBuffer} bytes */
function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}
