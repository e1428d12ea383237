"""What the files of all checklists have in common: codes, a version, words in both languages, and
points of which none stands twice.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

LEVELS: Final = ("must", "should")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")


def code_problems(raw: object, path: str) -> Iterator[str]:
    """Whether it is no code."""
    if not isinstance(raw, str) or not _CODE.fullmatch(raw):
        yield f"{path}: must be lower case letters, digits and _"


def level_problems(raw: object, path: str) -> Iterator[str]:
    """Whether it says neither that a point must be met nor that it should."""
    if raw not in LEVELS:
        yield f"{path}: must be one of {', '.join(LEVELS)}"


def version_problems(raw: object) -> Iterator[str]:
    """Whether it numbers no version."""
    if not isinstance(raw, int) or raw < 1:
        yield "version: must be a whole number from 1"


def labels_problems(raw: object, path: str) -> Iterator[str]:
    """Whether words are missing in one of the languages."""
    if (
        not isinstance(raw, dict)
        or set(raw) != {"vi", "en"}
        or not all(isinstance(words, str) and words for words in raw.values())
    ):
        yield f"{path}: must have words in vi and en"


def points_problems(raw: object, of_point: Callable[[object, str], Iterator[str]]) -> Iterator[str]:
    """What is wrong with the points, one by one and together."""
    points = raw if isinstance(raw, list) else []
    if not points:
        yield "points: must be a list with points"
    for index, point in enumerate(points):
        yield from of_point(point, f"points[{index}]")
    codes = Counter(point.get("code") for point in points if isinstance(point, dict))
    yield from (f"points: {code!r} stands twice" for code, n in codes.items() if n > 1)
