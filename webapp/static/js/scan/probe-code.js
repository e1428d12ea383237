/** A small QR code drawn by ourselves, with which a detector must show that it reads at all. */

export const PROBE_TEXT = "TEM THAT";

const ROWS = [
  0x1fde7f, 0x105441, 0x17565d, 0x174b5d, 0x17595d, 0x104f41, 0x1fd57f, 0x000700, 0x13f997,
  0x1f1d52, 0x0dccdf, 0x07920d, 0x06fc4f, 0x00130d, 0x1fd9fc, 0x10539d, 0x17577f, 0x175b28,
  0x17484b, 0x1040d2, 0x1fd606,
];
const MODULE = 8;
const QUIET = 4;

/**
 * Which of the modules are dark.
 * @returns {boolean[][]}
 */
export function probeModules() {
  return ROWS.map((bits) =>
    ROWS.map((_, column) => ((bits >> (ROWS.length - 1 - column)) & 1) === 1),
  );
}

/** @returns {HTMLCanvasElement} */
export function drawProbeCode() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = (ROWS.length + 2 * QUIET) * MODULE;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000";
  probeModules().forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) context.fillRect((x + QUIET) * MODULE, (y + QUIET) * MODULE, MODULE, MODULE);
    });
  });
  return canvas;
}
