"""What a new version of a template changes against the one before, and what of it is dangerous.

A version never changes what older events mean; what it leaves out is missing for lots opened later.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from traceability.event_template_facets import (
    BALANCE,
    CHECK,
    CONCLUSION,
    CROP,
    EVENT,
    FIELD,
    TOLD,
    WAITING,
    WHOLE,
)
from traceability.event_template_shape import (
    CheckLevel,
    Crop,
    EpcisShape,
    FieldType,
    Labels,
    Template,
    TemplateEvent,
    TemplateField,
)
from traceability.mass_balance import counts
from traceability.pre_harvest import is_harvest, is_treatment

T = TypeVar("T")


class ChangeKind(StrEnum):
    """The values are message codes."""

    ADDED = "template_change.added"
    CHANGED = "template_change.changed"
    REMOVED = "template_change.removed"


class Danger(StrEnum):
    """Why a change is to be looked at twice; the values are message codes."""

    TREATMENT_GONE = "template_danger.treatment_gone"
    HARVEST_GONE = "template_danger.harvest_gone"
    BALANCE_GONE = "template_danger.balance_gone"
    EVENT_IN_USE = "template_danger.event_in_use"
    WAITING_CHANGED = "template_danger.waiting_changed"
    BALANCE_CHANGED = "template_danger.balance_changed"
    CONCLUSION_CHANGED = "template_danger.conclusion_changed"
    NOT_PERSONAL = "template_danger.not_personal"
    NOW_PUBLIC = "template_danger.now_public"
    FREE_WORDS = "template_danger.free_words"
    BOUND_WIDENED = "template_danger.bound_widened"
    CHECK_GONE = "template_danger.check_gone"
    FOLLOWS_CHANGED = "template_danger.follows_changed"


_STRICT: Final = (CheckLevel.INVALID, CheckLevel.HOLD)
_EPCIS: Final[tuple[tuple[Mapping[str, Callable[[EpcisShape], str]], Danger | None], ...]] = (
    (WAITING, Danger.WAITING_CHANGED),
    (BALANCE, Danger.BALANCE_CHANGED),
    (CONCLUSION, Danger.CONCLUSION_CHANGED),
    (TOLD, None),
)


@dataclass(frozen=True)
class Part:
    """What is spoken of: `kind` is a message code, `code` its name in the file."""

    kind: str
    code: str
    labels: Labels
    event: Labels | None = None
    event_code: str = ""


@dataclass(frozen=True)
class Change:
    """One difference; `facet` is a message code, `before` and `after` are text or message codes."""

    kind: ChangeKind
    part: Part
    facet: str = ""
    before: str = ""
    after: str = ""
    danger: Danger | None = None


def changes(old: Template | None, new: Template) -> tuple[Change, ...]:
    """Every difference, from the whole down to the fields; of a new group, all that it has."""
    return (*_of_whole(old, new), *_of_crops(old, new), *_of_events(old, new))


def is_unchanged(old: Template, new: Template) -> bool:
    """Whether the number alone differs; another order of the kinds of work is a difference."""
    return list(old.events) == list(new.events) and replace(old, version=new.version) == new


def in_use(found: tuple[Change, ...], codes: frozenset[str]) -> tuple[Change, ...]:
    """The same, with a danger at kinds of work that are gone and that open lots have seen."""
    return tuple(
        Change(it.kind, it.part, it.facet, it.before, it.after, Danger.EVENT_IN_USE)
        if _is_gone_event(it) and it.danger is None and it.part.code in codes
        else it
        for it in found
    )


def _is_gone_event(change: Change) -> bool:
    return change.kind is ChangeKind.REMOVED and change.part.kind == "template_part.event"


def _of_whole(old: Template | None, new: Template) -> Iterator[Change]:
    part = Part("template_part.group", new.group, new.labels)
    if old is None:
        yield Change(ChangeKind.ADDED, part)
        return
    for change in _differing(part, WHOLE, old, new):
        yield _with(change, _whole_danger(old, new, change.facet))


def _whole_danger(old: Template, new: Template, facet: str) -> Danger | None:
    if facet == "template_facet.treatment_follows":
        return Danger.FOLLOWS_CHANGED
    if facet == "template_facet.release_requires":
        return Danger.CHECK_GONE if set(old.release_requires) - set(new.release_requires) else None
    return None


def _of_crops(old: Template | None, new: Template) -> Iterator[Change]:
    before = {crop.code: crop for crop in old.crops} if old else {}
    after = {crop.code: crop for crop in new.crops}
    part = _parts("template_part.crop", before | after)
    yield from _come_and_gone(part, before, after)
    for code in [code for code in after if code in before]:
        wider = _widened(before[code], after[code])
        for change in _differing(part[code], CROP, before[code], after[code]):
            yield _with(change, Danger.BOUND_WIDENED) if change.facet in wider else change


def _widened(old: Crop, new: Crop) -> set[str]:
    bounds = {
        "template_facet.yield_max": (old.yield_max, new.yield_max),
        "template_facet.recovery_max": (old.recovery_max, new.recovery_max),
    }
    return {
        facet
        for facet, (before, after) in bounds.items()
        if before is not None and (after is None or after > before)
    }


def _parts(kind: str, named: Mapping[str, Crop] | Mapping[str, TemplateEvent]) -> dict[str, Part]:
    return {code: Part(kind, code, it.labels) for code, it in named.items()}


def _of_events(old: Template | None, new: Template) -> Iterator[Change]:
    before = dict(old.events) if old else {}
    after = dict(new.events)
    part = _parts("template_part.event", before | after)
    for change in _come_and_gone(part, before, after):
        is_gone = change.kind is ChangeKind.REMOVED
        yield _with(change, _loss_of(before[change.part.code])) if is_gone else change
    for code, event in after.items():
        if code in before:
            yield from _of_event(part[code], before[code], event)
        yield from _free_words(before.get(code), event)


def _loss_of(event: TemplateEvent) -> Danger | None:
    if is_treatment(event):
        return Danger.TREATMENT_GONE
    if is_harvest(event):
        return Danger.HARVEST_GONE
    return Danger.BALANCE_GONE if counts(event) else None


def _of_event(part: Part, old: TemplateEvent, new: TemplateEvent) -> Iterator[Change]:
    for change in _differing(part, EVENT, old, new):
        yield _with(change, _event_danger(change, new))
    for group, danger in _EPCIS:
        for change in _differing(part, group, old.epcis, new.epcis):
            yield _with(change, danger if change.before else None)
    yield from _of_fields(old, new)
    yield from _of_checks(old, new)


def _event_danger(change: Change, new: TemplateEvent) -> Danger | None:
    if change.facet == "template_facet.public" and new.public:
        return Danger.NOW_PUBLIC
    is_counted = change.facet in ("template_facet.animals", "template_facet.flow")
    return Danger.BALANCE_CHANGED if is_counted and change.before else None


def _of_fields(old: TemplateEvent, new: TemplateEvent) -> Iterator[Change]:
    before = {field.name: field for field in old.fields}
    after = {field.name: field for field in new.fields}
    part = {
        name: Part("template_part.field", name, it.labels, new.labels, new.code)
        for name, it in (before | after).items()
    }
    for change in _come_and_gone(part, before, after):
        is_gone = change.kind is ChangeKind.REMOVED
        yield _with(change, _rests_on(old, change.part.code)) if is_gone else change
    for name in [name for name in after if name in before]:
        for change in _differing(part[name], FIELD, before[name], after[name]):
            yield _with(change, _field_danger(old, before[name], after[name], change.facet))


def _rests_on(event: TemplateEvent, name: str) -> Danger | None:
    """What is lost with a field that rules rest on."""
    epcis = event.epcis
    if name in (epcis.interval_field, epcis.interval_from, *(epcis.intervals or {}).values()):
        return Danger.WAITING_CHANGED
    brought = epcis.input.quantity if epcis.input else None
    if name in (epcis.quantity, epcis.times, epcis.input_quantity, brought):
        return Danger.BALANCE_CHANGED
    return Danger.CONCLUSION_CHANGED if name == epcis.disposition_field else None


def _field_danger(
    event: TemplateEvent, old: TemplateField, new: TemplateField, facet: str
) -> Danger | None:
    if facet == "template_facet.personal" and old.personal:
        return Danger.NOT_PERSONAL
    if facet == "template_facet.public" and new.public:
        return Danger.NOW_PUBLIC
    eases = {"template_facet.required": old.required, "template_facet.units": True}
    return _rests_on(event, old.name) if eases.get(facet) else None


def _of_checks(old: TemplateEvent, new: TemplateEvent) -> Iterator[Change]:
    before = {check.code: check for check in old.checks}
    after = {check.code: check for check in new.checks}
    part = {
        code: Part("template_part.check", code, it.labels, new.labels, new.code)
        for code, it in (before | after).items()
    }
    for change in _come_and_gone(part, before, after):
        lost = before.get(change.part.code)
        refused = lost is not None and lost.level is not CheckLevel.WARNING
        is_gone = change.kind is ChangeKind.REMOVED and refused
        yield _with(change, Danger.CHECK_GONE) if is_gone else change
    for code in [code for code in after if code in before]:
        for change in _differing(part[code], CHECK, before[code], after[code]):
            eased = change.facet == "template_facet.level" and before[code].level in _STRICT
            yield _with(change, Danger.CHECK_GONE) if eased else change


def _free_words(old: TemplateEvent | None, new: TemplateEvent) -> Iterator[Change]:
    """Long words that are not personal go into the ledger for good, and may hold a name."""
    for field in new.fields:
        is_free = field.type is FieldType.TEXT and field.multiline and not field.personal
        before = old.field(field.name) if old else None
        if is_free and (before is None or before.personal or not before.multiline):
            part = Part("template_part.field", field.name, field.labels, new.labels, new.code)
            yield Change(ChangeKind.ADDED, part, danger=Danger.FREE_WORDS)


def _come_and_gone(
    parts: Mapping[str, Part], before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Change]:
    for code, part in parts.items():
        if code not in after:
            yield Change(ChangeKind.REMOVED, part)
        elif code not in before:
            yield Change(ChangeKind.ADDED, part)


def _differing(
    part: Part, facets: Mapping[str, Callable[[T], str]], old: T, new: T
) -> Iterator[Change]:
    for facet, show in facets.items():
        before, after = show(old), show(new)
        if before != after:
            yield Change(ChangeKind.CHANGED, part, facet, before, after)


def _with(change: Change, danger: Danger | None) -> Change:
    if danger is None:
        return change
    return Change(change.kind, change.part, change.facet, change.before, change.after, danger)
