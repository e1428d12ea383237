import assert from "node:assert/strict";
import { test } from "node:test";
import { readPayload } from "../../webapp/static/js/scan/payload.js";

const OWN = ["tem.example.vn", "127.0.0.1:8000"];
const SERIAL = "0123456789ABCDEF";
const STAMPS = [
  [`HTTPS://TEM.EXAMPLE.VN/01/09521234567890/21/${SERIAL}`, `/01/09521234567890/21/${SERIAL}`],
  [`HTTPS://TEM.EXAMPLE.VN/T/${SERIAL}`, `/T/${SERIAL}`],
  [`https://tem.example.vn/t/${SERIAL.toLowerCase()}`, `/t/${SERIAL.toLowerCase()}`],
  [`https://tem.example.vn:443/T/${SERIAL}`, `/T/${SERIAL}`],
  [`http://127.0.0.1:8000/T/${SERIAL}?lang=en`, `/T/${SERIAL}?lang=en`],
  [`  https://tem.example.vn/01/09521234567890/10/L-1 `, "/01/09521234567890/10/L-1"],
];
const FOREIGN = [
  [`https://tem.example.vn.evil.example/T/${SERIAL}`, "tem.example.vn.evil.example"],
  [`https://tem.example.vn@evil.example/T/${SERIAL}`, "evil.example"],
  [`https://tem.example.vn:8443/T/${SERIAL}`, "tem.example.vn:8443"],
  [`https://127.0.0.1/T/${SERIAL}`, "127.0.0.1"],
  ["http://shop.example/", "shop.example"],
];
const OTHER = [
  "Xin chào",
  "9520000000000",
  `javascript:alert(1)//https://tem.example.vn/T/${SERIAL}`,
  "https://tem.example.vn/sign-in",
  "https://tem.example.vn/T/TOO-SHORT",
  `https://tem.example.vn/T/${SERIAL}/../../sign-out`,
  "https://",
  "",
];

for (const [text, path] of STAMPS) {
  test(`an own stamp or lot is opened by its path: ${text}`, () => {
    assert.deepEqual(readPayload(text, OWN), { kind: "stamp", path });
  });
}

for (const [text, host] of FOREIGN) {
  test(`somebody else's address is only named: ${text}`, () => {
    assert.deepEqual(readPayload(text, OWN), { kind: "foreign", host });
  });
}

test("look-alike letters are shown in a form that gives them away", () => {
  const payload = readPayload("https://tem.ex\u0430mple.vn/T/1", OWN);

  assert.equal(payload.kind, "foreign");
  assert.match(payload.host, /xn--/);
});

for (const text of OTHER) {
  test(`what is not the address of a stamp is left alone: ${text || "(nothing)"}`, () => {
    assert.deepEqual(readPayload(text, OWN), { kind: "other" });
  });
}
