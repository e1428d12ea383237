"""Names of inputs as people type them: trade names, active ingredients, and what is an antibiotic.

Two spellings are the same name when they differ in marks, case, spaces, strength, formulation,
salt, a doubled letter or a final e: `Glyphosate IPA 480SL` is `glyphosat`.
"""

import re
from collections.abc import Iterable
from typing import Final

from traceability.geography import fold

_PARTS: Final = re.compile(r"[+;/&|\n]|,\s+|\s(?:và|va|and)\s")
_STRENGTH: Final = re.compile(
    r"[≥>~]?\s*\b\d+(?:[.,]\d+)?\s*"
    r"(?:%|(?:mg|g|kg|ml|l|ui|iu)\s*/\s*(?:kg|g|l|ml)\b|w/w|w/v"
    r"|(?:ec|sc|wp|wg|wdg|sl|sp|gr|g|ew|od|fs|ws|me|sg|df|cs|dc)\b)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_TWICE: Final = re.compile(r"([a-z])\1")
_SALTS: Final = frozenset(
    [
        *("dichloride", "isopropylamine", "isopropylamin", "ipa", "dimethylamine", "dma"),
        *("ammonium", "potassium", "kali", "natri", "sodium", "calcium", "hydrochloride", "hcl"),
        *("sulfate", "sulfat", "sulphate", "trihydrate", "hydrate", "tartrate", "fumarate"),
        *("phosphate", "phosphat", "salt", "muoi", "acid", "base"),
    ]
)
# Stems of WHO's international nonproprietary names, in their Vietnamese spellings as well.
_ENDINGS: Final = ("cilin", "cyclin", "mycin", "micin", "micosin", "oxacin", "fenicol", "phenicol")
_BEGINNINGS: Final = ("sulfa", "sulpha", "cef", "ceph", "nitrofur", "furazolidon")
_SINGLE: Final = frozenset(
    [
        *("colistin", "tylosin", "tiamulin", "valnemulin", "bacitracin", "trimethoprim"),
        *("metronidazol", "dimetridazol", "virginiamycin", "avoparcin", "ormetoprim"),
    ]
)
_NO_ANTIBIOTICS: Final = frozenset(["natamycin"])  # against fungi


def trade_key(name: str) -> str:
    """A trade name as it is compared: letters and digits alone."""
    return "".join(_WORD.findall(fold(name)))


def ingredients_of(text: str) -> tuple[str, ...]:
    """The active ingredients that a line names, parted by plus, semicolon, slash or comma.

    The comma of `2,4-D` parts nothing, for no blank follows it.
    """
    parts = (" ".join(part.split()).strip(" ()") for part in _PARTS.split(_STRENGTH.sub(" ", text)))
    return tuple(dict.fromkeys(part for part in parts if ingredient_key(part)))


def ingredient_key(name: str) -> str:
    """An active ingredient as it is compared; empty when nothing of a name is left."""
    return "".join(_plain(word) for word in _words(name))


def ingredient_keys(names: Iterable[str]) -> frozenset[str]:
    """The same of several."""
    return frozenset(key for key in map(ingredient_key, names) if key)


def antibiotics_in(ingredients: Iterable[str]) -> frozenset[str]:
    """The antibiotics that are named, by the stems of their names, as they are compared."""
    words = (_plain(word) for name in ingredients for word in _words(name))
    return frozenset(word for word in words if _is_antibiotic(word))


def _words(name: str) -> list[str]:
    folded = _STRENGTH.sub(" ", fold(name))
    return [word for word in _WORD.findall(folded) if word not in _SALTS]


def _plain(word: str) -> str:
    return _TWICE.sub(r"\1", word).removesuffix("e")


def _is_antibiotic(word: str) -> bool:
    if word in _NO_ANTIBIOTICS:
        return False
    has_stem = word.endswith(_ENDINGS) or word.startswith(_BEGINNINGS)
    return has_stem or word in _SINGLE
