/** What goes on behind the page: the worker, newer versions, and sending after it was closed. */
import { required } from "../lib/dom.js";

const SYNC = "outbox";

/** A worker for cold starts without network; where there is none the page works while it is open. */
export async function startWorker() {
  const { documentElement } = document;
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", {
      type: "module",
      updateViaCache: "none",
    });
    offerNewer(registration);
    await navigator.serviceWorker.ready;
    documentElement.dataset.worker = "ready";
  } catch (error) {
    // An old browser, or a private window: what is written is kept and sent all the same.
    console.error(error);
    documentElement.dataset.worker = "none";
  }
}

/**
 * A newer version waits until somebody says yes: what is typed may not vanish under their hands.
 * @param {ServiceWorkerRegistration} registration
 */
function offerNewer(registration) {
  const notice = required(document, "[data-newer]", HTMLElement);
  const show = () => {
    notice.hidden = !(registration.waiting && navigator.serviceWorker.controller);
  };
  show();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", show);
  });
  required(notice, "button", HTMLButtonElement).addEventListener("click", () => {
    const reload = () => location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
    registration.waiting?.postMessage("take-over");
  });
}

/**
 * Ask the browser to send even where the page is closed before, and to keep what is on the phone.
 * Chromium does both, others one or none; nothing depends on either.
 */
export async function askForSync() {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    await /** @type {any} */ (registration)?.sync?.register(SYNC);
    await navigator.storage?.persist?.();
  } catch {
    // Denied, or a worker that is not there yet.
  }
}
