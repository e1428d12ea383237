"""Photographs: of a stamp cut from the sheet that was printed, and of a pack."""

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from webapp.gateways.printing.labels import INCH, SheetLayout

Picture = NDArray[np.uint8]

DOTS = 300
WIDE, HIGH = 1280, 960
TABLE = (92, 112, 128)


def photographed_stamp(sheet: bytes, layout: SheetLayout, place: int = 0) -> bytes:
    """What a phone makes of one label of the sheet: seen from the side, soft, on a table."""
    label = label_of(sheet, layout, place)
    height, width = label.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[190, 250], [1100, 205], [1060, 745], [235, 720]], np.float32)
    view = cv2.getPerspectiveTransform(corners, seen)
    photo = cv2.warpPerspective(label, view, (WIDE, HIGH), flags=cv2.INTER_AREA, borderValue=TABLE)
    return _jpeg(cv2.GaussianBlur(photo, (0, 0), 1.2))


def photographed_pack(shade: int = 140) -> bytes:
    """Something to send along with an entry or a report."""
    photo = np.full((HIGH, WIDE, 3), TABLE, np.uint8)
    cv2.rectangle(photo, (300, 180), (980, 860), (shade, 190, 205), thickness=-1)
    cv2.putText(photo, "NEP TAN", (380, 540), cv2.FONT_HERSHEY_DUPLEX, 4, (40, 60, 60), 8)
    return _jpeg(photo)


def label_of(sheet: bytes, layout: SheetLayout, place: int = 0) -> Picture:
    """One label cut out of what was printed, counted from the first page on."""
    number, place = divmod(place, layout.labels_per_page)
    document = pypdfium2.PdfDocument(sheet)
    try:
        page = document[number].render(scale=DOTS / 72).to_numpy()
    finally:
        document.close()
    left, bottom = layout.corner(place)
    top = layout.page_height - bottom - layout.label_height
    box = (left, top, left + layout.label_width, top + layout.label_height)
    x, y, right, low = (round(edge * DOTS / INCH) for edge in box)
    return np.ascontiguousarray(page[y:low, x:right, :3])


def _jpeg(photo: Picture) -> bytes:
    done, data = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert done
    return data.tobytes()
