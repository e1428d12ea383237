import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isKey } from "../../webapp/static/js/components/ledger-kept.js";
import { fingerprint, readCheckpoint, readKey } from "../../webapp/static/js/trust/checkpoint.js";
import { chooseVerifier } from "../../webapp/static/js/trust/ed25519.js";
import { compare, judge, outcome } from "../../webapp/static/js/trust/ledger-steps.js";

// Made by the server's own functions (tests/traceability/test_ledger_vectors.py).
const VECTORS = JSON.parse(readFileSync(new URL("ledger-vectors.json", import.meta.url), "utf8"));
const LIBRARY = new URL("../../node_modules/@noble/ed25519/index.js", import.meta.url).href;
const { facts: FACTS, shown: SHOWN, heads: HEADS } = VECTORS;
const KEY = await readKey(VECTORS.key);
const { verify } = await chooseVerifier(LIBRARY);

const judged = (facts, shown = SHOWN, key = KEY) => judge(facts, shown, key, verify);
const withNote = (note) => ({ ...FACTS, checkpoint: { ...FACTS.checkpoint, note } });
const GOOD = { signature: "good", path: "good", told: "good" };
const { note: NOTE } = FACTS.checkpoint;

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

test("what was signed and proven holds, with the body and without", async () => {
  assert.deepEqual(await judged(FACTS), GOOD);
  assert.deepEqual(await judged({ ...FACTS, body: "entry 4" }), GOOD);
  assert.equal(outcome(await judged(FACTS)), "holds");
});

test("every single byte of what was signed is held by the signature", async () => {
  const end = NOTE.indexOf("\n\n");
  for (let at = 0; at < end; at += 1) {
    const other = NOTE[at] === "7" ? "8" : "7";
    const steps = await judged(withNote(NOTE.slice(0, at) + other + NOTE.slice(at + 1)));
    assert.notEqual(steps.signature, "good", String(at));
    // Under another name it is another ledger's.
    assert.equal(outcome(steps), at < NOTE.indexOf("\n") ? "stranger" : "fails", String(at));
  }
});

test("a signature that is forged says so, and leaves the way to the root as it is", async () => {
  const at = NOTE.lastIndexOf(" ") + 20;
  const changed = NOTE.slice(0, at) + (NOTE[at] === "A" ? "B" : "A") + NOTE.slice(at + 1);

  const steps = await judged(withNote(changed));

  assert.deepEqual(steps, { ...GOOD, signature: "forged" });
  assert.equal(outcome(steps), "fails");
});

test("a root that the operator never signed is told even where the way leads to it", async () => {
  const [, ...signatures] = HEADS["12"].note.split("\n\n");
  const steps = await judged(withNote([NOTE.split("\n\n")[0], ...signatures].join("\n\n")));

  assert.deepEqual(steps, { ...GOOD, signature: "forged" });
});

test("a cut signature, or none of this key, is no signature", async () => {
  const [text, line] = NOTE.split("\n\n");
  const short = `${text}\n\n${line.slice(0, line.lastIndexOf(" ") + 13)}\n`;

  assert.equal((await judged(withNote(short))).signature, "forged");
  assert.equal((await judged(withNote(`${text}\n\n`))).signature, "other_key");
  assert.equal((await judged(withNote("no note"))).signature, "unreadable");
});

test("another key than the one that signed is told", async () => {
  const steps = await judged(FACTS, SHOWN, await readKey(VECTORS.other_key));

  assert.equal(steps.signature, "other_key");
  assert.equal(outcome(steps), "stranger");
});

test("a witness may add its signature before ours", async () => {
  const [text, line] = NOTE.split("\n\n");
  const note = `${text}\n\n— witness.example Zm9yZWlnbg==\n${line}`;

  assert.equal((await judged(withNote(note))).signature, "good");
});

test("where this browser cannot check, nothing is claimed", async () => {
  const steps = await judge(FACTS, SHOWN, KEY, null);

  assert.deepEqual(steps, { ...GOOD, signature: "unchecked" });
  assert.equal(outcome(steps), "unsure");
});

test("a browser without Ed25519 gives the same answers by the library", async () => {
  const { name, verify: ours } = await libraryVerifier();
  const at = NOTE.lastIndexOf(" ") + 30;
  const forged = NOTE.slice(0, at) + (NOTE[at] === "A" ? "B" : "A") + NOTE.slice(at + 1);

  assert.equal(name, "library");
  assert.deepEqual(await judge(FACTS, SHOWN, KEY, ours), GOOD);
  assert.equal((await judge(withNote(forged), SHOWN, KEY, ours)).signature, "forged");
});

test("another body than the one that was hashed does not hold", async () => {
  assert.equal((await judged({ ...FACTS, body: "entry 5" })).path, "broken");
});

test("a root, a size, a way or a place that was not signed does not hold", async () => {
  const { checkpoint, proof } = FACTS;
  const changes = [
    { checkpoint: { ...checkpoint, root: FACTS.leaf_hash } },
    { checkpoint: { ...checkpoint, size: 12 } },
    { proof: [...proof].reverse() },
    { proof: proof.slice(1) },
    { position: 5 },
  ];
  for (const change of changes) {
    const steps = await judged({ ...FACTS, ...change });
    assert.deepEqual([steps.signature, steps.path], ["good", "broken"]);
    assert.equal(outcome(steps), "fails");
  }
});

test("other facts than those that were recorded are not told", async () => {
  assert.equal((await judged(FACTS, { ...SHOWN, lot: "MVA-2" })).told, "broken");
  assert.equal((await judged(FACTS, { ...SHOWN, place_code: "LOC-1" })).told, "broken");
  assert.equal((await judged({ ...FACTS, told: null })).told, null);
});

test("a statement that was changed, or tells of another entry, ties nothing", async () => {
  const { told } = FACTS;
  const changed = { ...told, body: told.body.replace("MVA-1", "MVA-2") };
  const other = { ...told, proof: told.proof.slice(1) };

  assert.equal((await judged({ ...FACTS, told: changed }, { lot: "MVA-2" })).told, "broken");
  assert.equal((await judged({ ...FACTS, told: other })).told, "broken");
});

test("a key is known by its text and by its fingerprint, however it is spaced", async () => {
  const told = await fingerprint(KEY);

  assert.equal(told, VECTORS.fingerprint);
  assert.equal(await isKey(VECTORS.key, KEY), "same");
  assert.equal(await isKey(told.replaceAll(" ", "").toUpperCase(), KEY), "same");
  assert.equal(await isKey(VECTORS.other_key, KEY), "other");
  assert.equal(await isKey(`${told.slice(0, -1)}${told.endsWith("0") ? "1" : "0"}`, KEY), "other");
  assert.equal(await isKey(told.slice(5), KEY), "unreadable");
});

test("what is no key is not read", async () => {
  const [name, hash, data] = VECTORS.key.split("+");
  for (const text of [
    "",
    name,
    `${name}+${hash}`,
    `${name}+00000000+${data}`,
    `${name}+${hash}+AQ`,
  ]) {
    assert.equal(await readKey(text), null, text);
  }
});

/** As the server answers; `asked` tells what it was asked for. */
function answering(asked, change = (proof) => proof) {
  return async (from, to) => {
    asked.push([from, to]);
    const found = VECTORS.consistency.find((it) => it.from === from && it.to === to);
    return found ? change(found.proof) : null;
  };
}

const keptAt = (size, note = HEADS[String(size)].note) => readCheckpoint(note, KEY, verify);

test("a checkpoint that was kept is the beginning of the ledger, or its continuation", async () => {
  const asked = [];
  for (const size of [1, 4, 7, 8, 12, 13]) {
    assert.equal(await compare(await keptAt(size), FACTS.checkpoint, answering(asked)), "whole");
  }
  assert.equal(await compare(await keptAt(8), HEADS["6"], answering(asked)), "whole");
  assert.deepEqual(asked.at(-1), [6, 8]);
});

test("a ledger that was rewritten or cut since is told", async () => {
  const other = { ...FACTS.checkpoint, root: FACTS.leaf_hash };
  const backwards = (proof) => [...proof].reverse();

  assert.equal(await compare(await keptAt(7), other, answering([])), "rewritten");
  assert.equal(
    await compare(await keptAt(7), FACTS.checkpoint, answering([], backwards)),
    "rewritten",
  );
  assert.equal(await compare(await keptAt(13), HEADS["5"], answering([])), "cut");
});

test("what the operator never signed is compared with nothing", async () => {
  const asked = [];
  const [, line] = HEADS["7"].note.split("\n\n");
  const forged = `${HEADS["8"].note.split("\n\n")[0]}\n\n${line}`;

  const kept = await keptAt(8, forged);

  assert.equal(await compare(kept, FACTS.checkpoint, answering(asked)), "forged");
  assert.deepEqual(asked, []);
});
