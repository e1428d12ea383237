import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bytesOf, chooseVerifier } from "../../webapp/static/js/trust/ed25519.js";
import {
  INSPECTION,
  mergeInspection,
  toldOf,
} from "../../webapp/static/js/trust/inspection-list.js";
import { readSignedLink } from "../../webapp/static/js/trust/signed-link.js";
import {
  BadList,
  REVOCATIONS,
  mergeRevocations,
  openList,
} from "../../webapp/static/js/trust/signed-list.js";
import { verifyOffline } from "../../webapp/static/js/trust/verify-offline.js";

// Made by the server's own functions (tests/traceability/test_trust_vectors.py).
const VECTORS = JSON.parse(readFileSync(new URL("trust-vectors.json", import.meta.url), "utf8"));
const LIBRARY = new URL("../../node_modules/@noble/ed25519/index.js", import.meta.url).href;
const { links, issued_at: ISSUED } = VECTORS;
const HOUR = 3600;
const NOW = ISSUED + HOUR;

const native = (await chooseVerifier(LIBRARY)).verify;
const keysWith = (verify) => ({ hosts: VECTORS.hosts, keys: VECTORS.keys, verify });
const KEYS = keysWith(native);

const dataOf = (name) => new Uint8Array(Buffer.from(VECTORS.lists[name], "base64"));
const opened = (name, format = REVOCATIONS) => openList(dataOf(name), KEYS, format);
const whole = async () => mergeRevocations(null, await opened("whole"));
const codeOf = async (link, list, now = NOW) => (await verifyOffline(link, KEYS, list, now)).code;

/** As in a browser that knows no Ed25519. */
async function libraryVerifier() {
  const { subtle } = globalThis.crypto;
  const kept = subtle.importKey;
  subtle.importKey = () => Promise.reject(new Error("not supported"));
  try {
    return await chooseVerifier(LIBRARY);
  } finally {
    subtle.importKey = kept;
  }
}

test("a right signature and a fresh list without the stamp are the best there is offline", async () => {
  const answer = await verifyOffline(links.right, KEYS, await whole(), NOW);

  assert.equal(answer.code, "right");
  assert.deepEqual(
    [answer.genuine, answer.withdrawn, answer.listAge, answer.certainty],
    ["yes", null, HOUR, 2],
  );
  assert.deepEqual(answer.notChecked, ["copied", "changed_since", "goods"]);
});

test("links are read in either case, and without a GTIN", async () => {
  assert.equal(await codeOf(links.right.toLowerCase(), await whole()), "right");
  assert.equal(await codeOf(links.bare, await whole()), "right");
  assert.equal(await codeOf(links.old_key, await whole()), "right");
});

test("a stamp that the list names is withdrawn, however old the list", async () => {
  const list = await whole();

  assert.equal(await codeOf(links.recalled, list), "recalled");
  assert.equal(await codeOf(links.last_of_recalled, list, NOW + 1000 * HOUR), "recalled");
  assert.equal(await codeOf(links.fine, list), "right");
});

test("a recall takes back the goods, and not that we issued the stamp for a lot", async () => {
  const answer = await verifyOffline(links.recalled, KEYS, await whole(), NOW);

  assert.deepEqual([answer.code, answer.genuine, answer.certainty], ["recalled", "yes", 2]);
});

test("what nobody can know without a network is grey, and says why", async () => {
  const list = await whole();
  const grey = {
    no_signature: [links.plain, list],
    unknown_key: [links.unknown_key, list],
    no_list: [links.right, null],
    unreadable: ["https://tem.example/about", list],
    foreign: [links.foreign, list],
  };
  for (const [code, [link, held]] of Object.entries(grey)) {
    const answer = await verifyOffline(link, KEYS, held, NOW);
    assert.equal(answer.code, code);
    assert.equal(answer.certainty, 0);
    assert.ok(answer.notChecked.includes("withdrawn"));
  }
});

test("after 72 hours, or by a clock that is far behind, a list makes nothing sure", async () => {
  const list = await whole();

  assert.equal(await codeOf(links.right, list, ISSUED + 72 * HOUR), "right");
  assert.equal(await codeOf(links.right, list, ISSUED + 72 * HOUR + 1), "stale_list");
  assert.equal(await codeOf(links.right, list, ISSUED - 299), "right");
  assert.equal(await codeOf(links.right, list, ISSUED - 301), "stale_list");
});

test("a signature for another stamp, or none in form, is wrong", async () => {
  const list = await whole();
  const cut = links.right.slice(0, -1);

  for (const link of [links.other_serial, cut, `${links.plain}?S=`]) {
    const answer = await verifyOffline(link, KEYS, list, NOW);
    assert.deepEqual([answer.code, answer.genuine], ["wrong_signature", "no"]);
  }
});

test("every single letter of a link is held by its signature", async () => {
  const list = await whole();
  for (let at = "https://".length; at < links.right.length; at += 1) {
    const other = links.right[at] === "7" ? "8" : "7";
    const changed = links.right.slice(0, at) + other + links.right.slice(at + 1);
    assert.notEqual(await codeOf(changed, list), "right", changed);
  }
});

test("stamps of a key that others know are not called genuine", async () => {
  const list = mergeRevocations(null, await opened("given_up"));
  const keys = VECTORS.keys.map((key) => ({ ...key, state: "compromised" }));

  assert.equal(await codeOf(links.old_key, list), "compromised_key");
  assert.equal(await codeOf(links.right, list), "right");
  const answer = await verifyOffline(links.right, { ...KEYS, keys }, list, NOW);
  assert.deepEqual([answer.code, answer.genuine], ["compromised_key", "unknown"]);
});

test("changes are laid over the list they go on from, and only over that", async () => {
  const list = await whole();
  const changes = await opened("changes");

  const changed = mergeRevocations(list, changes);

  assert.equal(changed.heading.sequence, 9);
  assert.equal(await codeOf(links.recalled, changed), "right");
  assert.equal(await codeOf(links.last, changed), "on_hold");
  assert.equal(await codeOf(links.fine, changed), "right");
  assert.equal(await codeOf(links.recalled, list), "recalled"); // what was held is not touched
  assert.throws(() => mergeRevocations(null, changes), BadList);
  assert.throws(() => mergeRevocations(changed, changes), BadList);
});

test("an older list does not take the place of a newer one", async () => {
  const newer = mergeRevocations(await whole(), await opened("changes"));

  assert.equal(mergeRevocations(newer, await opened("whole")), newer);
});

test("a list that was altered, or is of another kind or key, is refused", async () => {
  for (const at of [0, 63, 64, 100, dataOf("whole").length - 1]) {
    const data = dataOf("whole");
    data[at] ^= 1;
    await assert.rejects(openList(data, KEYS, REVOCATIONS), BadList);
  }
  await assert.rejects(openList(dataOf("whole"), KEYS, INSPECTION), BadList);
  await assert.rejects(openList(new Uint8Array(0), KEYS, REVOCATIONS), BadList);
  await assert.rejects(openList(dataOf("whole"), { ...KEYS, keys: [] }, REVOCATIONS), BadList);
  const elsewhere = { ...KEYS, hosts: ["tem-that.example"] };
  await assert.rejects(openList(dataOf("whole"), elsewhere, REVOCATIONS), BadList);
});

test("inspectors read product, lot and standing of a signed stamp", async () => {
  const list = mergeInspection(null, await opened("inspection", INSPECTION));
  const told = (link) => toldOf(list, readSignedLink(link).signature);

  assert.deepEqual(told(links.right), {
    product: "Chè Shan",
    organisation: "Hợp tác xã",
    standing: "active",
    lot: "L-1",
    expires: "2027-11-01",
  });
  assert.equal(told(links.recalled).standing, "recalled");
  assert.equal(told(links.last).standing, "active");
  assert.equal(told(links.beyond), null);
  assert.equal(told(links.old_key), null);
});

test("inspectors load only the orders that changed", async () => {
  const list = mergeInspection(null, await opened("inspection", INSPECTION));

  const changed = mergeInspection(list, await opened("inspection_changes", INSPECTION));

  assert.equal(changed.orders.size, 2);
  assert.equal(toldOf(changed, readSignedLink(links.last).signature).standing, "on_hold");
  assert.equal(toldOf(changed, readSignedLink(links.recalled).signature).standing, "recalled");
});

test("a browser without Ed25519 gives the same answers by the library", async () => {
  const { name, verify } = await libraryVerifier();
  const list = await whole();

  assert.equal(name, "library");
  for (const link of Object.values(links)) {
    const ours = await verifyOffline(link, KEYS, list, NOW);
    assert.deepEqual(await verifyOffline(link, keysWith(verify), list, NOW), ours);
  }
});

test("both ways refuse a signature with a bit too much, as RFC 8032 has it", async () => {
  const { verify } = await libraryVerifier();
  const key = bytesOf(VECTORS.keys[1].public_key);
  const { signature } = readSignedLink(links.right);
  const message = new TextEncoder().encode("nothing that was signed");
  for (const bit of [0, 255, 511]) {
    const changed = Uint8Array.from(signature.bytes);
    changed[bit >> 3] ^= 1 << (bit & 7);
    assert.equal(await verify(key, changed, message), false);
    assert.equal(await native(key, changed, message), false);
  }
});
