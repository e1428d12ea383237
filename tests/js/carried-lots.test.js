/** Lots by the number on a pack: found however it is typed, kept up to date, never green. */
import assert from "node:assert/strict";
import test from "node:test";

import { answerOfLots, lotsNumbered } from "../../webapp/static/js/trust/carried-lots.js";
import { mergeInspection } from "../../webapp/static/js/trust/inspection-list.js";

const HEADING = {
  format: "temthat-inspection/1",
  host: "tem.example",
  key_id: 1,
  sequence: 7,
  since: null,
  issued_at: 1000,
  expires_at: 9000,
  compromised: {},
};

const lot = (id, code, standing) => ({
  lot: id,
  standing,
  code,
  product: "Chè Shan",
  organisation: "Hợp tác xã",
  expires: null,
});

/** A list, or changes to one, as it was opened. */
const came = (heading, ...lots) => ({
  heading: { ...HEADING, ...heading },
  body: new TextEncoder().encode(lots.map((it) => JSON.stringify(it)).join("\n")),
});

test("a lot is found by its number, however it is typed", () => {
  const { lots } = mergeInspection(
    null,
    came({}, lot("1", "MVA-26-01", "active"), lot("2", "MVA-26-02", "recalled")),
  );

  const [found, ...others] = lotsNumbered(lots, " mva-26 -02 ");

  assert.deepEqual(others, []);
  assert.deepEqual(
    [found.lot, found.standing, found.product],
    ["MVA-26-02", "recalled", "Chè Shan"],
  );
  assert.deepEqual(lotsNumbered(lots, "MVA-26"), []);
});

test("changes replace what is held, and a lot without stamps goes", () => {
  const held = mergeInspection(
    null,
    came({}, lot("1", "A", "active"), lot("2", "B", "active"), lot("3", "C", "active")),
  );

  const { lots } = mergeInspection(
    held,
    came({ sequence: 9, since: 7 }, lot("1", "A", "on_hold"), lot("2", "B", null)),
  );

  const standings = ["A", "B", "C"].map((code) =>
    lotsNumbered(lots, code).map(({ standing }) => standing),
  );
  assert.deepEqual(standings, [["on_hold"], [], ["active"]]);
});

test("what lies over a lot is told; that nothing does is never green", () => {
  const codeOf = (...standings) => {
    const lots = standings.map((standing) => ({ standing }));
    return answerOfLots(lots, 60).code;
  };

  assert.equal(codeOf("active"), "lot_only");
  assert.equal(codeOf("recalled"), "recalled");
  assert.equal(codeOf("on_hold"), "on_hold");
  assert.equal(codeOf("recalled", "active"), "lot_only");
});
