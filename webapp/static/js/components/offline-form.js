/** A link that was typed or pasted: asks for what can be said without network. */
import { Component } from "../lib/component.js";
import { required } from "../lib/dom.js";
import { askOffline } from "../trust/asking.js";

/** Without the script the form asks the server. */
export class OfflineForm extends Component {
  static moduleName = "offline-form";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    const field = required(root, "[name=code]", HTMLInputElement);
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      askOffline(field.value);
    });
  }
}
