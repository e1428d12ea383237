/** The ledger's tree, checked in the reader's own browser (RFC 9162, section 2.1). */

/** @param {string} text of two digits a byte */
export function bytes(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array} data */
export function hex(data) {
  return [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {number} mark 0 before a leaf, 1 before an inner node
 * @param {Uint8Array[]} parts
 */
async function hashed(mark, ...parts) {
  const whole = new Uint8Array([mark, ...parts.flatMap((part) => [...part])]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** @param {string} body */
export async function leafHash(body) {
  return hex(await hashed(0, new TextEncoder().encode(body)));
}

/**
 * Whether the leaf stands at the position in the tree of that size and root.
 * @param {{leaf: string, position: number, size: number, root: string, path: string[]}} claim
 */
export async function isIncluded({ leaf, position, size, root, path }) {
  if (!(position >= 0 && position < size)) return false;
  const sides = sidesOf(position, size - 1);
  if (path.length !== sides.length) return false;
  let node = bytes(leaf);
  for (const [place, sibling] of path.entries()) {
    const other = bytes(sibling);
    node = sides[place] ? await hashed(1, other, node) : await hashed(1, node, other);
  }
  return hex(node) === root;
}

/**
 * Whether the later tree begins with the older one, unchanged (section 2.1.4.2).
 * @param {{size: number, root: string}} old
 * @param {{size: number, root: string}} later
 * @param {string[]} proof
 */
export async function isConsistent(old, later, proof) {
  if (old.size === later.size) return proof.length === 0 && old.root === later.root;
  return old.size > 0 && old.size < later.size && leadsToBoth(old, later, proof);
}

/**
 * @param {{size: number, root: string}} old
 * @param {{size: number, root: string}} later
 * @param {string[]} proof
 */
async function leadsToBoth(old, later, proof) {
  const [index, last] = withoutOnes(old.size - 1, later.size - 1);
  // Nothing is left of the index of a whole old tree: its root begins the path.
  const [first, ...path] = index === 0 ? [old.root, ...proof] : proof;
  const sides = sidesOf(index, last);
  if (first === undefined || path.length !== sides.length) return false;
  const [oldRoot, root] = await bothRoots(first, path, sides);
  return oldRoot === old.root && root === later.root;
}

/**
 * Where the path leads in either tree: only what stands on the left was there before.
 * @param {string} first
 * @param {string[]} path
 * @param {boolean[]} sides
 */
async function bothRoots(first, path, sides) {
  let [older, later] = [bytes(first), bytes(first)];
  for (const [place, isLeft] of sides.entries()) {
    const other = bytes(path[place]);
    if (isLeft) older = await hashed(1, other, older);
    later = isLeft ? await hashed(1, other, later) : await hashed(1, later, other);
  }
  return [hex(older), hex(later)];
}

/**
 * Both as many levels up as the index stands on the right.
 * @param {number} index
 * @param {number} last
 */
function withoutOnes(index, last) {
  while (index % 2 === 1) [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
  return [index, last];
}

/**
 * On the way to the root: whether each sibling stands on the left. Divided, not shifted: positions
 * may be larger than 32 bits.
 * @param {number} index
 * @param {number} last
 */
function sidesOf(index, last) {
  const sides = [];
  while (last > 0) {
    const left = index % 2 === 1 || index === last;
    sides.push(left);
    while (left && index % 2 === 0 && index > 0) [index, last] = [index / 2, Math.floor(last / 2)];
    [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
  }
  return sides;
}
