/** How one component of a page asks another what can be said of a stamp without network. */

export const ASKED = "stamp-asked-offline";

/** @param {string} link as it was read or typed */
export function askOffline(link) {
  document.dispatchEvent(new CustomEvent(ASKED, { detail: link }));
}
