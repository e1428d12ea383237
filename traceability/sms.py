"""What a text message asks: a keyword or none, a stamp's code, and the covered code if told."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from traceability.covered_codes import CODE_LENGTH, read_covered_code
from traceability.errors import Invalid
from traceability.gs1 import Serial
from traceability.serials import SERIAL_LENGTH, BadCheckCharacter, meant, normalise

Language = Literal["vi", "en"]

# Of different lengths, and no code has the length of another one with a keyword before it.
KEYWORDS: Final[dict[str, Language]] = {"TEM": "vi", "CHECK": "en", "STAMP": "en"}
LONGEST: Final = 200  # characters that are looked at; a message of one part has fewer

_LENGTHS: Final = frozenset(
    {SERIAL_LENGTH, SERIAL_LENGTH + 1, SERIAL_LENGTH + CODE_LENGTH, SERIAL_LENGTH + 1 + CODE_LENGTH}
)
_BETWEEN: Final = re.compile(r"[^0-9A-Za-z]+")
_PHONE: Final = re.compile(r"\+?[0-9]{3,20}")


class BadSmsForm(Invalid):
    """Neither a code of a stamp nor one with a covered code behind it."""

    code = "sms.bad_form"


@dataclass(frozen=True)
class SmsQuestion:
    """What was asked; the answer is in the language of the keyword."""

    serial: Serial
    covered_code: str | None
    language: Language


@dataclass(frozen=True)
class IncomingSms:
    """A message as a provider hands it over; its id is the provider's own."""

    id: str
    sender: str
    text: str


def read_sms(text: str) -> SmsQuestion:
    """Read `TEM <16 or 17 characters> [<8 characters>]`, in any case and spacing.

    Raises:
        BadSmsForm: another number of characters, or one that no code has.
        BadCheckCharacter: the 17th character says that one of the others is wrong.
    """
    looked_at = text[:LONGEST]
    typed = _BETWEEN.sub("", looked_at).upper()
    word = _keyword(typed)
    code = meant(typed.removeprefix(word))
    has_other_letters = any(it.isalnum() and not it.isascii() for it in looked_at)
    if has_other_letters or len(code) not in _LENGTHS:
        raise BadSmsForm(length=len(code))
    covered = code[-CODE_LENGTH:] if len(code) > SERIAL_LENGTH + 1 else None
    try:
        serial = normalise(code.removesuffix(covered) if covered else code)
        told = read_covered_code(covered) if covered else None
    except BadCheckCharacter:
        raise
    except Invalid as refusal:
        raise BadSmsForm(reason=refusal.code) from None
    return SmsQuestion(serial, told, KEYWORDS.get(word, "vi"))


def language_of(text: str) -> Language:
    """The language of a message that may not be a question at all."""
    first = _BETWEEN.split(text.strip()[:LONGEST].upper(), maxsplit=1)[0]
    for word, language in KEYWORDS.items():
        if first.startswith(word):
            return language
    return "vi"


def is_sender(text: str) -> bool:
    """Whether that is a number that can be answered."""
    return _PHONE.fullmatch(text) is not None


def _keyword(typed: str) -> str:
    for word in KEYWORDS:
        if typed.startswith(word) and len(typed) - len(word) in _LENGTHS:
            return word
    return ""
