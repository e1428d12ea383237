/** Photos of an entry as they are kept and sent: the very bytes, and what names them. */

/**
 * @param {Iterable<File>} files as the photo field made them smaller
 * @returns {Promise<import('./sending.js').Photo[]>} each once
 */
export async function photosOf(files) {
  /** @type {Map<string, import('./sending.js').Photo>} */
  const found = new Map();
  for (const file of files) {
    const bytes = await file.arrayBuffer();
    const sha256 = await hashOf(bytes);
    found.set(sha256, { sha256, type: file.type || "application/octet-stream", bytes });
  }
  return [...found.values()];
}

/** @param {ArrayBuffer} bytes */
async function hashOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
