"""What this browser has sent of late, since the sign-in.

Of the same bytes sent twice the row names the first organisation only. The second has shown that it
has them, too: its session says so until its entry does, so that a refused form loses none.
"""

from typing import Final

from flask import session

_NAME: Final = "sent_files"
# The photos of one form and its report, each with the copy that is shown; a cookie holds 4 kB.
_MOST: Final = 16


def sent_before() -> frozenset[str]:
    """The hashes of the files, and of their copies to look at."""
    return frozenset(session.get(_NAME, ()))


def note_sent(*hashes: str) -> None:
    """Remember them, the latest before those of long ago."""
    session[_NAME] = list(dict.fromkeys([*hashes, *session.get(_NAME, ())]))[:_MOST]
