"""Films for the browser's fake camera: a printed stamp, held in the hand and turned."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser

from webapp.demo.stamp_photos import printed
from webapp.gateways.printing.labels import LAYOUTS, StampLabel

WIDTH, HEIGHT = 640, 480
FRAMES, PER_SECOND = 60, 15
TABLE = (148, 160, 172)

Picture = NDArray[np.uint8]


def film_of(payload: str, path: Path) -> Path:
    """Four seconds of a stamp whose symbol says `payload`, as motion JPEG."""
    label = StampLabel(payload, "ABCD EFGH JKMN PQRS T", "tem.example", "Gạo nếp tan")
    return film_of_label(np.asarray(printed(label, LAYOUTS["roll-50x30"]))[:, :, ::-1], path)


@dataclass
class Camera:
    """The camera of a browser, and what is held before it."""

    browser: Browser
    film: Path

    def sees(self, label: Picture) -> None:
        """Hold something before it; a camera looks anew when it is opened."""
        film_of_label(label, self.film)


def film_of_label(label: Picture, path: Path) -> Path:
    """The same of a label that is there already; blue comes first, as OpenCV has it."""
    stamp = _scaled(label)
    frames = b"".join(_frame(stamp, number / FRAMES).tobytes() for number in range(FRAMES))
    raw = f"-f rawvideo -pix_fmt bgr24 -s {WIDTH}x{HEIGHT} -r {PER_SECOND} -i -"
    film = "-c:v mjpeg -q:v 4 -pix_fmt yuvj420p -f mjpeg"
    command = ["ffmpeg", "-loglevel", "error", "-y", *raw.split(), *film.split(), str(path)]
    subprocess.run(command, input=frames, check=True)
    return path


def _scaled(stamp: Picture) -> Picture:
    height = round(stamp.shape[0] * WIDTH / stamp.shape[1])
    return cv2.resize(stamp, (WIDTH, height), interpolation=cv2.INTER_AREA)


def _frame(stamp: Picture, moment: float) -> Picture:
    """The stamp in the hand at one moment: it sways, turns, comes nearer, and is a little soft."""
    swing = np.sin(2 * np.pi * moment)
    height, width = stamp.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 18 * swing, 0.85 + 0.1 * swing)
    # The symbol is on the left of the label: whoever holds it brings it into the middle.
    turn[:, 2] += 90 + 15 * swing, (HEIGHT - height) / 2 + 15 * np.cos(2 * np.pi * moment)
    seen = cv2.warpAffine(stamp, turn, (WIDTH, HEIGHT), borderValue=TABLE)
    return cv2.GaussianBlur(seen, (3, 3), 0)
