"""The shape of an event template: what a diary asks of one kind of work, how EPCIS tells it.

Templates are data (`event_templates/<group>/v<n>.json`); these are the frozen forms they are read
into.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from traceability.errors import Invalid

# The one kind of work that says whether goods conform, in every group that has it.
LABORATORY_TEST: Final = "laboratory_test"


class UnknownEventCode(Invalid):
    """The template of this group and version has no such event."""

    code = "event.unknown_code"


def camel(name: str) -> str:
    """`phi_days` as EPCIS names things: `phiDays`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class FieldType(StrEnum):
    """How a field is typed in and what its value becomes."""

    TEXT = "text"
    CHOICE = "choice"
    AMOUNT = "amount"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"


class EventKind(StrEnum):
    """Which EPCIS event tells the work.

    - `cycle_input`: TransformationEvent of the lot's cycle that takes something in
    - `cycle_output`: TransformationEvent of the lot's cycle that brings the lot forth
    - `transform`: TransformationEvent from the lot to the lot, less being left
    - `observe`: ObjectEvent OBSERVE on the lot, or on what came in
    """

    CYCLE_INPUT = "cycle_input"
    CYCLE_OUTPUT = "cycle_output"
    TRANSFORM = "transform"
    OBSERVE = "observe"


class CheckKind(StrEnum):
    """What a check compares; see `traceability.event_checks`."""

    RANGE = "range"
    RATIO = "ratio"
    IS = "is"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"
    OLDER_THAN = "older_than"
    MISSING = "missing"


class CheckLevel(StrEnum):
    """`invalid` refuses the event, `warning` keeps it and says so; `hold` keeps it, for it is a
    fact, and holds the lot.
    """

    INVALID = "invalid"
    WARNING = "warning"
    HOLD = "hold"


class AnimalPart(StrEnum):
    """What an event does to the number of animals: they come, die, or leave in whatever shape."""

    IN = "in"
    DEAD = "dead"
    OUT = "out"


class FlowPart(StrEnum):
    """What an event tells of a honey flow: that flowers bloom, or that the bees are fed."""

    BLOOM = "bloom"
    FEED = "feed"


class TreatmentFollows(StrEnum):
    """What a treatment stays with: the plot it was sprayed on, the animals it was given to."""

    PLACE = "place"
    LOT = "lot"
    BOTH = "both"


@dataclass(frozen=True)
class Labels:
    """Words for people, part of the data because a new template must need no new code."""

    vi: str
    en: str

    def text(self, lang: str) -> str:
        """The words in one of the two languages."""
        return self.en if lang == "en" else self.vi

    @property
    def both(self) -> dict[str, str]:
        """The words by language."""
        return {"vi": self.vi, "en": self.en}


@dataclass(frozen=True)
class Choice:
    code: str
    labels: Labels


@dataclass(frozen=True)
class Crop(Choice):
    """What is grown, kept or made, with the bounds of the mass balance.

    `yield_max` is the most that a hectare brings in a season (thousandths of a kg), `recovery_max`
    the most that can be packed of what was harvested (thousandths of a per cent). None: no bound
    of its own; a lot whose crop is not known has the group's (`crop_bounds`).
    """

    yield_max: int | None = None
    recovery_max: int | None = None


@dataclass(frozen=True)
class TemplateField:
    """One thing asked. `minimum` and `maximum` of an amount are thousandths of its SI unit.

    `default` is what the form shows at first: a raw value, or `event_date`. `remember` asks the
    form to offer what was entered last time. `personal` values never enter the ledger or EPCIS.
    """

    name: str
    type: FieldType
    labels: Labels
    required: bool = False
    public: bool = False
    personal: bool = False
    remember: bool = False
    multiline: bool = False
    upper: bool = False
    hint: Labels | None = None
    choices: tuple[Choice, ...] = ()
    units: tuple[str, ...] = ()
    default: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 200
    pattern: str | None = None
    epcis_name: str | None = None

    @property
    def unit_key(self) -> str:
        """The form key under which an amount's unit comes."""
        return f"{self.name}_unit"

    @property
    def told_name(self) -> str:
        """The name under which EPCIS tells the field."""
        return self.epcis_name or camel(self.name)

    def choice(self, code: str) -> Choice | None:
        """The choice of that code, for showing a stored value."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True)
class Check:
    """A rule of one event's values; dates are held against `other`, or the day of the event.

    Bounds are thousandths; for `ratio`, of field x scale / other, of which only the part in per
    cent counts that the field `share` names.
    """

    kind: CheckKind
    level: CheckLevel
    code: str
    field: str
    labels: Labels
    other: str | None = None
    share: str | None = None
    unit: str | None = None
    scale: int = 1
    minimum: int | None = None
    maximum: int | None = None
    days: int = 0
    value: str | bool | None = None
    when: tuple[str, str | bool] | None = None


@dataclass(frozen=True)
class InputShape:
    """What a cycle event takes in: its class, and the fields that name, lot and measure it."""

    type: str
    name: str
    lot: str | None = None
    quantity: str | None = None


@dataclass(frozen=True)
class EpcisShape:
    """How the event is told in EPCIS; names are fields of the event.

    The lot's quantity is `quantity`, times the integer field `times` where there is one.
    `interval_field` holds the days of waiting before any harvest, `intervals` those before a
    harvest of another kind (eggs, milk) by its event code. They count from the day in the date
    field `interval_from`, or from the day of the event.
    """

    kind: EventKind
    biz_step: str
    disposition: str
    input: InputShape | None = None
    quantity: str | None = None
    times: str | None = None
    input_quantity: str | None = None
    disposition_field: str | None = None
    dispositions: Mapping[str, str] | None = None
    interval_field: str | None = None
    interval_from: str | None = None
    intervals: Mapping[str, str] | None = None
    sensors: Mapping[str, str] | None = None
    ilmd: Mapping[str, str] | None = None


@dataclass(frozen=True)
class AnimalShape:
    """Where an event tells how many animals: whole in `count`, in heads in `amount`, or by the
    event's weight and the `size` of so many a kilogram.
    """

    part: AnimalPart
    count: str | None = None
    amount: str | None = None
    size: str | None = None


@dataclass(frozen=True)
class FlowShape:
    """Which days an event speaks of: from the field `begins`, else from its own day, to `ends`."""

    part: FlowPart
    begins: str | None = None
    ends: str | None = None
    when: tuple[str, str | bool] | None = None


@dataclass(frozen=True)
class TemplateEvent:
    code: str
    labels: Labels
    icon: str
    public: bool
    asks_photo: bool
    fields: tuple[TemplateField, ...]
    checks: tuple[Check, ...]
    epcis: EpcisShape
    animals: AnimalShape | None = None
    flow: FlowShape | None = None

    def field(self, name: str) -> TemplateField | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def check(self, code: str) -> Check | None:
        """The check of that code: its labels word a warning or an error of this event."""
        return next((check for check in self.checks if check.code == code), None)

    @property
    def personal_fields(self) -> frozenset[str]:
        """Names of the fields that may hold a person's name."""
        return frozenset(field.name for field in self.fields if field.personal)

    @property
    def public_fields(self) -> frozenset[str]:
        """Names of the fields a buyer may see; none when the event itself is not public."""
        if not self.public:
            return frozenset()
        return frozenset(f.name for f in self.fields if f.public and not f.personal)


@dataclass(frozen=True)
class Template:
    """All events of one product group, in one version that never changes once used.

    `release_requires` are kinds of work that must be told before goods leave (of medicines: the
    release by the qualified person, GMP as in TT 35/2018/TT-BYT).
    """

    group: str
    version: int
    labels: Labels
    units: tuple[str, ...]
    crops: tuple[Crop, ...]
    events: Mapping[str, TemplateEvent]
    likely: Mapping[str, tuple[str, ...]]
    treatment_follows: TreatmentFollows = TreatmentFollows.PLACE
    release_requires: tuple[str, ...] = ()

    def event(self, code: str) -> TemplateEvent:
        """The event of that code, which a phone may have made up."""
        if code not in self.events:
            raise UnknownEventCode(code=code, group=self.group, version=self.version)
        return self.events[code]
