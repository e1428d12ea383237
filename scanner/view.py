"""Views of a picture: enlarged, sharpened, turned, cut out; each knows the way back to its pixels.

OpenCV is used for preparing only: its own QR detectors can be kept busy for minutes by one picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Affine = NDArray[np.float64]

# One request has one thread; OpenCV's own pool would only fight with the other workers.
cv2.setNumThreads(1)

_LOCAL: Final = 31
_LONGEST_SIDE: Final = 65_000  # zxing takes no more
# Turned by half a right angle, a long strip would need a canvas of its length squared.
_TURNED_SIDES: Final = 4000


@dataclass(frozen=True)
class View:
    """Grey pixels made from a picture, and the affine map from them back to it."""

    grey: Grey
    back: Affine

    @classmethod
    def of(cls, grey: Grey) -> Self:
        """The picture itself."""
        return cls(grey, np.eye(3))

    def place(self, points: list[tuple[float, float]]) -> tuple[tuple[int, int], ...]:
        """Points of this view in pixels of the picture."""
        ours = np.array([(x, y, 1.0) for x, y in points])
        return tuple((round(x), round(y)) for x, y, _ in ours @ self.back.T)

    def scaled(self, across: float, down: float | None = None) -> "View":
        """Resized by these factors; averaging when smaller, cubic when larger."""
        height, width = self.grey.shape
        size = _side(width * across), _side(height * (down or across))
        way = cv2.INTER_AREA if across < 1 else cv2.INTER_CUBIC
        back = np.diag([width / size[0], height / size[1], 1.0])
        return View(_bytes(cv2.resize(self.grey, size, interpolation=way)), self.back @ back)

    def fitted(self, longest: int) -> "View":
        """Resized so that the longer side is as given."""
        return self.scaled(longest / max(self.grey.shape))

    def within(self, pixels: int) -> "View":
        """Itself, or shrunk to at most so many pixels."""
        return self if self.grey.size <= pixels else self.scaled((pixels / self.grey.size) ** 0.5)

    def sharpened(self, sigma: float, amount: float) -> "View":
        """With an unsharp mask: bars and modules that blur had merged stand apart again."""
        soft = cv2.GaussianBlur(self.grey, (0, 0), sigma)
        return replace(self, grey=_bytes(cv2.addWeighted(self.grey, 1 + amount, soft, -amount, 0)))

    def levelled(self) -> "View":
        """With the contrast evened out in patches, against shadow and glare."""
        return replace(self, grey=_bytes(cv2.createCLAHE(3.0, (8, 8)).apply(self.grey)))

    def thresholded(self) -> "View":
        """Black and white against the mean of the neighbourhood."""
        way = cv2.ADAPTIVE_THRESH_MEAN_C
        flat = cv2.adaptiveThreshold(self.grey, 255, way, cv2.THRESH_BINARY, _LOCAL, 5)
        return replace(self, grey=_bytes(flat))

    def inverted(self) -> "View":
        """Light on dark made dark on light."""
        return replace(self, grey=_bytes(cv2.bitwise_not(self.grey)))

    def turned(self, degrees: float) -> "View":
        """Turned, on a canvas large enough to lose no corner."""
        height, width = self.grey.shape
        if height + width > _TURNED_SIDES:
            return self.scaled(_TURNED_SIDES / (height + width)).turned(degrees)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
        cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
        size = int(height * sine + width * cosine), int(height * cosine + width * sine)
        turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
        grey = cv2.warpAffine(self.grey, turn, size, borderMode=cv2.BORDER_REPLICATE)
        return View(_bytes(grey), self.back @ np.linalg.inv(np.vstack([turn, (0, 0, 1)])))

    def aligned(self, corners: Sequence[tuple[int, int]], margin: float) -> "View":
        """The code with these corners alone, its top edge level, with room around it.

        The margin is a share of the code's longer side; a line code gets its bars' height by it.
        """
        top_left, top_right, _, bottom_left = self._ours(corners)
        across = top_right - top_left
        longest = max(float(np.hypot(*across)), float(np.hypot(*(bottom_left - top_left))), 8.0)
        angle = np.degrees(np.arctan2(across[1], across[0]))
        centre = np.mean(self._ours(corners), axis=0)
        side = round(longest * (1 + 2 * margin))
        turn = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), angle, 1)
        turn[:, 2] += side / 2 - centre
        grey = cv2.warpAffine(self.grey, turn, (side, side), borderMode=cv2.BORDER_REPLICATE)
        return View(_bytes(grey), self.back @ np.linalg.inv(np.vstack([turn, (0, 0, 1)])))

    def _ours(self, corners: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        points = np.array([(x, y, 1.0) for x, y in corners])
        return np.asarray((points @ np.linalg.inv(self.back).T)[:, :2])


def _bytes(pixels: object) -> Grey:
    return np.asarray(pixels, np.uint8)


def _side(pixels: float) -> int:
    return min(max(1, round(pixels)), _LONGEST_SIDE)
