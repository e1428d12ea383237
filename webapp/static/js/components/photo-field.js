/** Shows the chosen photo and makes it smaller before it is sent; on any failure the file goes as it is. */
import { Component } from "../lib/component.js";
import { required } from "../lib/dom.js";

const QUALITY = 0.7;
const DEFAULT_LONG_SIDE = 1280;

/**
 * Width and height with the long side at most `longSide`; never larger than they were.
 * @param {number} width
 * @param {number} height
 * @param {number} longSide
 */
export function fitted(width, height, longSide) {
  const factor = Math.min(1, longSide / Math.max(width, height));
  return { width: Math.round(width * factor), height: Math.round(height * factor) };
}

/** One file input, of one or more photos, with their previews. */
export class PhotoField extends Component {
  static moduleName = "photo-field";

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.input = required(root, 'input[type="file"]', HTMLInputElement);
    this.preview = required(root, "[data-preview]", HTMLElement);
    this.frame = required(this.preview, "img", HTMLImageElement);
    this.turn = 0;
    required(root, "[data-pick]", HTMLLabelElement).hidden = false;
    this.input.classList.add("visually-hidden");
    this.input.addEventListener("change", () => void this.#onChange());
  }

  async #onChange() {
    const turn = ++this.turn;
    this.root.setAttribute("aria-busy", "true");
    const photos = [];
    // One after the other: a decoded photo of a modern phone takes 200 MB.
    for (const file of this.input.files ?? [])
      photos.push(await this.#smaller(file).catch(() => file));
    if (turn !== this.turn) return;
    this.#replace(photos);
    this.root.removeAttribute("aria-busy");
  }

  /**
   * Re-encoding also drops position and device from the photo; the server does so again.
   * @param {File} file
   */
  async #smaller(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const size = fitted(
      bitmap.width,
      bitmap.height,
      Number(this.root.dataset.longSide) || DEFAULT_LONG_SIDE,
    );
    const canvas = Object.assign(document.createElement("canvas"), size);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.fillStyle = "#fff"; // a transparent picture would turn black in a JPEG
    context.fillRect(0, 0, size.width, size.height);
    context.drawImage(bitmap, 0, 0, size.width, size.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!(blob instanceof Blob) || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
  }

  /** @param {File[]} photos */
  #replace(photos) {
    const transfer = new DataTransfer();
    for (const photo of photos) transfer.items.add(photo);
    this.input.files = transfer.files;
    for (const shown of this.preview.querySelectorAll("img")) URL.revokeObjectURL(shown.src);
    this.preview.replaceChildren(...photos.map((photo) => this.#framed(photo)));
    this.preview.hidden = photos.length === 0;
  }

  /** @param {File} photo */
  #framed(photo) {
    const image = /** @type {HTMLImageElement} */ (this.frame.cloneNode());
    image.src = URL.createObjectURL(photo);
    return image;
  }
}
