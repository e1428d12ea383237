/** A form whose answer is a file: the page stays, and says what can be done once the file is there. */
import { Component } from "../lib/component.js";
import { required, showOnly } from "../lib/dom.js";
import { ask, Problem } from "../lib/http.js";

/** A sheet of the largest roll takes seconds to make and a poor network minutes to bring. */
const PATIENCE_MS = 180_000;

/** Shows one of its `data-state` notices: `sending`, `saved`, `unsent`. */
export class DownloadForm extends Component {
  static moduleName = "download-form";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    if (!(root instanceof HTMLFormElement)) throw new TypeError("download-form belongs on a form");
    this.form = root;
    this.button = required(root, 'button[type="submit"]', HTMLButtonElement);
    this.form.addEventListener("submit", (event) => void this.#onSubmit(event));
  }

  /** @param {SubmitEvent} event */
  async #onSubmit(event) {
    event.preventDefault();
    if (this.button.disabled) return;
    this.#show("sending");
    try {
      const answer = await ask(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        patience: PATIENCE_MS,
      });
      save(await fileOf(answer), fileName(answer.headers.get("Content-Disposition")));
      this.#show("saved");
    } catch (error) {
      if (error instanceof Problem && error.kind !== "unreachable")
        this.form.submit(); // what was refused has a page that says why: let the browser go there
      else this.#show("unsent");
    }
  }

  /** @param {"sending" | "saved" | "unsent"} state */
  #show(state) {
    this.button.disabled = state === "sending";
    showOnly(this.form, "data-state", state);
  }
}

/**
 * A sign-in page that a redirect led to has status 200 as well; the file comes as an attachment.
 * @param {Response} answer
 */
async function fileOf(answer) {
  if (!fileName(answer.headers.get("Content-Disposition"))) throw new Problem("sign_in");
  return answer.blob();
}

/**
 * The name that the server gives the file.
 * @param {string | null} disposition
 */
export function fileName(disposition) {
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? "";
}

/**
 * @param {Blob} file
 * @param {string} name
 */
function save(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Not revoked: a browser may read it after this turn. It goes with the page.
}
