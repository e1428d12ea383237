"""What a lot must satisfy before it is sold under stamps.

The ten items of Circular 02/2024/TT-BKHCN, article 6(3), and what the lot's own diary asks for:
something harvested or packed, a harvest or a delivery of what is packed, and nothing over it.
Waiting periods and failed tests hold the lot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from traceability.errors import Conflict
from traceability.event_template import TemplateEvent
from traceability.export_checklist import Need, PointResult
from traceability.legal_items import LegalItem


class LotNotReady(Conflict):
    """Some of what the law or the diary asks for is missing; the lot's page lists it."""

    code = "lot.not_ready"


class AlreadyAsked(Conflict):
    """The release was asked for already, and waits for its decision."""

    code = "lot.release_already_asked"


class NotAsked(Conflict):
    """Nobody asks for this release, or it was decided meanwhile."""

    code = "lot.release_not_asked"


class AlreadyReleased(Conflict):
    """The lot is released, and the release holds."""

    code = "lot.already_released"


class NotReleased(Conflict):
    """No release of the lot is in force, and whoever asks for stamps may not give one."""

    code = "lot.not_released"


class ReleaseLapsed(Conflict):
    """Something held the lot after its release: it must be released anew, expressly."""

    code = "lot.release_lapsed"


class ReleaseCondition(StrEnum):
    """What is asked beside the ten items; the values are message codes."""

    GOODS_TOLD = "release_condition.goods_told"
    HARVEST_TOLD = "release_condition.harvest_told"
    INPUTS_TOLD = "release_condition.inputs_told"
    WORKS_TOLD = "release_condition.works_told"
    NOT_HELD = "release_condition.not_held"
    PRODUCT_IN_USE = "release_condition.product_in_use"
    WITHIN_LIMITS = "release_condition.within_limits"
    WITHIN_YIELD = "release_condition.within_yield"
    ORGANISATION_ACTIVE = "release_condition.organisation_active"


@dataclass(frozen=True)
class RequiredWork:
    """A kind of work that the template asks for before goods leave; `labels` are its words as a
    page takes them.

    `is_told` is whether the diary's latest entry of it stands and did not find against the goods.
    """

    code: str
    labels: Mapping[str, str]
    is_told: bool

    @classmethod
    def of(cls, event: TemplateEvent, *, is_told: bool) -> Self:
        """The requirement that this kind of work be told."""
        return cls(event.code, {"vi": event.labels.vi, "en": event.labels.en}, is_told)


@dataclass(frozen=True)
class ToldGoods:
    """What the diary tells of the goods: that there are any, and where they came from.

    `harvest` is None where the trade knows none: else what is packed was harvested or delivered, or
    no waiting period and no balance would hold for it. `inputs` is None where goods are grown or
    kept; what is made of others' goods leads back to them (TT 02/2024, article 6(1): one step
    back). `works` are those without which goods of the trade do not leave. `within_yield` is None
    where nobody knows what the ground gives; goods above it go on once their manager has said why.
    """

    any: bool
    harvest: bool | None = None
    inputs: bool | None = None
    works: tuple[RequiredWork, ...] = ()
    within_yield: bool | None = None

    @property
    def conditions(self) -> tuple[tuple[ReleaseCondition, bool], ...]:
        """Those that the trade knows, and whether each holds."""
        asked = {
            ReleaseCondition.GOODS_TOLD: self.any,
            ReleaseCondition.HARVEST_TOLD: self.harvest,
            ReleaseCondition.INPUTS_TOLD: self.inputs,
            ReleaseCondition.WORKS_TOLD: self._tells_works,
            ReleaseCondition.WITHIN_YIELD: self.within_yield,
        }
        return tuple((it, holds) for it, holds in asked.items() if holds is not None)

    @property
    def _tells_works(self) -> bool | None:
        return all(it.is_told for it in self.works) if self.works else None


@dataclass(frozen=True)
class MarketStanding:
    """How a lot stands to its market: its results to the limits, and the points of one abroad."""

    keeps_to_limits: bool
    export: tuple[PointResult, ...] = ()


@dataclass(frozen=True)
class ReleaseGate:
    """The checklist of one lot; `conditions` say of each whether it holds, `export` how the points
    of the market abroad stand, or at home those of the codes that the lot carries.
    """

    items: tuple[LegalItem, ...]
    conditions: tuple[tuple[ReleaseCondition, bool], ...]
    export: tuple[PointResult, ...] = ()
    works: tuple[RequiredWork, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of all that is missing, in the order of the list."""
        items = (item.code for item in self.items if item.is_missing)
        unmet = (condition.value for condition, holds in self.conditions if not holds)
        return (*items, *unmet, *(it.code for it in self.export if it.is_missing))

    def at_market(self, standing: MarketStanding) -> Self:
        """The checklist with what the lot's market asks for."""
        within = (ReleaseCondition.WITHIN_LIMITS, standing.keeps_to_limits)
        return replace(self, conditions=(*self.conditions, within), export=standing.export)

    @property
    def missing_works(self) -> tuple[RequiredWork, ...]:
        """What must still be written down before goods leave."""
        return tuple(it for it in self.works if not it.is_told)

    @property
    def is_ready_for_export(self) -> bool:
        """Whether nothing is missing that the market abroad asks for, or a code at home."""
        return not any(it.is_missing for it in self.export)

    @property
    def export_code(self) -> str:
        """The code whose words name what `export` asks for."""
        at_home = all(it.point.need is Need.CODE_CONSENT for it in self.export)
        return "export_need.code_consent" if at_home else "release_market.export"

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def told(self) -> dict[str, str]:
        """What the checklist said, by code, as a decision keeps it."""
        items = {item.code: item.state_code.rsplit(".", 1)[1] for item in self.items}
        conditions = {it.value: "holds" if holds else "fails" for it, holds in self.conditions}
        export = {f"export.{it.point.code}": "met" if it.is_met else "open" for it in self.export}
        return items | conditions | export


def release_gate(
    items: Sequence[LegalItem],
    *,
    goods: ToldGoods,
    is_held: bool,
    is_product_in_use: bool,
    is_organisation_active: bool,
) -> ReleaseGate:
    """The checklist, the law's items first."""
    return ReleaseGate(
        items=tuple(items),
        conditions=(
            *goods.conditions,
            (ReleaseCondition.NOT_HELD, not is_held),
            (ReleaseCondition.PRODUCT_IN_USE, is_product_in_use),
            (ReleaseCondition.ORGANISATION_ACTIVE, is_organisation_active),
        ),
        works=goods.works,
    )


def check_release(gate: ReleaseGate) -> None:
    """Refuse to release or stamp a lot of which something is missing."""
    if not gate.is_open:
        raise LotNotReady(count=len(gate.missing), first=gate.missing[0])
