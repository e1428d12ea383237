/** Fills in the position, and only after a tap. */
import { Component } from "../lib/component.js";
import { required, showOnly } from "../lib/dom.js";

const PATIENCE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 };

/** Three hidden fields, ending in _latitude, _longitude and _accuracy, and a button. */
export class PositionField extends Component {
  static moduleName = "position-field";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.button = required(root, "[data-locate]", HTMLButtonElement);
    this.button.addEventListener("click", () => this.#locate());
    root.hidden = !("geolocation" in navigator);
  }

  #locate() {
    this.button.setAttribute("aria-disabled", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.#fill(coords),
      () => this.#done("failed"),
      PATIENCE,
    );
  }

  /** @param {GeolocationCoordinates} coords */
  #fill({ latitude, longitude, accuracy }) {
    for (const [name, value] of Object.entries({ latitude, longitude, accuracy })) {
      required(this.root, `[name$="_${name}"]`, HTMLInputElement).value = String(value);
    }
    this.#done("found");
  }

  /** @param {string} state */
  #done(state) {
    this.button.removeAttribute("aria-disabled");
    showOnly(this.root, "data-state", state);
  }
}
