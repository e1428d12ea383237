/** Tells where a stamp was looked at, after a tap; made coarse here, before it leaves the phone. */
import { Component } from "../lib/component.js";
import { required } from "../lib/dom.js";

const PATIENCE = { enableHighAccuracy: false, timeout: 15_000, maximumAge: 600_000 };

/**
 * A tenth of a degree, some 11 km: nothing finer is sent.
 * @param {number} degrees
 */
export function coarse(degrees) {
  return (Math.round(degrees * 10) / 10).toFixed(1);
}

/** A form with two hidden fields, latitude and longitude, and a button. */
export class LookPlace extends Component {
  static moduleName = "look-place";

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
      ({ coords }) => this.#send(coords),
      () => this.#fail(),
      PATIENCE,
    );
  }

  /** @param {GeolocationCoordinates} coords */
  #send({ latitude, longitude }) {
    for (const [name, degrees] of Object.entries({ latitude, longitude })) {
      required(this.root, `[name="${name}"]`, HTMLInputElement).value = coarse(degrees);
    }
    if (this.root instanceof HTMLFormElement) this.root.requestSubmit();
  }

  #fail() {
    this.button.removeAttribute("aria-disabled");
    required(this.root, "[data-failed]", HTMLElement).hidden = false;
  }
}
