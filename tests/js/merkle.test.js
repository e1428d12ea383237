import assert from "node:assert/strict";
import { test } from "node:test";
import { isIncluded, leafHash } from "../../webapp/static/js/lib/merkle.js";

// Made by traceability/merkle.py of the bodies "entry 0", "entry 1" and so on.
const CLAIMS = [
  {
    position: 0,
    size: 1,
    root: "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
    leaf: "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
    path: [],
  },
  {
    position: 4,
    size: 7,
    root: "98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea694646503173ab587",
    leaf: "485335db7cfec965f15ff745fc625c41d5ea2646936930165828f73dd4b68854",
    path: [
      "9ff537b618a257ef82908c45915acbaeb6d9dea035d6d93964fc88c19e98c8b3",
      "be15781b628a28414c1c8a11b86db8422fa1041215fe0d7c4496d23cda1e4142",
      "9799f307517ef517c2205df9b67762bf34756b20099fb7dfcce76bcebd273b2e",
    ],
  },
  {
    position: 12,
    size: 13,
    root: "c0c1289f00605f8d7d8780b9f4264c736ccfb84ce91708c2b27e6426bfc7d8a8",
    leaf: "59152c64f690fe6e9940b3ac5c85c37e1ddbd525f817bf99e0e4e2d823d3cf0f",
    path: [
      "c146a781cf32be4b9c22deac1fac55bf8f2f3cfe7cf0f081a95fa74ce2d9d3fc",
      "b69732ce5c914162ca9accfaf4e95d3f9874d68805437088aaff184a4db96773",
    ],
  },
];

test("a leaf is hashed as the server hashes it", async () => {
  assert.equal(await leafHash("entry 4"), CLAIMS[1].leaf);
});

test("what the server proves is found to be so", async () => {
  for (const claim of CLAIMS) assert.equal(await isIncluded(claim), true);
});

test("another place, leaf, root or way proves nothing", async () => {
  const [, claim] = CLAIMS;
  const false_ = [
    { position: 5 },
    { position: 9 },
    { size: 6 },
    { leaf: CLAIMS[0].leaf },
    { root: CLAIMS[2].root },
    { path: claim.path.slice(1) },
    { path: [...claim.path, claim.path[0]] },
  ];
  for (const change of false_) assert.equal(await isIncluded({ ...claim, ...change }), false);
});
