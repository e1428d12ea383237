/** Checking Ed25519 signatures: the browser's own way where it has one, else a small library. */

/** @typedef {(key: Uint8Array, signature: Uint8Array, message: Uint8Array) => Promise<boolean>} Verifier */

const ALGORITHM = { name: "Ed25519" };
// RFC 8032, section 7.1, test 2: a browser that knows the name may still not know the thing.
const PROBE = {
  key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  signature:
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  message: "72",
};

/**
 * The way in which this browser checks. The library is loaded now, while there is a network.
 * @param {string} libraryUrl address of @noble/ed25519
 * @returns {Promise<{name: 'browser' | 'library', verify: Verifier}>}
 */
export async function chooseVerifier(libraryUrl) {
  if (await knowsEd25519()) return { name: "browser", verify: verifyNatively };
  const { verifyAsync } = /** @type {typeof import('@noble/ed25519')} */ (await import(libraryUrl));
  return {
    name: "library",
    // As RFC 8032 has it, so that both ways say the same of every signature.
    verify: (key, signature, message) => verifyAsync(signature, message, key, { zip215: false }),
  };
}

/** @type {Verifier} */
async function verifyNatively(key, signature, message) {
  const imported = await crypto.subtle.importKey("raw", whole(key), ALGORITHM, false, ["verify"]);
  return crypto.subtle.verify(ALGORITHM, imported, whole(signature), whole(message));
}

async function knowsEd25519() {
  try {
    const { key, signature, message } = PROBE;
    return await verifyNatively(bytesOf(key), bytesOf(signature), bytesOf(message));
  } catch {
    return false;
  }
}

/** @param {Uint8Array} part a copy of its own, as the browser's functions want it */
function whole(part) {
  return new Uint8Array(part);
}

/** @param {string} hex two digits a byte */
export function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
