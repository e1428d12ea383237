"""The sides from which two versions of a part of a template are compared, each shown as text.

Keys are message codes; so are the values of flags and kinds. Amounts are plain digits.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from traceability.event_template_shape import (
    Check,
    Choice,
    Crop,
    EpcisShape,
    FieldType,
    Labels,
    Template,
    TemplateEvent,
    TemplateField,
)

_ONE: Final = 1000


def _words(labels: Labels | None) -> str:
    return f"{labels.vi} / {labels.en}" if labels else ""


def _flag(value: bool | None) -> str:  # noqa: FBT001 - what is shown
    return "" if value is None else f"value.{'yes' if value else 'no'}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _choices(choices: Iterable[Choice]) -> str:
    return _listed(f"{it.code} ({it.labels.vi})" for it in choices)


def _pairs(named: Mapping[str, str] | None) -> str:
    return _listed(f"{key}: {name}" for key, name in (named or {}).items())


def _decimal(thousandths: int | None) -> str:
    if thousandths is None:
        return ""
    whole, rest = divmod(abs(thousandths), _ONE)
    decimals = f".{rest:03}".rstrip("0") if rest else ""
    return ("-" if thousandths < 0 else "") + f"{whole}{decimals}"


def _bound(field: TemplateField, value: int | None) -> str:
    if value is None:
        return ""
    return str(value) if field.type is FieldType.INTEGER else _decimal(value)


def _condition(check: Check) -> str:
    when = check.when
    said = (check.field, check.other, check.share, check.unit, check.value)
    names = [str(it) for it in said if it is not None]
    names += [f"x {check.scale}"] if check.scale != 1 else []
    names += [f"{check.days} d"] if check.days else []
    names += [f"{when[0]} = {when[1]}"] if when else []
    return _listed(names)


def _input(epcis: EpcisShape) -> str:
    took = epcis.input
    named = (took.type, took.name, took.lot, took.quantity) if took else ()
    return _listed(name for name in named if name)


def _told(shape: Mapping[str, object]) -> str:
    return _listed(f"{key}: {it}" for key, it in shape.items() if it is not None)


WHOLE: Final[Mapping[str, Callable[[Template], str]]] = {
    "template_facet.labels": lambda it: _words(it.labels),
    "template_facet.release_requires": lambda it: _listed(it.release_requires),
    "template_facet.treatment_follows": lambda it: f"template_follows.{it.treatment_follows.value}",
    "template_facet.units": lambda it: _listed(it.units),
    "template_facet.likely": lambda it: "; ".join(
        f"{after or '-'}: {_listed(codes)}" for after, codes in it.likely.items()
    ),
}
CROP: Final[Mapping[str, Callable[[Crop], str]]] = {
    "template_facet.labels": lambda it: _words(it.labels),
    "template_facet.yield_max": lambda it: _decimal(it.yield_max),
    "template_facet.recovery_max": lambda it: _decimal(it.recovery_max),
}
EVENT: Final[Mapping[str, Callable[[TemplateEvent], str]]] = {
    "template_facet.labels": lambda it: _words(it.labels),
    "template_facet.icon": lambda it: it.icon,
    "template_facet.public": lambda it: _flag(it.public),
    "template_facet.asks_photo": lambda it: _flag(it.asks_photo),
    "template_facet.animals": lambda it: _told(vars(it.animals) if it.animals else {}),
    "template_facet.flow": lambda it: _told(vars(it.flow) if it.flow else {}),
}
FIELD: Final[Mapping[str, Callable[[TemplateField], str]]] = {
    "template_facet.labels": lambda it: _words(it.labels),
    "template_facet.hint": lambda it: _words(it.hint),
    "template_facet.type": lambda it: f"template_type.{it.type.value}",
    "template_facet.required": lambda it: _flag(it.required),
    "template_facet.public": lambda it: _flag(it.public),
    "template_facet.personal": lambda it: _flag(it.personal),
    "template_facet.units": lambda it: _listed(it.units),
    "template_facet.choices": lambda it: _choices(it.choices),
    "template_facet.min": lambda it: _bound(it, it.minimum),
    "template_facet.max": lambda it: _bound(it, it.maximum),
    "template_facet.max_length": lambda it: str(it.max_length),
    "template_facet.default": lambda it: it.default or "",
    "template_facet.pattern": lambda it: it.pattern or "",
    "template_facet.epcis_name": lambda it: it.told_name,
    "template_facet.remember": lambda it: _flag(it.remember),
    "template_facet.multiline": lambda it: _flag(it.multiline),
    "template_facet.upper": lambda it: _flag(it.upper),
}
CHECK: Final[Mapping[str, Callable[[Check], str]]] = {
    "template_facet.labels": lambda it: _words(it.labels),
    "template_facet.level": lambda it: f"template_level.{it.level.value}",
    "template_facet.kind": lambda it: f"template_check.{it.kind.value}",
    "template_facet.condition": _condition,
    "template_facet.min": lambda it: _decimal(it.minimum),
    "template_facet.max": lambda it: _decimal(it.maximum),
}
# What waiting periods rest on, what the sum of goods does, and the rest of how EPCIS tells it.
WAITING: Final[Mapping[str, Callable[[EpcisShape], str]]] = {
    "template_facet.interval_field": lambda it: it.interval_field or "",
    "template_facet.interval_from": lambda it: it.interval_from or "",
    "template_facet.intervals": lambda it: _pairs(it.intervals),
}
BALANCE: Final[Mapping[str, Callable[[EpcisShape], str]]] = {
    "template_facet.epcis_kind": lambda it: f"template_kind.{it.kind.value}",
    "template_facet.quantity": lambda it: it.quantity or "",
    "template_facet.times": lambda it: it.times or "",
    "template_facet.input_quantity": lambda it: it.input_quantity or "",
    "template_facet.input": _input,
}
CONCLUSION: Final[Mapping[str, Callable[[EpcisShape], str]]] = {
    "template_facet.disposition_field": lambda it: it.disposition_field or "",
    "template_facet.dispositions": lambda it: _pairs(it.dispositions),
}
TOLD: Final[Mapping[str, Callable[[EpcisShape], str]]] = {
    "template_facet.biz_step": lambda it: it.biz_step,
    "template_facet.disposition": lambda it: it.disposition,
    "template_facet.sensors": lambda it: _pairs(it.sensors),
    "template_facet.ilmd": lambda it: _pairs(it.ilmd),
}
