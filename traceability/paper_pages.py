"""Pages of paper diaries that are entered later: which days they may tell of."""

from datetime import date, timedelta
from typing import Final

from traceability.errors import Conflict, Invalid, NotFound

LONGEST_COVERED: Final = timedelta(days=366)
MOST_PHOTOS: Final = 5


class NoSuchPaperPage(NotFound):
    """No such page, or none that this person may look at."""

    code = "paper_page.not_found"


class BadPaperDays(Invalid):
    """The days end before they begin, have not come yet, or are more than one page holds."""

    code = "paper_page.bad_days"


class PaperPhotoMissing(Invalid):
    """A page without its picture proves nothing."""

    code = "paper_page.photo_missing"


class TooManyPaperPhotos(Invalid):
    """More pictures than one page needs."""

    code = "paper_page.too_many_photos"


class PaperPageIdUsed(Conflict):
    """This form kept a page that says something else; nothing was changed."""

    code = "paper_page.id_used"


def check_days(first: date, last: date, today: date) -> None:
    """Check the days a page tells of; both belong to it.

    Raises:
        BadPaperDays.
    """
    if not first <= last <= today or last - first > LONGEST_COVERED:
        raise BadPaperDays
