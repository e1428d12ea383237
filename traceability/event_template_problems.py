"""What is wrong with a template file: a stable code, the place in the file, and the facts.

Pages word the codes in the reader's language (`webapp/routes/wording/event_templates.py`); the
sentences here are for developers and for the command line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from traceability.errors import Detail

Path = tuple[str | int, ...]

MOST_TOLD: Final = 300

SENTENCES: Final = {
    "not_utf8": "must be UTF-8 text",
    "too_large": "larger than %(limit)s KB",
    "not_json": "not JSON, see line %(line)s, column %(column)s",
    "bad_number": "a number that JSON does not know, or of thousands of digits",
    "too_deep": "lists and objects are nested too deeply",
    "repeated_key": "the key %(key)s stands here twice",
    "missing": "missing: %(key)s",
    "missing_language": "the words in one language are missing: %(lang)s",
    "unknown_key": "unknown key %(key)s",
    "not_list": "must be a list",
    "not_object": "must be an object",
    "too_many": "at most %(most)s here, there are %(count)s",
    "too_few": "must not be empty",
    "not_words": "must be words in quotes, without blanks around them",
    "too_long": "longer than %(longest)s characters",
    "control_characters": "holds control, invisible or direction characters",
    "markup": "holds HTML; labels are plain words",
    "not_flag": "must be true or false",
    "not_whole": "must be a whole number from %(least)s to %(most)s",
    "not_decimal": "must be digits in quotes, as '14.5'",
    "not_code": "must be a code: small letters, digits and _, from a letter on",
    "not_one_of": "must be one of %(known)s",
    "not_check_code": "must be the event's code, a dot and a code, as 'packing.too_late'",
    "not_biz_step": "must be a step of CBV or of the farm, as 'spraying'",
    "not_epcis_name": "must be a name in camel case, as 'phiDays'",
    "not_ilmd_name": "must be a cbvmda: name, as 'cbvmda:harvestStartDate'",
    "not_icon": "must be the name of an icon: small letters, digits and -",
    "unknown_icon": "there is no icon %(icon)s",
    "not_chosen": "must be the code of a choice, or true or false",
    "twice": "occurs twice: %(name)s",
    "no_start": "says nothing for a lot without events (key '')",
    "no_event": "no event %(name)s",
    "other_place": "names another group or version than its place %(place)s",
    "no_packing": "no event packing: stamps rest on packs",
    "reserved_event": "the code %(name)s is taken by the programme",
    "not_a_harvest": "%(name)s is not a harvest",
    "no_field": "no field %(name)s",
    "wrong_type": "%(name)s is of type %(type)s, must be %(wanted)s",
    "not_required": "%(name)s must be required",
    "choices_unfit": "choices belong to type choice, and it must have them",
    "units_unfit": "units belong to type amount, and it must have them",
    "personal_public": "a personal field is never public",
    "personal_not_text": "a personal field is of type text",
    "not_personal": "%(name)s names a person and must be personal",
    "default_unfit": "default %(default)s does not fit",
    "pattern_unfit": "a pattern belongs to a text of at most %(longest)s characters",
    "pattern_unsafe": "the pattern may only hold characters, [classes] and at most %(most)s of"
    " + * ? {n,m}; no groups",
    "bounds_unfit": "min and max belong to type amount or integer",
    "bounds_crossed": "min is above max",
    "reserved_name": "the name %(name)s is taken by the programme",
    "same_epcis_name": "%(name)s has the EPCIS name of another field of this event",
    "unit_name_taken": "%(name)s is the name under which another field's unit is sent",
    "no_choice": "%(name)s has no choice %(choice)s",
    "ratio_needs_other": "a ratio needs other",
    "missing_needs_when": "what is missing needs when",
    "range_needs_bound": "needs min or max",
    "is_needs_value": "needs value",
    "epcis_needs": "%(kind)s needs %(key)s",
    "animals_need_one": "needs just one of count, amount, size",
    "told_personal": "%(name)s is personal and must not be told",
    "interval_unbounded": "the days of waiting %(name)s need a max of at most %(most)s",
    "times_unbounded": "%(name)s needs a max of at most %(most)s",
    "sensor_unit": "%(name)s is not measured in units of %(sensor)s",
    "pack_unit": "%(name)s has a unit that a pack is not measured in",
    "conformant_elsewhere": "only laboratory_test says that goods conform",
    "too_many_problems": "%(count)s further problems are not listed",
}
PREFIX: Final = "template_fault."
LANGUAGE: Final = "template_language."


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `path` are the keys and places in lists that lead to it."""

    path: Path
    fault: str
    details: Mapping[str, Detail] = field(default_factory=dict, hash=False)

    @property
    def code(self) -> str:
        """The key into the wording catalogue."""
        return PREFIX + self.fault

    @property
    def pointer(self) -> str:
        """Where it stands, as 'events[2].fields[0].max'."""
        return pointer(self.path)

    def __str__(self) -> str:
        facts = {key: str(it).removeprefix(LANGUAGE) for key, it in self.details.items()}
        return f"{self.pointer}: {SENTENCES[self.fault] % facts}"


@dataclass(frozen=True)
class Landmark:
    """A part of the file that people know by name: `kind` is event, field, check, crop or choice.

    `name` is its code, or its number counted from 1 where it has none.
    """

    kind: str
    name: str


_NAMED: Final = {
    "events": ("event", "code"),
    "fields": ("field", "name"),
    "checks": ("check", "code"),
    "crops": ("crop", "code"),
    "choices": ("choice", "code"),
}


def pointer(path: Path) -> str:
    """A path as developers write it; 'template' is the whole file."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".") or "template"


def landmarks(raw: object, path: Path) -> tuple[tuple[Landmark, ...], Path]:
    """The named parts on the way to a path, and the rest of the path below the last of them."""
    found: list[Landmark] = []
    below, value, kind = 0, raw, ""
    for depth, step in enumerate(path):
        value = _inside(value, step)
        if isinstance(step, int) and kind in _NAMED:
            found.append(_landmark(kind, value, step))
            below = depth + 1
        kind = str(step)
    return tuple(found), path[below:]


def told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, in the order found; a hostile file gets no endless list."""
    listed = list(dict.fromkeys(problems))
    if len(listed) <= MOST_TOLD:
        return tuple(listed)
    rest = Problem((), "too_many_problems", {"count": len(listed) - MOST_TOLD})
    return (*listed[:MOST_TOLD], rest)


def repeated(names: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    """Names that occur twice, each at its later place."""
    seen: set[str] = set()
    for path, name in names:
        if name in seen:
            yield Problem(path, "twice", {"name": name})
        seen.add(name)


def _inside(value: Any, step: str | int) -> object:  # noqa: ANN401 - whatever the file holds
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _landmark(kind: str, value: object, index: int) -> Landmark:
    what, key = _NAMED[kind]
    name = value.get(key) if isinstance(value, dict) else None
    return Landmark(what, name if isinstance(name, str) and name else str(index + 1))
