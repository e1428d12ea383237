"""What is to be done about something a lot lacks before it is sold, where, and by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from traceability.area_code_use import CodeProblem
from traceability.event_template import LABORATORY_TEST
from traceability.export_checklist import Need, PointResult
from traceability.legal_items import KeptIn, LegalItem
from traceability.mass_balance import PACKING
from traceability.packed_codes import CartonCode
from traceability.release import ReleaseCondition
from traceability.roles import Actor, Permission


class MendAt(StrEnum):
    """The form on which it is put right."""

    PRODUCT = "product"
    ORGANISATION = "organisation"
    NEW_LOT = "new_lot"
    ENTRY = "entry"
    CORRECTION = "correction"
    HOLD = "hold"
    YIELD = "yield"
    BALANCE = "balance"
    MARKET = "market"
    POINTS = "points"
    CERTIFICATE = "certificate"
    PLACES = "places"

    @property
    def asks_for(self) -> Permission:
        """What somebody must be permitted to put it right there."""
        return _ASKS_FOR[self]


class MendBy(StrEnum):
    """Who puts right what the reader cannot; the values are message codes."""

    WORKER = "mend_by.worker"
    MANAGER = "mend_by.manager"
    HOLDER = "mend_by.holder"
    HOLDER_IF_SO = "mend_by.holder_if_so"
    REGISTER = "mend_by.register"
    REGISTER_IF_SO = "mend_by.register_if_so"
    VERIFIER = "mend_by.verifier"
    OFFICER = "mend_by.officer"
    REGISTRAR = "mend_by.registrar"
    AUTHORITY = "mend_by.authority"
    RECALL = "mend_by.recall"
    NOBODY_CANCELLED = "mend_by.nobody_cancelled"
    NOBODY_CLOSED = "mend_by.nobody_closed"
    NOBODY_RETIRED = "mend_by.nobody_retired"
    NOBODY_STAMPED = "mend_by.nobody_stamped"


@dataclass(frozen=True)
class Mend:
    """One step: at a form (`at`, with the kind of work and what is filled in), or somebody else's
    (`by`). `code` are the words of its button; of an entry they name the work. `corrects` is the
    entry that is put right.
    """

    at: MendAt | None = None
    code: str = ""
    by: MendBy | None = None
    event_code: str = ""
    field: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    corrects: UUID | None = None


@dataclass(frozen=True)
class LotToMend:
    """How far a lot may still be put right. `harvests`, `deliveries` and `first_work` are kinds of
    work that its trade knows, `required` those that must be told and are not; `held_by_diary`: its
    own people may let it go on.
    """

    first_work: str
    harvests: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    is_closed: bool = False
    is_cancelled: bool = False
    is_recalled: bool = False
    is_retired: bool = False
    is_settled: bool = False
    held_by_diary: bool = False


Mends = Mapping[str, tuple[Mend, ...]]


def item_mends(items: Iterable[LegalItem], diary: Mend, *, is_retired: bool) -> Mends:
    """What to do about those of the ten items that are missing; `diary` where entries are."""
    return {it.code: (_item(it, diary, is_retired=is_retired),) for it in items if it.is_missing}


def condition_mends(condition: ReleaseCondition, lot: LotToMend) -> tuple[Mend, ...]:
    """What to do about a condition of the release that does not hold."""
    harvests = tuple(_entry(lot, code) for code in lot.harvests)
    deliveries = tuple(_entry(lot, code) for code in lot.deliveries)
    if condition is ReleaseCondition.NOT_HELD:
        return _held(lot)
    return {
        ReleaseCondition.GOODS_TOLD: harvests or (_entry(lot, PACKING),),
        ReleaseCondition.HARVEST_TOLD: (*harvests, *deliveries),
        ReleaseCondition.INPUTS_TOLD: deliveries,
        ReleaseCondition.WORKS_TOLD: tuple(_entry(lot, code) for code in lot.required),
        ReleaseCondition.PRODUCT_IN_USE: (Mend(by=MendBy.NOBODY_RETIRED),),
        ReleaseCondition.WITHIN_LIMITS: (_PASSED_TEST, *([] if lot.is_settled else [_MARKET])),
        ReleaseCondition.WITHIN_YIELD: (_SUM, Mend(MendAt.YIELD, "mend.yield")),
        ReleaseCondition.ORGANISATION_ACTIVE: (Mend(by=MendBy.OFFICER),),
    }[condition]


def point_mends(result: PointResult, lot: LotToMend) -> tuple[Mend, ...]:
    """What to do about a point of the market that is not met."""
    point = result.point
    if point.need is Need.PASSED_TEST:
        return (
            Mend(
                MendAt.ENTRY,
                event_code=LABORATORY_TEST,
                typed=_first("indicator", point.indicators),
            ),
        )
    if point.need is Need.CERTIFICATE:
        typed = _first("kind", [it.value for it in point.certificates])
        handed_in = Mend(MendAt.CERTIFICATE, "mend.certificate", typed=typed)
        return handed_in, Mend(by=MendBy.VERIFIER)
    if point.need is Need.PLOT_POSITIONS:
        is_named = result.reason == "export_reason.not_located"
        return (Mend(MendAt.PLACES, "mend.places") if is_named else work_mend(lot),)
    return _code(result, lot)


def offered(mends: Iterable[Mend], actor: Actor) -> tuple[Mend, ...]:
    """The same for this reader: who does it, where the reader may not; each told once."""
    told = (it if it.at is None or actor.may(it.at.asks_for) else _by_others(it) for it in mends)
    return tuple(dict.fromkeys(told))


def work_mend(lot: LotToMend) -> Mend:
    """The first entry of a diary that has none."""
    return _entry(lot, lot.first_work)


def _first(field: str, choices: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The field filled in with the first of what would do."""
    return ((field, choices[0]),) if choices else ()


def _item(item: LegalItem, diary: Mend, *, is_retired: bool) -> Mend:
    if item.kept_in is KeptIn.DIARY:
        return diary
    if item.name == _REGISTERED:
        return Mend(by=MendBy.REGISTRAR)
    is_of_product = item.kept_in is KeptIn.PRODUCT
    if is_of_product and is_retired:
        return Mend(by=MendBy.NOBODY_RETIRED)
    at = MendAt.PRODUCT if is_of_product else MendAt.ORGANISATION
    return Mend(at, item.fix_code, field=_FIELDS[item.name])


def _entry(lot: LotToMend, event_code: str) -> Mend:
    """An entry, as long as the lot takes any."""
    if lot.is_cancelled:
        return Mend(by=MendBy.NOBODY_CANCELLED)
    if lot.is_closed:
        return Mend(by=MendBy.NOBODY_CLOSED)
    return Mend(MendAt.ENTRY, event_code=event_code)


def _code(result: PointResult, lot: LotToMend) -> tuple[Mend, ...]:
    """Another code chosen for the lot; or what was typed put right, unless the cartons say so."""
    if result.carton is not None:
        if_so = MendBy.HOLDER_IF_SO if result.reason in _OF_HOLDER else MendBy.REGISTER_IF_SO
        return (_correction(lot, result.carton), Mend(by=if_so))
    chosen = Mend(by=MendBy.NOBODY_STAMPED) if lot.is_settled else _CODE
    return (*_BY_OTHERS.get(result.reason, ()), chosen)


def _correction(lot: LotToMend, carton: CartonCode) -> Mend:
    """The entry that names the code, also of a lot that has ended: its packs may be on sale."""
    if lot.is_cancelled:
        return Mend(by=MendBy.NOBODY_CANCELLED)
    return Mend(MendAt.CORRECTION, event_code=PACKING, corrects=carton.event_id)


def _held(lot: LotToMend) -> tuple[Mend, ...]:
    """A test that was passed, told of an ended lot too, and then the manager's reason."""
    if lot.is_recalled:
        return (Mend(by=MendBy.RECALL),)
    if lot.is_cancelled:
        return (Mend(by=MendBy.NOBODY_CANCELLED),)
    if lot.held_by_diary:
        return _PASSED_TEST, Mend(MendAt.HOLD, "mend.hold")
    return (Mend(by=MendBy.AUTHORITY),)


def _by_others(mend: Mend) -> Mend:
    is_work = mend.at in (MendAt.ENTRY, MendAt.CORRECTION, MendAt.NEW_LOT)
    return Mend(by=MendBy.WORKER if is_work else MendBy.MANAGER)


_REGISTERED: Final = "organisation"  # its name, which its own people do not change
_PASSED_TEST: Final = Mend(MendAt.ENTRY, event_code=LABORATORY_TEST)
_MARKET: Final = Mend(MendAt.MARKET, "mend.market")
_SUM: Final = Mend(MendAt.BALANCE, "mend.balance")
_CODE: Final = Mend(MendAt.MARKET, "mend.code")
_ASKS_FOR: Final = {
    MendAt.PRODUCT: Permission.PRODUCT_KEEP,
    MendAt.ORGANISATION: Permission.ORGANISATION_KEEP,
    MendAt.NEW_LOT: Permission.LOT_WORK,
    MendAt.ENTRY: Permission.LOT_WORK,
    MendAt.CORRECTION: Permission.LOT_WORK,
    MendAt.HOLD: Permission.LOT_RELEASE,
    MendAt.YIELD: Permission.LOT_RELEASE,
    MendAt.BALANCE: Permission.LOT_READ,
    MendAt.MARKET: Permission.LOT_MARKET,
    MendAt.POINTS: Permission.LOT_READ,
    MendAt.CERTIFICATE: Permission.CERTIFICATE_KEEP,
    MendAt.PLACES: Permission.PLACE_KEEP,
}
# The field of the form in which an item is filled in.
_FIELDS: Final = {
    "name": "name",
    "photo": "photo",
    "address": "address",
    "trace_code": "gtin",
    "standards": "standards",
}
_REGISTER: Final = (Mend(by=MendBy.REGISTER),)
_HOLDER: Final = (Mend(by=MendBy.HOLDER),)
_OF_HOLDER: Final = frozenset({CodeProblem.NO_CONSENT, CodeProblem.ABOVE_CONSENT})
# What is wrong with a code, where the lot's own people cannot put the code itself right.
_BY_OTHERS: Final[Mapping[str, tuple[Mend, ...]]] = {
    CodeProblem.NOT_GRANTED.value: _REGISTER,
    CodeProblem.SUSPENDED.value: _REGISTER,
    CodeProblem.REVOKED.value: _REGISTER,
    CodeProblem.EXPIRED.value: _REGISTER,
    CodeProblem.NOT_FOR_MARKET.value: _REGISTER,
    CodeProblem.NO_CONSENT.value: _HOLDER,
    CodeProblem.ABOVE_CONSENT.value: _HOLDER,
}
