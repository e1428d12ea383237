/** Pieces of the page, made from its templates and filled with text, never with markup. */
import { required } from "../lib/dom.js";

/**
 * A copy of what a template holds.
 * @param {string} name
 * @param {Record<string, string | number>} texts by the `data-slot` that shows them
 * @returns {HTMLElement}
 */
export function made(name, texts = {}) {
  const template = required(document, `template[data-view="${name}"]`, HTMLTemplateElement);
  const root = /** @type {HTMLElement} */ (
    /** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild
  );
  fill(root, texts);
  return root;
}

/**
 * @param {HTMLElement} root
 * @param {Record<string, string | number>} texts
 */
export function fill(root, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const selector = `[data-slot="${name}"]`;
    const places = [...root.querySelectorAll(selector), ...(root.matches(selector) ? [root] : [])];
    for (const place of places) place.textContent = String(text);
  }
}

/**
 * The part of a view by its `data-part`.
 * @param {HTMLElement} root
 * @param {string} name
 */
export function part(root, name) {
  return required(root, `[data-part="${name}"]`, HTMLElement);
}

/**
 * Point an icon of a template at another sign of the same file.
 * @param {HTMLElement} root
 * @param {string} name
 */
export function setIcon(root, name) {
  const use = root.querySelector("use");
  const before = use?.getAttribute("href") ?? "";
  use?.setAttribute("href", `${before.split("#")[0]}#${name}`);
}

/**
 * A form's fields as the server made them for all lots: they come from our own server, which wrote
 * every word in them as text.
 * @param {string} html
 * @returns {DocumentFragment}
 */
export function fieldsOf(html) {
  // eslint-disable-next-line no-restricted-properties -- its own server's page, in pieces
  return document.createRange().createContextualFragment(html);
}

/**
 * A sentence of the page with its numbers and names filled in.
 * @param {string} name
 * @param {Record<string, string | number>} facts
 */
export function said(name, facts = {}) {
  const words = /** @type {Record<string, string>} */ (
    JSON.parse(required(document, "#phone-words", HTMLScriptElement).textContent ?? "{}")
  );
  return Object.entries(facts).reduce(
    (text, [key, value]) => text.replaceAll(`{${key}}`, String(value)),
    words[name] ?? name,
  );
}

/**
 * When something was, as people of this language write it.
 * @param {string} iso
 */
export function when(iso) {
  return new Date(iso).toLocaleString(locale(), { dateStyle: "short", timeStyle: "short" });
}

/**
 * A day without a time.
 * @param {string} iso
 */
export function dayOf(iso) {
  return new Date(`${iso}T12:00:00`).toLocaleDateString(locale());
}

function locale() {
  return document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
}
