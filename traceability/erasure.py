"""Erasing a person who asked for it: what stands in their place, and where they are named."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from traceability.errors import Conflict, NotFound
from traceability.phone import Phone

ERASED_NAME: Final = "(đã xóa theo yêu cầu)"
ERASED_PHONE: Final = "erased:"


class NoSuchPerson(NotFound):
    """Nobody signs in by this number; whoever was erased does not any more either."""

    code = "person.not_found"


class OnlyManager(Conflict):
    """Nobody could let people into `organisations` afterwards: another manager comes first."""

    code = "person.only_manager"


class InOffice(Conflict):
    """Works for an agency: who decided must be known while they do; the office is ended first."""

    code = "person.in_office"


@dataclass(frozen=True)
class Person:
    """As people write of them."""

    name: str
    phone: Phone

    def is_named_in(self, text: str) -> bool:
        """Whether the number, or the name as whole words, stands in a text.

        A name of one word is the person only where nothing else is said: others have it, too.
        """
        if self.is_called_by(text):
            return True
        name, said = _folded(self.name), _folded(text)
        if " " not in name:
            return said == name
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None

    def is_called_by(self, text: str) -> bool:
        """Whether the number stands in a text, which no namesake has."""
        return self.phone.removeprefix("+84") in re.sub(r"[\s.\-()]", "", text)

    def shares_name(self, name: str) -> bool:
        """Whether somebody of that name is told apart from the person by nothing in a text."""
        return _folded(name) == _folded(self.name)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
