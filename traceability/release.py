"""What a lot must satisfy before it is sold under stamps.

The ten items of Circular 02/2024/TT-BKHCN, article 6(3), and what the lot's own diary asks for:
something harvested or packed, and nothing over it. Waiting periods and failed tests hold the lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.errors import Conflict
from traceability.export_checklist import PointResult
from traceability.legal_items import LegalItem


class LotNotReady(Conflict):
    """Some of what the law or the diary asks for is missing; the lot's page lists it."""

    code = "lot.not_ready"


class ReleaseCondition(StrEnum):
    """What is asked beside the ten items; the values are message codes."""

    GOODS_TOLD = "release_condition.goods_told"
    NOT_HELD = "release_condition.not_held"
    PRODUCT_IN_USE = "release_condition.product_in_use"
    WITHIN_LIMITS = "release_condition.within_limits"


@dataclass(frozen=True)
class ReleaseGate:
    """The checklist of one lot; `conditions` say of each whether it holds, `export` how the points
    of the market abroad stand.
    """

    items: tuple[LegalItem, ...]
    conditions: tuple[tuple[ReleaseCondition, bool], ...]
    export: tuple[PointResult, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of all that is missing, in the order of the list."""
        items = (item.code for item in self.items if item.is_missing)
        unmet = (condition.value for condition, holds in self.conditions if not holds)
        return (*items, *unmet, *(it.code for it in self.export if it.is_missing))

    @property
    def is_ready_for_export(self) -> bool:
        """Whether nothing is missing that the market abroad asks for."""
        return not any(it.is_missing for it in self.export)

    @property
    def is_open(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def release_gate(
    items: Sequence[LegalItem],
    *,
    has_goods: bool,
    is_held: bool,
    is_product_in_use: bool,
    keeps_to_limits: bool = True,
    export: Sequence[PointResult] = (),
) -> ReleaseGate:
    """The checklist, the law's items first."""
    return ReleaseGate(
        items=tuple(items),
        conditions=(
            (ReleaseCondition.GOODS_TOLD, has_goods),
            (ReleaseCondition.NOT_HELD, not is_held),
            (ReleaseCondition.PRODUCT_IN_USE, is_product_in_use),
            (ReleaseCondition.WITHIN_LIMITS, keeps_to_limits),
        ),
        export=tuple(export),
    )


def check_release(gate: ReleaseGate) -> None:
    """Refuse to release or stamp a lot of which something is missing."""
    if not gate.is_open:
        raise LotNotReady(count=len(gate.missing), first=gate.missing[0])
