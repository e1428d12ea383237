import assert from "node:assert/strict";
import { test } from "node:test";
import { holds, tells } from "../../webapp/static/js/components/ledger-proof.js";

// Made by the server's own functions of the bodies "entry 0" to "entry 12".
const FACTS = {
  position: 4,
  leaf_hash: "485335db7cfec965f15ff745fc625c41d5ea2646936930165828f73dd4b68854",
  body: null,
  proof: [
    "9ff537b618a257ef82908c45915acbaeb6d9dea035d6d93964fc88c19e98c8b3",
    "ff0e32c20ff65b97ac10b3b2677b872aa3d5a0287d9457acba47e57cf4a4a73f",
    "9799f307517ef517c2205df9b67762bf34756b20099fb7dfcce76bcebd273b2e",
    "a6d1de13cc71aa0f7b24243007b83afbd53f12487254742ad238a14dd3288b76",
  ],
  checkpoint: {
    size: 13,
    root: "c0c1289f00605f8d7d8780b9f4264c736ccfb84ce91708c2b27e6426bfc7d8a8",
    note: "tem.example/ledger\n13\nwMEonwBgX419h4C59CZMc2zPuEzpFwjCsn5kJr/H2Kg=\n\n— tem.example/ledger NhBJSIYuNSaObPwCefORzcL1oB+OTKoHdxbskyrHG3YewajHtxt0+8Mdwi3LOFERBcQp/22VQbQCkSfUIZqXkTonxgo=\n",
  },
};

test("what was signed and proven holds, with the body and without", async () => {
  assert.equal(await holds(FACTS), true);
  assert.equal(await holds({ ...FACTS, body: "entry 4" }), true);
});

test("another body than the one that was hashed does not hold", async () => {
  assert.equal(await holds({ ...FACTS, body: "entry 5" }), false);
});

test("a root or a size that was not signed does not hold", async () => {
  const { checkpoint } = FACTS;
  const other = { ...checkpoint, root: FACTS.leaf_hash };
  assert.equal(await holds({ ...FACTS, checkpoint: other }), false);
  assert.equal(await holds({ ...FACTS, checkpoint: { ...checkpoint, size: 12 } }), false);
});

// The same, where entry 5 is what the public is told of entry 4.
const TOLD = {
  position: 4,
  leaf_hash: "485335db7cfec965f15ff745fc625c41d5ea2646936930165828f73dd4b68854",
  body: null,
  proof: [
    "e98d3ad3dbb0114ab7fec855618965e1010bfde85d61246f0227311f198796af",
    "ff0e32c20ff65b97ac10b3b2677b872aa3d5a0287d9457acba47e57cf4a4a73f",
    "9799f307517ef517c2205df9b67762bf34756b20099fb7dfcce76bcebd273b2e",
    "a6d1de13cc71aa0f7b24243007b83afbd53f12487254742ad238a14dd3288b76",
  ],
  checkpoint: {
    size: 13,
    root: "b1434507a69801679529ad01b3d747b2199c7aa4cf2fb315b84d62d0b3367ac7",
    note: "tem.example/ledger\n13\nsUNFB6aYAWeVKa0Bs9dHshmceqTPL7MVuE1i0LM2esc=\n\n— tem.example/ledger wSMGbDLURzXzKETpSr8tbocToPUM1s+N3EKJkkcQd1ieAGIIggc2qHgD0d/2zXDo2d46jllKNjWfUsDwymSNwIYs2go=\n",
  },
  told: {
    position: 5,
    leaf_hash: "e98d3ad3dbb0114ab7fec855618965e1010bfde85d61246f0227311f198796af",
    body: '{"content":{"entry":"485335db7cfec965f15ff745fc625c41d5ea2646936930165828f73dd4b68854","facts":{"event_code":"packing","lot":"MVA-1"},"public_of":"x"},"kind":"epcis"}',
    proof: [
      "485335db7cfec965f15ff745fc625c41d5ea2646936930165828f73dd4b68854",
      "ff0e32c20ff65b97ac10b3b2677b872aa3d5a0287d9457acba47e57cf4a4a73f",
      "9799f307517ef517c2205df9b67762bf34756b20099fb7dfcce76bcebd273b2e",
      "a6d1de13cc71aa0f7b24243007b83afbd53f12487254742ad238a14dd3288b76",
    ],
  },
};
const SHOWN = { event_code: "packing", lot: "MVA-1" };

test("what is shown is what the public statement in the same tree says", async () => {
  assert.equal(await tells(TOLD, SHOWN), true);
});

test("other facts than those that were recorded are not told", async () => {
  assert.equal(await tells(TOLD, { ...SHOWN, lot: "MVA-2" }), false);
  assert.equal(await tells(TOLD, { ...SHOWN, place_code: "LOC-1" }), false);
});

test("a statement that was changed, or tells of another entry, ties nothing", async () => {
  const body = TOLD.told.body.replace("MVA-1", "MVA-2");
  assert.equal(await tells({ ...TOLD, told: { ...TOLD.told, body } }, { lot: "MVA-2" }), false);
  assert.equal(await tells({ ...TOLD, leaf_hash: TOLD.told.leaf_hash }, SHOWN), false);
  assert.equal(await tells({ ...TOLD, told: null }, SHOWN), false);
});
