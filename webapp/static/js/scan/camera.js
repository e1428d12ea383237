/** The camera behind a video element: opened, lit, stopped. */

const WANTED = {
  facingMode: { ideal: "environment" },
  width: { ideal: 1280 },
  height: { ideal: 720 },
};

/** One open camera. */
export class Camera {
  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
    /** @type {MediaStreamTrack | null} */
    this.track = null;
  }

  /** Ask for the camera and show it. Throws when there is none, or when the person says no. */
  async open() {
    const stream = await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false });
    [this.track] = stream.getVideoTracks();
    this.video.srcObject = stream;
    await this.video.play();
  }

  get hasTorch() {
    const able = this.track?.getCapabilities?.();
    return Boolean(able && Reflect.get(able, "torch"));
  }

  /** @param {boolean} on */
  async light(on) {
    const torch = /** @type {MediaTrackConstraintSet} */ (/** @type {unknown} */ ({ torch: on }));
    await this.track?.applyConstraints({ advanced: [torch] });
  }

  /** Let go of the camera, so that its light goes out. */
  stop() {
    this.track?.stop();
    this.track = null;
    this.video.srcObject = null;
  }
}
