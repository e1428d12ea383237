/** Finding and showing elements. */

/**
 * The one element a component cannot do without.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function required(root, selector, type) {
  const found = root.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(`${selector} is missing`);
  return found;
}

/**
 * Elements of one kind below a root.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function all(root, selector) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Of the elements carrying a data attribute, show the one with this value and hide the others.
 * @param {ParentNode} root
 * @param {string} attribute
 * @param {string} value
 */
export function showOnly(root, attribute, value) {
  for (const element of all(root, `[${attribute}]`)) {
    element.hidden = element.getAttribute(attribute) !== value;
  }
}
