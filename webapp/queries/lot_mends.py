"""Where this reader puts right what a lot lacks, or who does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from traceability.event_template import (
    Template,
    TemplateEvent,
    current,
    get_template,
    likely_next,
)
from traceability.holds import HoldCause
from traceability.legal_items import LegalItem
from traceability.lots import LotOverlay, LotState
from traceability.mass_balance import brings_material
from traceability.mending import (
    LotToMend,
    Mend,
    MendAt,
    condition_mends,
    item_mends,
    offered,
    work_mend,
)
from traceability.pre_harvest import is_harvest
from traceability.release import ReleaseGate
from traceability.roles import Actor
from webapp.models.lot import overlay_of
from webapp.queries.events import as_pair

_NEW_LOT = Mend(MendAt.NEW_LOT, "legal_item.stages.fix")
_POINTS = (Mend(MendAt.POINTS, "mend.points"),)


@dataclass(frozen=True)
class ShownMend:
    """A step as a page shows it: a button to the form, or a sentence that says who does it."""

    at: str
    code: str
    by: str
    event_code: str
    labels: Mapping[str, str]
    icon: str
    anchor: str
    typed: Mapping[str, str]
    corrects: UUID | None


Mends = Mapping[str, tuple[ShownMend, ...]]


def lot_mends(actor: Actor, lot: Row[Any], gate: ReleaseGate, done: Sequence[str]) -> Mends:
    """By the code of what is missing; `lot` has the columns of a lot's page."""
    template = get_template(lot.template_group, lot.template_version)
    required = tuple(it.code for it in gate.missing_works)
    mendable = replace(lot_to_mend(lot, template, done), required=required)
    found: dict[str, tuple[Mend, ...]] = dict(
        item_mends(gate.items, work_mend(mendable), is_retired=mendable.is_retired)
    )
    found |= {it.value: condition_mends(it, mendable) for it, holds in gate.conditions if not holds}
    if not gate.is_ready_for_export:
        found[gate.export_code] = _POINTS
    return _shown(found, actor, template)


def product_mends(actor: Actor, items: Sequence[LegalItem], *, is_retired: bool) -> Mends:
    """The same for a product, whose diary begins with a lot."""
    return _shown(item_mends(items, _NEW_LOT, is_retired=is_retired), actor, None)


def lot_to_mend(lot: Row[Any], template: Template, done: Sequence[str] = ()) -> LotToMend:
    """How far the lot may still be put right."""
    events = template.events.values()
    overlay, is_closed = overlay_of(lot), lot.state is LotState.CLOSED
    return LotToMend(
        first_work=likely_next(template, done)[0],
        harvests=tuple(it.code for it in events if is_harvest(it)),
        deliveries=tuple(it.code for it in events if brings_material(it)),
        is_closed=is_closed,
        is_cancelled=overlay is LotOverlay.CANCELLED,
        is_recalled=overlay is LotOverlay.RECALLED,
        is_retired=lot.retired_at is not None,
        is_settled=lot.has_stamps or is_closed,
        held_by_diary=overlay is LotOverlay.ON_HOLD and lot.on_hold_reason in set(HoldCause),
    )


def shown_mends(mends: Sequence[Mend], actor: Actor, template: Template) -> tuple[ShownMend, ...]:
    """The steps for this reader."""
    return tuple(_mend(it, template) for it in offered(mends, actor))


def _shown(found: Mapping[str, tuple[Mend, ...]], actor: Actor, template: Template | None) -> Mends:
    return {
        code: tuple(_mend(it, template) for it in offered(mends, actor))
        for code, mends in found.items()
    }


def _event(template: Template, event_code: str) -> TemplateEvent:
    """The kind of work; what a later version asks for may be unknown to the lot's own."""
    known = template if event_code in template.events else current(template.group)
    return known.event(event_code)


def _mend(mend: Mend, template: Template | None) -> ShownMend:
    event = _event(template, mend.event_code) if template and mend.event_code else None
    prefix = "values." if event else ""
    return ShownMend(
        at=mend.at.value if mend.at else "",
        code=mend.code,
        by=mend.by.value if mend.by else "",
        event_code=mend.event_code,
        labels=as_pair(event.labels) if event else {},
        icon=event.icon if event else "pencil",
        anchor=mend.field,
        typed={f"{prefix}{name}": text for name, text in mend.typed},
        corrects=mend.corrects,
    )
