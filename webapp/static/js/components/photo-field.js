/** Shows the chosen photo and makes it smaller before it is sent; on any failure the file goes as it is. */
import { Component } from '../lib/component.js';
import { required } from '../lib/dom.js';

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

/** One file input with its preview. */
export class PhotoField extends Component {
  static moduleName = 'photo-field';

  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.input = required(root, 'input[type="file"]', HTMLInputElement);
    this.preview = required(root, '[data-preview]', HTMLElement);
    this.image = required(this.preview, 'img', HTMLImageElement);
    this.input.addEventListener('change', () => void this.#onChange());
  }

  async #onChange() {
    const file = this.input.files?.[0];
    this.preview.hidden = true;
    if (!file) return;
    this.root.setAttribute('aria-busy', 'true');
    const smaller = await this.#smaller(file).catch(() => file);
    if (this.input.files?.[0] === file) this.#replace(smaller);
    this.root.removeAttribute('aria-busy');
  }

  /**
   * Re-encoding also drops position and device from the photo; the server does so again.
   * @param {File} file
   */
  async #smaller(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const size = fitted(bitmap.width, bitmap.height, Number(this.root.dataset.longSide) || DEFAULT_LONG_SIDE);
    const canvas = Object.assign(document.createElement('canvas'), size);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    context.fillStyle = '#fff'; // a transparent picture would turn black in a JPEG
    context.fillRect(0, 0, size.width, size.height);
    context.drawImage(bitmap, 0, 0, size.width, size.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (!(blob instanceof Blob) || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: 'image/jpeg' });
  }

  /** @param {File} file */
  #replace(file) {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    this.input.files = transfer.files;
    URL.revokeObjectURL(this.image.src);
    this.image.src = URL.createObjectURL(file);
    this.preview.hidden = false;
  }
}
